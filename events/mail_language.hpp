// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace zusage::events {

/// The language of the text that a mail in `language` takes from `texts` ({"de": "…"}) where they
/// have none in it, so that it can be marked (WCAG 3.1.2); "" where they do.
std::string borrowed_language(const nlohmann::json& texts, const std::string& language);

}  // namespace zusage::events
