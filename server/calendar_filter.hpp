// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "events/listing.hpp"
#include "server/handler.hpp"

/// The calendar's filters as they stand in the address (contract, `GET /`).
namespace zusage::server {

struct read_filter {
  events::calendar_filter filter;  ///< without what could not be read
  faults wrong;           ///< fields `q`, `kind`, `mode`, `from`, `to`, `organiser`, `state`
  bool narrowed = false;  ///< whether the visitor filters at all
};

/// Without `from`, events that have not ended before the full hour of `now`, so that a kept page is
/// good for that hour. `to` is the last day, inclusive. Under a date no papers are listed.
read_filter read_calendar_filter(const fields& query, instant now);

/// The same, and an organiser whom nobody knows is a fault too.
read_filter read_calendar_filter(const schema::reader& db, const fields& query, instant now);

/// The filters as a query for links, with '?', "" when there are none.
std::string filter_query(const fields& query);

/// The same without the filter `left_out`.
std::string filter_query_without(const fields& query, std::string_view left_out);

/// The page of the list that is asked for, from 1; what is no number is the first.
std::size_t read_page_number(const fields& query);

/// Whether the address asks for another list than the first page of everything.
bool narrows_calendar(const fields& query);

}  // namespace zusage::server
