// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <span>
#include <vector>

#include "events/listing.hpp"
#include "server/handler.hpp"

/// Events in a list (web/templates/_event_list.html), as the calendar and a series show them.
namespace zusage::server {

/// One card of the list.
nlohmann::json row_view(const events::calendar_row& row, const request& of);

/// All of them, in their order.
nlohmann::json rows_view(const std::vector<events::calendar_row>& rows, const request& of);

/// A part of a long list.
struct calendar_page {
  std::vector<events::calendar_row> rows;
  std::size_t first = 0;           ///< how many stand before
  std::size_t all = 0;             ///< how many there are altogether
  std::size_t number = 1, of = 1;  ///< pages
};

/// The page `number`, or the last there is: what has a date in order of time, then papers, which
/// came out some time ago and can be fetched at any time.
calendar_page page_of(std::vector<events::calendar_row> rows, std::size_t number);

/// By month, papers under a heading of their own: `months` in web/templates/_calendar_months.html.
nlohmann::json months_view(const std::vector<events::calendar_row>& rows, const request& of);

}  // namespace zusage::server
