// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "events/event.hpp"
#include "events/people_index.hpp"
#include "organisers/scope.hpp"

/// Who was there, taken over from the list that a webinar tool keeps.
namespace zusage::events {

struct presence_row {
  known_person who;
  recognised how = recognised::by_email;
  std::optional<instant> joined_at;     ///< the first time
  std::optional<std::int64_t> minutes;  ///< altogether
  std::size_t lines = 1;  ///< in how many lines the person stands: came in again, or on two devices
};

struct unmatched_line {
  std::size_t line = 0;  ///< of the file
  std::string shown;     ///< name or address, as it stands there
  bool several = false;  ///< more than one person has this name
};

/// A line of which something is to be told, and what stands there.
struct told_line {
  std::size_t line = 0;
  std::string shown;
};

struct attendance_preview {
  std::string source;  ///< bigbluebutton, zoom, generic
  std::vector<presence_row> present;
  std::vector<unmatched_line> unmatched;
  std::vector<told_line> absent;            ///< lines that say that somebody did not come
  std::vector<told_line> unreadable_times;  ///< times that were not understood: taken without them
};

/// One line of the list; `absent`: it says that somebody did not come.
struct attendance_line {
  std::size_t number = 0;
  std::string email, name;
  bool absent = false;
  std::optional<instant> joined_at;
  std::optional<std::int64_t> minutes;
  std::string unreadable;  ///< what of its times was not understood
};

struct attendance_list {
  std::string source;  ///< bigbluebutton, zoom, generic
  std::vector<attendance_line> lines;
};

/// Reads a file; needs no database, so that who writes need not wait for it. Times without a zone
/// are in the event's; a time of day alone is one of the day of the session with this key, else of
/// the event, and where that goes over several days, it is not understood. Faults: those of a table
/// (csv_read.hpp, upload_table.hpp).
checked<attendance_list> read_attendance(std::string_view file, const event& of,
                                         std::string_view session = {});

/// Where: the session's key, "" for the event as a whole; and what was read.
struct attendance_upload {
  std::string session;
  const attendance_list& list;
};

/// What a list says, without writing. Recognised are people who are registered, by e-mail address,
/// else by a name that only one of them has. Faults: `unknown_session` for `session`.
checked<attendance_preview> preview_attendance(const schema::reader& db,
                                               const organisers::scope& whose, const event& of,
                                               const attendance_upload& what);

/// Writes what the preview shows, over what an earlier file said of the same people; the same file
/// again changes nothing. How many people.
checked<std::size_t> store_attendance(schema::transaction& tx, const organisers::scope& whose,
                                      const event& of, const attendance_upload& what, instant now);

struct attended {
  std::int64_t session_id = 0;  ///< 0: the event
  std::optional<instant> joined_at;
  std::optional<std::int64_t> minutes;
};
/// What one person attended.
std::vector<attended> find_attendance(const schema::reader& db, const organisers::scope& whose,
                                      std::int64_t registration_id);

/// How many people attended, by session id; 0: the event.
std::map<std::int64_t, std::int64_t> count_attendance(const schema::reader& db,
                                                      const organisers::scope& whose,
                                                      std::int64_t event_id);

}  // namespace zusage::events
