// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "events/look.hpp"
#include "server/handler.hpp"

namespace zusage::server {

/// `look` in the templates: the style that redefines the colours, the logo for the header; null for
/// an organiser that has none, so that the page looks neutral. `page` allows exactly this style.
nlohmann::json look_view(const schema::reader& db, const request& on, std::int64_t organiser_id);
nlohmann::json look_view(const schema::reader& db, const request& on,
                         std::string_view organiser_key);

/// Where a logo is fetched; another content has another path, so that it can be kept for ever.
std::string logo_path(std::string_view organiser_key, const events::logo& of);

// logo_page.cpp
response show_logo(const request&, const schema::reader&, services&);

}  // namespace zusage::server
