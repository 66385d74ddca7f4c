// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/time.hpp"

/// Times as webinar tools write them.
namespace zusage::events {

/// `2027-09-11 08:58:12`, `2027-09-11T06:58:12Z`, `11.09.2027 08:58`, `09/11/2027 08:58:12 AM`
/// (American, known by its AM or PM); seconds may be missing. Without Z in `zone`. Nothing for
/// anything else: `01/02/2027 10:00` can be two days.
std::optional<instant> read_foreign_time(const std::string& text, const std::string& zone);

/// A time of day alone, `8:30`, `08:30:12`, `8:30 Uhr`, `08:30 AM`, on the day that `day` falls on
/// in `zone`. Nothing for anything else.
std::optional<instant> read_time_of_day(const std::string& text, instant day,
                                        const std::string& zone);

/// Minutes, rounded: `57`, `57,5`, `0:57:12`, `1:05` (hours and minutes), `57 min`, `1 h 5 min`.
/// Nothing for anything else and for more than a week.
std::optional<std::int64_t> read_minutes(const std::string& text);

}  // namespace zusage::events
