// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "organisers/scope.hpp"
#include "schema/sql.hpp"

/// What staff note about a registration. It is about the person: it goes with the registration, and
/// the person is told of it on request (GDPR 15).
namespace zusage::events {

inline constexpr std::size_t most_note = 2000;  ///< code points
inline constexpr std::int64_t most_notes = 50;  ///< of one registration

struct note {
  std::int64_t id = 0;
  instant at{};
  std::string staff_email;  ///< empty: the operator, or somebody who is no longer staff
  bool own = false;         ///< written by whoever looks
  std::string text;
};

/// The oldest first.
std::vector<note> list_notes(const schema::reader& db, const organisers::scope& whose,
                             std::int64_t registration_id);

/// Faults at `note`: those of checked_text, `too_many_notes`; without field `unknown_registration`.
/// `registration.noted` in the audit trail, without the text.
faults add_note(schema::transaction& tx, const organisers::scope& whose, std::string_view reference,
                std::string_view typed, instant now);

/// Deletes one's own note. False: there is none such. `registration.note_deleted`.
bool delete_note(schema::transaction& tx, const organisers::scope& whose,
                 std::string_view reference, std::int64_t id, instant now);

}  // namespace zusage::events
