// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "events/organiser_pages.hpp"
#include "server/handler.hpp"
#include "server/services.hpp"

/// Where staff begins: what is to be done, the next events, and an event in figures.
namespace zusage::server {

std::span<const route> start_routes();

// admin_start.cpp

/// What a table's frame is called beside a section with the same `title`: two landmarks may not
/// share a name.
std::string table_name(const web::locale& in, const std::string& title);

response show_start(const request&, services&);

// admin_figures.cpp
response show_figures(const request&, services&);

// admin_missing.cpp
response show_missing(const request&, services&);
response export_missing_members(const request&, services&);

// admin_events.cpp

/// `text` and `url` while the organiser's declaration of accessibility is to be looked at again;
/// false otherwise.
nlohmann::json declaration_notice(const request& of, const events::organiser_pages& whose);

}  // namespace zusage::server
