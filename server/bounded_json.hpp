// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string_view>

#include "base/result.hpp"

namespace zusage::server {

/// Parses JSON that somebody sent. `bad_json` when it is malformed, not UTF-8, begins with a byte
/// order mark (RFC 8259 8.1), or is nested deeper than `deepest` arrays and objects;
/// `duplicate_member`, with the member's name, when an object has one twice: of which each reader
/// takes another (RFC 8259 4). Its size is bounded by the route's body limit.
checked<nlohmann::json> parse_bounded(std::string_view text, std::size_t deepest = 8);

}  // namespace zusage::server
