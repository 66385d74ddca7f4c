// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

/// Local times by the IANA zone database in ICU.
namespace zusage {

/// The zone of whatever belongs to no event: the calendar, deadlines of requests, an event file
/// that names none.
inline constexpr std::string_view home_zone = "Europe/Berlin";

/// Wall clock in some zone. `weekday` 1 = Monday … 7 = Sunday (ISO 8601).
struct local_time {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  int weekday = 0;
  int offset_minutes = 0;  ///< east of UTC
};

/// Whether `zone` names a zone of the IANA database (`Europe/Berlin`).
bool is_time_zone(std::string_view zone);

/// `2027-09-11T09:00` or `2027-09-11T09:00:00` in `zone`. Nothing when the text is malformed, the
/// date does not exist, the local time falls into the gap when clocks go forward, or the zone is
/// unknown. When clocks go back, the earlier of both.
std::optional<instant> local_to_instant(std::string_view text, std::string_view zone);

local_time to_local(instant t, std::string_view zone);

/// `2027-09-11T09:00`, the form `local_to_instant` reads.
std::string to_local_text(instant t, std::string_view zone);

/// ISO 8601 with offset: `2027-09-11T09:00:00+02:00`.
std::string to_iso(instant t, std::string_view zone);

}  // namespace zusage
