// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>

#include "events/event.hpp"
#include "server/handler.hpp"
#include "server/services.hpp"

/// The page of an event: for visitors (event_page.cpp), and of one's own event before it is public
/// (admin_event_preview.cpp).
namespace zusage::server {

/// What the page shows of an event that is no paper: data for the template `event`.
nlohmann::json event_page(const request& of, const schema::reader& db, services& with,
                          const events::event& shown);

response show_event_preview(const request&, const schema::reader&, services&);

}  // namespace zusage::server
