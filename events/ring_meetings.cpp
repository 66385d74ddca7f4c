// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/ring_meetings.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "events/bookings.hpp"
#include "events/event_change.hpp"
#include "events/ring.hpp"

namespace zusage::events {
namespace {

struct member_row {
  std::int64_t id = 0;
  std::string group;
  std::map<std::int64_t, booked_row> booked;  // by session; nothing that was given back
};

std::vector<member_row> find_members(const schema::reader& db, std::int64_t event_id) {
  std::vector<member_row> members;
  db.each<std::int64_t, std::optional<std::string>>(
      "SELECT r.id, g.key FROM registration r"
      " LEFT JOIN ring_group g ON g.id = r.ring_group_id"
      " WHERE r.event_id = :1 AND r.status = 'confirmed'"
      " ORDER BY r.id",
      [&](std::int64_t id, const std::optional<std::string>& group) {
        members.push_back({id, group.value_or(""), {}});
      },
      event_id);
  for (auto& one : members) {
    for (auto& row : find_booked(db, one.id)) {
      if (row.status != booking::cancelled) one.booked.emplace(row.session_id, std::move(row));
    }
  }
  return members;
}

// Nobody is booked on, or taken off, what has taken place or does not take place.
bool is_to_come(const session& one, instant now) {
  return !one.cancelled && !(one.ends_at && *one.ends_at <= now);
}

}  // namespace

bool is_meeting(const event& of, const session& one) {
  return of.ring && one.choice.empty();
}

bool concerns_group(const session& one, const std::string& group) {
  return one.ring_group.empty() || one.ring_group == group;
}

meeting_bookings book_meetings(schema::transaction& tx, const event& of, instant now) {
  meeting_bookings done;
  if (!of.ring || of.status != event_status::published || of.ends_at <= now) return done;
  for (const auto& member : find_members(tx, of.id)) {
    bool changed = false;
    for (const auto& one : of.sessions) {
      if (!is_meeting(of, one) || !is_to_come(one, now)) continue;
      const auto booked = member.booked.find(one.id);
      const bool has = booked != member.booked.end();
      if (concerns_group(one, member.group) == has) continue;
      changed = true;
      if (has) {
        give_back(tx, member.id, booked->second);
        done.given_back[member.id].insert(one.id);
      } else if (book(tx, of, {member.id, registration_status::confirmed}, {one.id, {}}, now)) {
        done.booked[member.id].insert(one.id);
      }
    }
    if (!changed) continue;
    tx.execute(
        "UPDATE registration SET updated_at = :1, ical_sequence = ical_sequence + 1 WHERE id = :2",
        now, member.id);
  }
  return done;
}

void keep_meetings(const event& stored, event& from_file) {
  for (const auto& old : stored.sessions) {
    if (!old.by_page) continue;
    const auto same = std::find_if(from_file.sessions.begin(), from_file.sessions.end(),
                                   [&](const session& one) { return one.key == old.key; });
    if (same == from_file.sessions.end()) {
      from_file.sessions.push_back(old);
      continue;
    }
    same->starts_at = old.starts_at;
    same->ends_at = old.ends_at;
    same->when = old.when;
    same->place = old.place;
    same->join_url = old.join_url;
    same->cancelled = old.cancelled;
    same->by_page = true;
  }
}

void note_attendance(schema::transaction& tx, const organisers::scope& whose,
                     std::int64_t session_id, const std::vector<std::string>& references,
                     instant now) {
  const std::set<std::string> there(references.begin(), references.end());
  for (const auto& [id, reference] : tx.all<std::int64_t, std::string>(
           "SELECT r.id, r.reference FROM registration_session b"
           " JOIN registration r ON r.id = b.registration_id"
           " WHERE b.session_id = :1 AND b.status = 'confirmed' AND r.organiser_id = :2"
           " ORDER BY r.id",
           session_id, whose.organiser_id())) {
    if (there.contains(reference)) {
      tx.execute(
          "INSERT INTO attendance (organiser_id, registration_id, session_id, source, noted_at)"
          " VALUES (:1, :2, :3, 'staff', :4)"
          " ON CONFLICT (registration_id, session_id) WHERE session_id IS NOT NULL DO NOTHING",
          whose.organiser_id(), id, session_id, now);
    } else {
      tx.execute(
          "DELETE FROM attendance WHERE registration_id = :1 AND session_id = :2"
          " AND source = 'staff'",
          id, session_id);
    }
  }
}

std::vector<meeting_guest> list_guests(const schema::reader& db, const organisers::scope& whose,
                                       std::int64_t session_id) {
  std::vector<meeting_guest> guests;
  db.each<std::string, std::string, std::optional<std::string>>(
      "SELECT r.reference, COALESCE(m.name, NULLIF(r.municipality, ''), r.organisation), a.source"
      " FROM registration_session b"
      " JOIN registration r ON r.id = b.registration_id"
      " LEFT JOIN municipality m ON m.ags = r.applicant"
      " LEFT JOIN attendance a ON a.registration_id = r.id AND a.session_id = b.session_id"
      " WHERE b.session_id = :1 AND b.status = 'confirmed' AND r.status = 'confirmed'"
      "  AND r.organiser_id = :2"
      " ORDER BY 2, r.id",
      [&](std::string reference, std::string name, const std::optional<std::string>& source) {
        guests.push_back(
            {std::move(reference), std::move(name), source.has_value(), source.value_or("")});
      },
      session_id, whose.organiser_id());
  return guests;
}

}  // namespace zusage::events
