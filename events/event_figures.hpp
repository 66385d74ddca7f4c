// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "events/event.hpp"
#include "organisers/scope.hpp"

/// Registrations in figures: how many stand how, when they came, from where. Nobody's name is in
/// them.
namespace zusage::events {

struct standing_counts {
  std::int64_t registered = 0;  ///< who holds a place (holds_place)
  std::int64_t waiting = 0;
  std::int64_t applied = 0;  ///< and nobody has decided yet
  std::int64_t cancelled = 0;
};

struct next_event {
  std::string slug, time_zone;
  nlohmann::json title;  ///< by language
  events::kind kind = kind::conference;
  event_status status = event_status::draft;
  bool hidden = false;
  instant starts_at{}, ends_at{};
  std::optional<std::int64_t> capacity;
  standing_counts counts;
};

/// The first `most` events that are not over and not cancelled, drafts too and those that are run
/// together with others, by start. Papers have no day and are none of them.
std::vector<next_event> list_next_events(const schema::reader& db, const organisers::scope& whose,
                                         instant now, std::int64_t most);

struct day_figure {
  instant day{};  ///< midnight of the date in UTC, to be shown as a date in that zone
  std::int64_t count = 0;
};

/// So many days are shown.
inline constexpr int most_figure_days = 60;

/// How many registered on each day of the event's zone, also those who cancelled later: the last 60
/// days, fewer when the registration opened later. Today is the last of them, of an event that is
/// over the day on which it ended. Ascending, never empty but for another organiser's event.
std::vector<day_figure> registrations_by_day(const schema::reader& db,
                                             const organisers::scope& whose, const event& of,
                                             instant now);

/// Where those come from who did not cancel and were not refused, by the directory of
/// municipalities.
struct origin_counts {
  std::int64_t total = 0;
  std::map<std::string, std::int64_t> by_state;  ///< its name; "": not known
  std::map<std::string, std::int64_t>
      by_kind;  ///< as `municipality_kind` is written; "": not known
  /// By size class: the first is below the first limit (class_limits_of), the last from the last
  /// one on. Whoever has no municipality with a population is in none.
  std::vector<std::int64_t> by_size;
};

origin_counts count_origins(const schema::reader& db, const organisers::scope& whose,
                            const event& of);

}  // namespace zusage::events
