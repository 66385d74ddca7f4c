// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace zusage {

/// A point in time, UTC, as the database keeps it: microseconds since 1970.
using instant = std::chrono::sys_time<std::chrono::microseconds>;

/// Rules take the time from a clock that is passed in, so that tests can set it.
using clock_source = std::function<instant()>;

instant now();

constexpr std::int64_t to_micros(instant t) {
  return t.time_since_epoch().count();
}
constexpr instant from_micros(std::int64_t t) {
  return instant(std::chrono::microseconds(t));
}

/// ISO 8601 in UTC with whole seconds: `2027-01-31T10:02:11Z`.
std::string to_iso(instant t);

/// Reads what `to_iso` writes; nothing if it is anything else.
std::optional<instant> from_iso(std::string_view text);

}  // namespace zusage
