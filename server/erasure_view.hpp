// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "events/erase_person.hpp"
#include "web/locale.hpp"

/// What an erasure takes and what it leaves, in words.
namespace zusage::server {

/// `goes` and `stays` as web/templates/_erasure.html shows them, each with its count, its names and
/// why.
nlohmann::json erasure_view(const std::vector<events::stored_part>& parts, const web::locale& in);

/// The same as lines of text, for a terminal.
std::string erasure_text(const std::vector<events::stored_part>& parts, const web::locale& in);

}  // namespace zusage::server
