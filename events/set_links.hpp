// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <map>
#include <string>

#include "base/result.hpp"
#include "events/event.hpp"
#include "organisers/scope.hpp"

namespace zusage::events {

struct online_links {
  std::string join_url, recording_url;
};

/// Join links and recordings as the organiser's page sets them, by session key; "" the event.
using links_by_session = std::map<std::string, online_links>;

/// `wrong_url` for `join_url.<key>` or `recording_url.<key>` (without `.<key>` for the event).
faults check_links(const links_by_session& typed);

/// Writes what differs; sessions that are not named stay. False: the event is another organiser's.
bool set_links(schema::transaction& tx, const organisers::scope& whose, const event& of,
               const links_by_session& typed, instant now);

}  // namespace zusage::events
