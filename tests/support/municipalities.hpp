// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

/// Records of a municipality directory as the Federal Statistical Office publishes it (GV100AD).
namespace zusage::tests {

/// A line of 220 characters with texts at their columns, which count from 1.
std::string directory_record(const std::vector<std::pair<std::size_t, std::string>>& parts);

std::string directory_state(const std::string& key, const std::string& name);
/// `mark`: 41 for a city that belongs to no county, 43 for a Kreis, 44 for a Landkreis.
std::string directory_county(const std::string& key, const std::string& name,
                             const std::string& mark);
std::string directory_municipality(const std::string& ags, const std::string& name,
                                   std::int64_t population);

}  // namespace zusage::tests
