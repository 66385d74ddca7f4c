// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/registration.hpp"

/// The sessions of a registration, as rows. Places are counters in the rows of event_session, moved
/// only by conditional UPDATE: no rows changed means full.
namespace zusage::events {

/// registration_session.status. Only those with a place count in event_session.taken.
namespace booking {
inline constexpr std::string_view
    confirmed = "confirmed",
    offered = "offered",      ///< a place is kept until booked_row::offered_until
    waiting = "waiting",      ///< for a place in the session; has one at the event
    wanted = "wanted",        ///< chosen by somebody who has no place at the event yet
    cancelled = "cancelled";  ///< given back; kept for the calendar entry that takes it away

constexpr bool has_place(std::string_view status) {
  return status == confirmed || status == offered;
}
}  // namespace booking

struct booked_row {
  std::int64_t session_id = 0;
  std::string status;
  std::optional<std::int64_t> second_id;  ///< taken instead, while it waits
  instant since{};                        ///< when the wish began
  std::optional<instant> offered_until;
  std::int64_t needs = 1;  ///< places that have to be free at once, while it waits (places.hpp)
  std::optional<std::int64_t> instead_of = {};  ///< the first choice, of a second that was taken
};

/// By session id.
std::vector<booked_row> find_booked(const schema::reader& db, std::int64_t registration_id);

/// The place in the session's line, 1 = next, of a registration that waits for it: who has been
/// waiting longer, or as long with an older registration, comes before.
std::int64_t position_in_line(const schema::reader& db, std::int64_t registration_id,
                              const booked_row& row);

/// Places that nobody has; negative when more people are in (places.hpp).
std::int64_t free_in_session(const schema::reader& db, std::int64_t session_id);

/// False: the session is full.
bool take_session_place(schema::transaction& tx, std::int64_t session_id);

/// Who books: an id and how it stands at the event.
struct booker {
  std::int64_t registration_id = 0;
  registration_status status = registration_status::confirmed;
};

/// Books what was wished for as places::choose decides; without a place at the event it is only
/// noted. False: nothing is free and nobody may wait.
bool book(schema::transaction& tx, const event& of, const booker& who, const session_wish& wish,
          instant since);

/// Writes the booking of a session, also over one that was given back.
void store_booking(schema::transaction& tx, std::int64_t registration_id, const booked_row& row);

/// Ends a booking and gives its place back, if it has one; whoever waited together with it needs
/// one place less. What was confirmed stays as cancelled.
void give_back(schema::transaction& tx, std::int64_t registration_id, const booked_row& row);

/// The same for all that a registration has booked.
void give_all_back(schema::transaction& tx, std::int64_t registration_id);

}  // namespace zusage::events
