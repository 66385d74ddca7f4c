// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>

#include "events/event_file.hpp"

namespace zusage::events {

/// What the database has against a file (import_conflicts.cpp).
faults find_conflicts(const schema::reader& db, const event_file& file);

/// What storing one event needs besides its entry.
struct event_storing {
  std::int64_t organiser_id = 0;
  bool rescheduled = false;  ///< its calendar entries need a new sequence number
  instant now{};
};

/// Writes an event's row and the rows of its parts, made or changed by key; its id
/// (import_event.cpp).
std::int64_t store_event(schema::transaction& tx, const event_entry& entry,
                         const event_storing& with);

/// The entry with the links that were set on the organiser's page: what no file has said of
/// `join_url` and `recording_url`, neither the one that `before` came from nor this one, stays as
/// it is (keep_links.cpp).
event_entry with_links_of_page(event_entry entry, const event& before,
                               const std::string& definition_before);

/// Whether people's calendars have to change: time, place, status or a session's time.
bool is_rescheduled(const event& before, const event& after);

/// Whether people who wait may have got a place.
bool is_raised(const event& before, const event& after);

}  // namespace zusage::events
