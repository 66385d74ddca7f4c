// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/places.hpp"

#include <string>

#include "base/time_zone.hpp"

namespace zusage::events::places {
namespace {

using namespace std::chrono_literals;

constexpr auto opens = "08:00", closes = "20:00";

instant at_time(const std::string& day, const char* time, std::string_view zone) {
  // Clocks change at night, so by day every time exists.
  return local_to_instant(day + "T" + time, zone).value();
}

bool is_weekend(instant t, std::string_view zone) {
  return to_local(t, zone).weekday >= 6;
}

// A day after noon it is about noon, whatever clocks do.
std::string day_after(const std::string& day, std::string_view zone) {
  return to_local_text(at_time(day, "12:00", zone) + 24h, zone).substr(0, 10);
}

}  // namespace

std::optional<entry> next_in_line(std::span<const entry> line, std::int64_t free) {
  std::optional<entry> first;
  for (const auto& one : line) {
    if (one.needs <= free && (!first || comes_before(one, *first))) first = one;
  }
  return first;
}

instant offer_ends(instant made, std::chrono::hours kept, std::string_view zone, instant latest) {
  instant::duration left = kept;
  instant at = made;
  while (at < latest) {
    const auto day = to_local_text(at, zone).substr(0, 10);
    const auto begin = std::max(at, at_time(day, opens, zone));
    const auto end = at_time(day, closes, zone);
    if (!is_weekend(at, zone) && begin < end) {
      if (begin + left <= end) return std::min(begin + left, latest);
      left -= end - begin;
    }
    at = at_time(day_after(day, zone), opens, zone);
  }
  return latest;
}

}  // namespace zusage::events::places
