// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

#include "base/result.hpp"
#include "events/listing.hpp"
#include "server/handler.hpp"

/// The calendar's filters as they stand in the address (contract, `GET /`).
namespace zusage::server {

/// The zone in which `from` and `to` are days.
inline constexpr std::string_view calendar_zone = "Europe/Berlin";

struct read_filter {
  events::calendar_filter filter;  ///< without what could not be read
  faults wrong;                    ///< fields `kind`, `mode`, `from`, `to`, `q`, `organiser`
  bool narrowed = false;           ///< whether the visitor filters at all
};

/// Without `from`, events that have not ended before the full hour of `now`, so that a kept page is
/// good for that hour. `to` is the last day, inclusive.
read_filter read_calendar_filter(const fields& query, instant now);

/// The filters as a query for links, with '?', "" when there are none.
std::string filter_query(const fields& query);

}  // namespace zusage::server
