// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "events/event.hpp"

/// The calendar over all organisers.
namespace zusage::events {

/// The filters of `GET /` (contract). Empty members do not filter.
struct calendar_filter {
  std::string text = {};  ///< `q`: every word somewhere in what the event's page says of itself:
                          ///< title, summary, place, organisers, sessions and who speaks; folded
  std::optional<events::kind> kind = {};
  std::optional<events::mode> mode = {};      ///< hybrid events match online and on_site too
  std::optional<instant> from = {}, to = {};  ///< events that overlap [from, to)
  std::string organiser = {};                 ///< key
  std::optional<std::int64_t> series = {};    ///< id
  std::string state = {};                     ///< code of the venue's state (venue_state.hpp)
  bool only_dated = false;                    ///< without papers, which take place on no day
};

struct calendar_row {
  std::string slug, organiser_key, time_zone;
  nlohmann::json title, summary, organiser_name, venue;
  /// Who runs it together with that one: key and name.
  std::vector<std::pair<std::string, nlohmann::json>> also_by;
  events::kind kind = kind::conference;
  events::mode mode = mode::online;
  event_status status = event_status::published;
  instant starts_at{}, ends_at{}, created_at{}, updated_at{};
  std::optional<std::int64_t> capacity;
  std::int64_t taken = 0;
  bool waiting_list = false;
};

/// Published and cancelled events that match, by start.
std::vector<calendar_row> list_events(const schema::reader& db, const calendar_filter& by);

/// Where something public stands, and when it was changed last.
struct public_address {
  std::string path;
  instant updated_at{};
};

/// The pages of published events and papers that search engines may show, and of the series that
/// have any: at most so many, those of the latest events before the others.
std::vector<public_address> list_addresses(const schema::reader& db, std::int64_t most);

}  // namespace zusage::events
