// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "events/municipalities.hpp"

/// What the readers of both files of the directory share.
namespace zusage::events {

/// A county, or a city that belongs to none, while its municipalities are counted.
struct county_entry {
  std::string name, state;
  bool is_city = false;
  std::int64_t population = 0;
};

/// Counties are called as they call themselves, since `Olpe` is a town as well: `Kreis Olpe`.
/// `bears_kreis`: whether the county is a Kreis by law and no Landkreis.
std::string county_name(const std::string& name, bool bears_kreis);

/// Appends the counties, by their keys; cities are there already, as cities.
void add_counties(const std::map<std::string, county_entry>& counties,
                  std::vector<municipality>& to);

/// False for an empty text too.
bool all_digits(std::string_view text);

/// `line 17`, as the place of a fault.
std::string line_place(std::size_t number);

}  // namespace zusage::events
