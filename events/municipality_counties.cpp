// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/municipality_counties.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace zusage::events {

std::string county_name(const std::string& name, bool bears_kreis) {
  const auto key = folded(name);
  const bool says_so = key.find("kreis") != std::string::npos || key.starts_with("region") ||
                       key.starts_with("stadteregion");
  if (says_so) return name;
  return (bears_kreis ? "Kreis " : "Landkreis ") + name;
}

void add_counties(const std::map<std::string, county_entry>& counties,
                  std::vector<municipality>& to) {
  for (const auto& [ags, one] : counties) {
    if (one.is_city) continue;
    municipality made;
    made.ags = made.district_ags = ags;
    made.name = made.district = one.name;
    made.kind = municipality_kind::county;
    made.state = one.state;
    made.population = one.population;
    to.push_back(std::move(made));
  }
}

bool all_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string line_place(std::size_t number) {
  return "line " + std::to_string(number);
}

}  // namespace zusage::events
