// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <tuple>

#include "base/time.hpp"

/// Who gets a place: the rules alone, apart from where places are stored (registration_rows.hpp,
/// bookings.hpp, promote.cpp).
namespace zusage::events::places {

inline constexpr std::int64_t unlimited = 1'000'000'000;

/// Places that nobody has; negative when more people are in than there are places.
constexpr std::int64_t free_places(std::optional<std::int64_t> capacity, std::int64_t taken) {
  return capacity ? *capacity - taken : unlimited;
}

/// What becomes of a wish for a session, and of the second choice behind it.
enum class booked { first, second, waits, nowhere };

constexpr booked choose(bool first_is_free, bool second_is_free, bool may_wait) {
  if (first_is_free) return booked::first;
  if (second_is_free) return booked::second;
  return may_wait ? booked::waits : booked::nowhere;
}

/// How many of `wanted` people who register together get a place.
constexpr std::int64_t given(std::int64_t wanted, bool takes_fewer, std::int64_t free) {
  if (free >= wanted) return wanted;
  return takes_fewer ? std::max<std::int64_t>(free, 0) : 0;
}

/// How many places have to be free at once before `waiting` people who registered together move up.
constexpr std::int64_t needed(std::int64_t waiting, bool takes_fewer) {
  return takes_fewer || waiting < 1 ? 1 : waiting;
}

/// Somebody in a line: a registration, or the first of a group.
struct entry {
  std::int64_t id = 0;     ///< of the registration
  instant since{};         ///< when the wish began; the same for all where ids tell the order
  std::int64_t needs = 1;  ///< free places
};

constexpr bool comes_before(const entry& a, const entry& b) {
  return std::tie(a.since, a.id) < std::tie(b.since, b.id);
}

/// Who moves up when `free` places are: the first in line for whom they are enough. Who needs more
/// is passed over and stays where they stand, so that no place is empty that somebody would take.
std::optional<entry> next_in_line(std::span<const entry> line, std::int64_t free);

/// An offered place is kept for so many hours. Only hours between 8 and 20 o'clock from Monday to
/// Friday count, in `zone`, but it never ends later than `latest`.
instant offer_ends(instant made, std::chrono::hours kept, std::string_view zone, instant latest);

}  // namespace zusage::events::places
