// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <vector>

#include "events/event.hpp"
#include "events/package_growth.hpp"
#include "events/registration.hpp"
#include "organisers/scope.hpp"

/// The meetings of a comparison ring: its sessions that belong to no choice, of one ring group or
/// of everybody. Members do not choose them, they are booked.
namespace zusage::events {

bool is_meeting(const event& of, const session& one);

/// Whether the meeting is one of the group's; everybody's are every group's.
bool concerns_group(const session& one, const std::string& group);

/// Makes bookings what they have to be: every approved member on everybody's meetings and those of
/// their ring group, nobody on those of another. Meetings that are over or cancelled stay as they
/// are. To be called whenever meetings, groups or who is approved have changed; a second time does
/// nothing, and nothing is done unless the event is a published ring.
struct meeting_bookings {
  grown_packages booked, given_back;  ///< for whom
};
meeting_bookings book_meetings(schema::transaction& tx, const event& of, instant now);

/// A meeting as the organiser's page has it.
struct meeting_form {
  std::string key;  ///< empty: a new one
  std::string title, ring_group, when, starts_on, starts_at, ends_on, ends_at, place, join_url;
  bool cancelled = false;
};

/// The meeting as the form shows it, texts in `language`.
meeting_form form_of(const session& one, const event& of, std::string_view language);

/// The session that the form describes, over `old` if there is one. `ends_on` may be left out.
/// Faults by field: `required`, `too_long`, `control_characters`, `not_utf8`; `unknown_group`;
/// `wrong_date`, `wrong_time`, `time_in_gap` {value, zone}, `ends_before_start`, `outside_event`
/// at `starts_on` or `ends_on`; `wrong_url`.
checked<session> check_meeting(const event& of, const std::vector<std::string>& groups,
                               const meeting_form& form, const session* old,
                               std::string_view language);

/// Stores it as set by the page, books who belongs to it, and tells by mail what was set, moved,
/// cancelled or added (registrar::follow_change, as an import does). `version` is that of the event
/// when the form was made. Faults, with nothing stored: `meeting_edited`, `unknown_meeting`. The
/// key.
checked<std::string> save_meeting(schema::transaction& tx, const organisers::scope& whose,
                                  const event& of, session meeting, const registrar& places,
                                  instant now);

/// Notes who was at a meeting: exactly the named registrations of those booked on it. What a
/// webinar tool has told is not touched.
void note_attendance(schema::transaction& tx, const organisers::scope& whose,
                     std::int64_t session_id, const std::vector<std::string>& references,
                     instant now);

/// A member that is booked on a meeting.
struct meeting_guest {
  std::string reference, name;
  bool attended = false;
  std::string source;  ///< of what is known: staff, zoom, …; empty when nothing is
};
std::vector<meeting_guest> list_guests(const schema::reader& db, const organisers::scope& whose,
                                       std::int64_t session_id);

/// What the page has set is kept when a file is imported: meetings that only the page knows, and
/// when, where, by which link and whether the others take place.
void keep_meetings(const event& stored, event& from_file);

}  // namespace zusage::events
