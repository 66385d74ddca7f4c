// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/state_of.hpp"

#include <array>
#include <cstddef>

namespace zusage::events {

std::string_view state_of(std::string_view ags) {
  constexpr std::array<std::string_view, 17> names = {"",
                                                      "Schleswig-Holstein",
                                                      "Hamburg",
                                                      "Niedersachsen",
                                                      "Bremen",
                                                      "Nordrhein-Westfalen",
                                                      "Hessen",
                                                      "Rheinland-Pfalz",
                                                      "Baden-Württemberg",
                                                      "Bayern",
                                                      "Saarland",
                                                      "Berlin",
                                                      "Brandenburg",
                                                      "Mecklenburg-Vorpommern",
                                                      "Sachsen",
                                                      "Sachsen-Anhalt",
                                                      "Thüringen"};
  if (ags.size() != 8 || ags[0] < '0' || ags[0] > '9' || ags[1] < '0' || ags[1] > '9') return {};
  const auto number = std::size_t(ags[0] - '0') * 10 + std::size_t(ags[1] - '0');
  return number < names.size() ? names[number] : std::string_view();
}

}  // namespace zusage::events
