// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

namespace zusage::server {

/// Parses JSON that somebody sent; nothing when it is malformed, not UTF-8, or nested deeper than
/// `deepest` arrays and objects. Its size is bounded by the route's body limit.
std::optional<nlohmann::json> parse_bounded(std::string_view text, std::size_t deepest = 8);

}  // namespace zusage::server
