// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/event_details.hpp"
#include "events/event_file_parts.hpp"
#include "events/import_parts.hpp"
#include "events/load_event.hpp"
#include "events/mail_runs.hpp"
#include "events/registration_rows.hpp"
#include "events/ring_meetings.hpp"
#include "events/ring_steps.hpp"

namespace zusage::events {
namespace {

std::string new_meeting_key(const event& of) {
  for (int number = 1;; ++number) {
    auto key = "meeting-" + std::to_string(number);
    if (!of.find_session(key)) return key;
  }
}

event with_meeting(event of, const session& meeting) {
  for (auto& one : of.sessions) {
    if (one.key == meeting.key) one = meeting;
  }
  return of;
}

void store_meeting(schema::transaction& tx, const event& of, const session& one) {
  tx.execute(
      "INSERT INTO event_session (organiser_id, event_id, key, position, title, starts_at,"
      " ends_at, speakers, join_url, details)"
      " VALUES (:1, :2, :3, :4, :5, :6, :7, '[]', :8, :9)"
      " ON CONFLICT (event_id, key) DO UPDATE SET title = excluded.title,"
      " starts_at = excluded.starts_at, ends_at = excluded.ends_at,"
      " join_url = excluded.join_url, details = excluded.details",
      of.by.id, of.id, one.key, of.sessions.size(), canonical(one.title), one.starts_at,
      one.ends_at, one.join_url, canonical(details_of(one)));
}

}  // namespace

checked<std::string> save_meeting(schema::transaction& tx, const organisers::scope& whose,
                                  const event& of, session meeting, const registrar& places,
                                  instant now) {
  hold_event(tx, of.id);
  const auto before = load_event(tx, of.id);
  if (!before || before->by.id != whose.organiser_id() || !before->ring)
    return faults{{"", "unknown_event"}};
  if (before->version != of.version) return faults{{"", "meeting_edited"}};
  if (meeting.key.empty()) {
    if (before->sessions.size() >= file_limits::sessions)
      return faults{{"", "too_many_meetings", {{"most", file_limits::sessions}}}};
    meeting.key = new_meeting_key(*before);
  } else {
    const auto* stored = before->find_session(meeting.key);
    if (!stored || !is_meeting(*before, *stored)) return faults{{"", "unknown_meeting"}};
  }
  store_meeting(tx, *before, meeting);
  const auto after =
      touched(tx, of.id, is_rescheduled(*before, with_meeting(*before, meeting)), now);
  places.follow_change(tx, *before, *after, now);
  plan_mails(tx, *after, now);
  record_change(tx, whose, of, "meeting.saved", {{"meeting", meeting.key}}, now);
  return meeting.key;
}

}  // namespace zusage::events
