// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "events/listing.hpp"
#include "server/handler.hpp"

/// Events in a list (web/templates/_event_list.html), as the calendar and a series show them.
namespace zusage::server {

/// One card of the list.
nlohmann::json row_view(const events::calendar_row& row, const request& of);

/// All of them, in their order.
nlohmann::json rows_view(const std::vector<events::calendar_row>& rows, const request& of);

}  // namespace zusage::server
