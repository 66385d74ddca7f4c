// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/municipalities.hpp"
#include "events/registration.hpp"
#include "organisers/scope.hpp"

/// Who comes: what an organiser sees of the registrations of an event.
namespace zusage::events {

enum class attendee_sort { registered, name, municipality, status };
std::string_view to_text(attendee_sort s);
std::optional<attendee_sort> attendee_sort_from(std::string_view text);

struct attendee_filter {
  std::string text;  ///< words, each of which occurs in name, address, organisation, municipality,
                     ///< AGS or reference; small and capital letters and accents do not matter
  std::optional<registration_status> status;
  std::int64_t session_id = 0;                    ///< has booked it, or waits for it; 0: any
  std::optional<municipality_kind> of_kind = {};  ///< by the directory
  attendee_sort sort = attendee_sort::registered;
  bool descending = false;
  std::int64_t page = 1;  ///< from 1
  std::int64_t page_size = 50;
};

struct attendee_row {
  std::string public_id, reference, given_name, family_name, email, organisation, ags, municipality,
      phone, job_function;
  registration_status status = registration_status::confirmed;
  instant registered_at{};
  std::optional<instant> checked_in_at;
  std::vector<std::int64_t> waits_for;  ///< sessions, with a place at the event
};

struct attendee_page {
  std::vector<attendee_row> rows;
  std::int64_t total = 0;            ///< all that match
  std::int64_t page = 1, pages = 1;  ///< a page beyond the last one shows the last one
};

namespace attendee_limits {
inline constexpr std::size_t words = 4,
                             text = 200;  ///< of a search; what is more is not looked for
inline constexpr std::int64_t page_size = 500;
}  // namespace attendee_limits

/// In the order that is asked for, by names as they are written; rows that are equal in it stand in
/// order of registration. Every order goes by an index of the event. Another organiser's event has
/// no attendees.
attendee_page list_attendees(const schema::reader& db, const organisers::scope& whose,
                             std::int64_t event_id, const attendee_filter& by);

/// The ids of all that the filter finds, ascending; order and page do not matter.
std::vector<std::int64_t> find_attendee_ids(const schema::reader& db,
                                            const organisers::scope& whose, std::int64_t event_id,
                                            const attendee_filter& by);

/// The question for the ids of a page without a filter, for tests of its plan: event, event again,
/// organiser, rows, offset.
std::string page_question(attendee_sort by, bool descending);

/// How many there are in each status.
std::vector<std::pair<registration_status, std::int64_t>> count_attendees(
    const schema::reader& db, const organisers::scope& whose, std::int64_t event_id);

/// By its reference as somebody typed it.
std::optional<registration> find_attendee(const schema::reader& db, const organisers::scope& whose,
                                          std::string_view reference);

}  // namespace zusage::events
