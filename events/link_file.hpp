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

/// One line of the table, before anybody is looked for.
struct link_line {
  std::size_t number = 0;
  std::string reference, email;
  std::string session_key;  ///< empty: the event
  std::string url;
};

struct link_table {
  std::vector<link_line> lines;
  /// By line: `file_link` (no web address), `file_session` {line, session} (no session of the
  /// event); the first twenty.
  faults wrong;
};

/// Reads a file; needs no database, so that who writes need not wait for it. Faults: those of a
/// table, `file_no_links` (no column with links).
checked<link_table> read_links(const event& of, std::string_view file);

struct link_row {
  known_person who;
  std::int64_t session_id = 0;  ///< 0: the event
  std::string url;
};

struct link_preview {
  std::vector<link_row> links;
  std::vector<unmatched_line> unmatched;  ///< lines of people who are not registered
};

/// What a table says, without writing. Faults: those of its lines, and `file_link_twice` (the
/// person has a link for it further up), `file_session` (gone since it was read); the first twenty.
checked<link_preview> preview_links(const schema::reader& db, const organisers::scope& whose,
                                    const event& of, const link_table& table);

/// Writes what the preview shows; how many links. The log of what staff did has their number alone.
checked<std::size_t> store_links(schema::transaction& tx, const organisers::scope& whose,
                                 const event& of, const link_table& table, instant now);

/// How many personal links an event has.
std::int64_t count_personal_links(const schema::reader& db, const organisers::scope& whose,
                                  std::int64_t event_id);

}  // namespace zusage::events
