// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "events/attendance.hpp"

/// Personal join links, taken over from a table: a column `reference` or `email` says whose, the
/// optional column `session` (key or title) which session, `join_url` the link.
namespace zusage::events {

struct link_row {
  known_person who;
  std::int64_t session_id = 0;  ///< 0: the event
  std::string url;
};

struct link_preview {
  std::vector<link_row> links;
  std::vector<unmatched_line> unmatched;  ///< lines of people who are not registered
};

/// What a file says, without writing. Faults: those of a table, `file_no_links` (no column with
/// links), and by line `file_link` (no web address), `file_session` {line, session} (no session of
/// the event), `file_link_twice` (the person has a link for it further up); the first twenty.
checked<link_preview> preview_links(const schema::reader& db, const organisers::scope& whose,
                                    const event& of, std::string_view file);

/// Writes what the preview shows; how many links. The log of what staff did has their number alone.
checked<std::size_t> store_links(schema::transaction& tx, const organisers::scope& whose,
                                 const event& of, std::string_view file, instant now);

/// How many personal links an event has.
std::int64_t count_personal_links(const schema::reader& db, const organisers::scope& whose,
                                  std::int64_t event_id);

}  // namespace zusage::events
