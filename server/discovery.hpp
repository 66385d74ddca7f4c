// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <span>
#include <string_view>

#include "server/handler.hpp"

/// How the calendar is found from elsewhere: the list for other sites' pages, and what search
/// engines ask for.
namespace zusage::server {

/// The one page that any site may show in a frame.
inline constexpr std::string_view embed_path = "/embed";

std::span<const route> discovery_routes();

// embed_page.cpp
response show_embed(const request&, const schema::reader&, services&);

// sitemap.cpp
response show_sitemap(const request&, const schema::reader&, services&);
response show_robots(const request&, services&);

}  // namespace zusage::server
