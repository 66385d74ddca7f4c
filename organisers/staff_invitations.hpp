// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "organisers/staff_list.hpp"

/// What invitations to a whole organiser (staff_list.hpp) and to single events (event_staff.hpp)
/// have in common.
namespace zusage::organisers {

/// The event that people are invited to; 0: the organiser as a whole.
struct invitation_place {
  std::int64_t event_id = 0;
  std::string slug = {};  ///< names the event in the audit trail
};

/// Those that can still be accepted, by address.
std::vector<staff_invitation> list_invitations_to(const schema::reader& db, const scope& of,
                                                  std::int64_t event_id, instant now);

struct invited_person {
  std::string key;  ///< of the address (email_key)
  role as = role::check_in;
  std::optional<std::int64_t> staff_id;  ///< who has an account already
};
/// Faults as of `invite`, but for who works there already.
checked<invited_person> check_invited(const schema::reader& db, const std::string& email,
                                      std::optional<role> as);

/// Audited; the invitation is to be mailed in the same transaction.
staff_invitation store_invitation(schema::transaction& tx, const scope& of,
                                  const invitation_place& to, const invited_person& who,
                                  instant now);

/// Whether there was one for the address. Audited.
bool withdraw_invitation_to(schema::transaction& tx, const scope& of, const invitation_place& to,
                            const std::string& email, instant now);

}  // namespace zusage::organisers
