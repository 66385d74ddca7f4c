// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "organisers/scope.hpp"
#include "organisers/staff_token.hpp"
#include "schema/sql.hpp"

/// Who works for an organiser, as its owners look after them. Everything here is audited; entries
/// name people by the number of their account.
namespace zusage::organisers {

struct listed_staff {
  std::int64_t id = 0;
  std::string email;
  organisers::role role = role::check_in;
  std::optional<instant> since, seen_at;  ///< nothing: from before it was noted
  bool second_factor = false;
};

/// By address.
std::vector<listed_staff> list_staff(const schema::reader& db, const scope& of);

/// Those to the whole organiser that can still be accepted, by address (event_staff.hpp has those
/// to single events).
std::vector<staff_invitation> list_invitations(const schema::reader& db, const scope& of,
                                               instant now);

struct typed_invitation {
  std::string email, role;  ///< as typed
};

/// The invitation, which is to be mailed in the same transaction. Faults: `not_an_email` (field
/// `email`), `role_missing` (`role`), `staff_known` (`email`: works here already).
checked<staff_invitation> invite(schema::transaction& tx, const scope& of,
                                 const typed_invitation& typed, instant now);

/// Whether there was one for the address; its link is good no more.
bool withdraw_invitation(schema::transaction& tx, const scope& of, const std::string& email,
                         instant now);

/// What became of a change to a row of the list.
enum class staff_change {
  done,
  unchanged,
  unknown,    ///< nobody (any more) who works here
  last_owner  ///< somebody has to be able to look after the staff: nothing was changed
};

staff_change change_role(schema::transaction& tx, const scope& of, std::int64_t staff_id,
                         organisers::role wanted, instant now);

/// Takes the role away; who works for nobody any more is signed out everywhere. Roles at single
/// events stay.
staff_change remove_staff(schema::transaction& tx, const scope& of, std::int64_t staff_id,
                          instant now);

struct acceptance {
  std::string_view public_id;
  /// The hash of the password for an account that is new; nothing: there must be one.
  std::optional<std::string> password_hash;
};

/// Gives the role that the invitation names, at the organiser or at its event; who has one there by
/// now keeps it. The account's id,
/// or nothing when the link is good no more, or the account was made or removed meanwhile.
std::optional<std::int64_t> accept_invitation(schema::transaction& tx, const acceptance& what,
                                              instant now);

}  // namespace zusage::organisers
