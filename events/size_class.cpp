// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/size_class.hpp"

#include <array>

namespace zusage::events {

std::span<const std::int64_t> usual_class_limits() {
  // Rural municipality, small, larger small, medium, larger medium, large town, as the Federal
  // Office for Building and Regional Planning tells types of towns apart.
  static constexpr std::array<std::int64_t, 6> limits = {5000,   10'000,  20'000,
                                                         50'000, 100'000, 500'000};
  return limits;
}

size_class size_class_of(std::int64_t population, std::span<const std::int64_t> limits) {
  size_class found;
  for (const auto limit : limits) {
    if (population < limit) {
      found.below = limit;
      break;
    }
    found.from = limit;
  }
  return found;
}

std::string to_text(const size_class& of) {
  const auto from = std::to_string(of.from);
  return of.below == 0 ? from + "+" : from + "-" + std::to_string(of.below - 1);
}

}  // namespace zusage::events
