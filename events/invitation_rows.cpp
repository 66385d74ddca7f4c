// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <set>

#include "events/invitation.hpp"
#include "events/registration_rows.hpp"

namespace zusage::events {
namespace {

// Kept pages and copies know whether there are codes at all, and how many places are free.
void announce(schema::transaction& tx, std::int64_t event_id, instant now) {
  tx.execute("UPDATE event SET version = version + 1, updated_at = :1 WHERE id = :2", now,
             event_id);
  tx.announce(topic_of_event(event_id));
}

std::int64_t keep_seats(schema::transaction& tx, std::int64_t event_id, std::int64_t wanted) {
  const auto free = std::max<std::int64_t>(0, free_at_event(tx, event_id));
  const auto kept = std::min(wanted, free);
  tx.execute("UPDATE event SET taken = taken + :1 WHERE id = :2", kept, event_id);
  return kept;
}

void free_seats(schema::transaction& tx, std::int64_t event_id, std::int64_t count) {
  tx.execute("UPDATE event SET taken = taken - :1 WHERE id = :2", count, event_id);
}

// Seats that were kept and that somebody has now.
std::int64_t given_out(const schema::reader& db, std::int64_t invitation_id) {
  return db
      .value<std::int64_t>(
          "SELECT COUNT(*) FROM registration"
          " WHERE invitation_id = :1 AND reserved = 1"
          " AND status IN ('confirmed', 'unverified', 'offered')",
          invitation_id)
      .value_or(0);
}

void insert(schema::transaction& tx, const event& of, const invitation_entry& what, bool from_file,
            instant now) {
  const auto kept = keep_seats(tx, of.id, what.seats);
  tx.execute(
      "INSERT INTO invitation (organiser_id, event_id, code, code_key, uses, seats, seats_left,"
      " until, from_file, created_at)"
      " VALUES (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10)",
      of.by.id, of.id, what.code, code_key(what.code), what.uses, what.seats, kept, what.until,
      from_file, now);
}

void change(schema::transaction& tx, const event& of, const invitation& before,
            const invitation_entry& what, bool from_file) {
  auto left = before.seats_left;
  if (before.ended_at) {
    left = keep_seats(tx, of.id, std::max<std::int64_t>(0, what.seats - given_out(tx, before.id)));
  } else if (what.seats > before.what.seats) {
    left += keep_seats(tx, of.id, what.seats - before.what.seats);
  } else {
    const auto still_kept = std::max<std::int64_t>(0, what.seats - given_out(tx, before.id));
    const auto fewer = std::max<std::int64_t>(0, left - still_kept);
    free_seats(tx, of.id, fewer);
    left -= fewer;
  }
  tx.execute(
      "UPDATE invitation SET code = :1, uses = :2, seats = :3, seats_left = :4, until = :5,"
      " from_file = :6,"
      " ended_at = NULL"
      " WHERE id = :7",
      what.code, what.uses, what.seats, left, what.until, from_file, before.id);
}

// What has ended because its time was over goes on with a later one; what somebody ended does not.
bool goes_on(const invitation& ended, const invitation_entry& what, instant now) {
  const bool by_time = ended.what.until && *ended.what.until <= *ended.ended_at;
  return by_time && (!what.until || *what.until > now);
}

bool is_same(const invitation_entry& a, const invitation_entry& b) {
  return a.code == b.code && a.uses == b.uses && a.seats == b.seats && a.until == b.until;
}

}  // namespace

bool store_invitation(schema::transaction& tx, const event& of, const invitation_entry& what,
                      bool from_file, instant now) {
  hold_event(tx, of.id);
  const auto before = find_invitation(tx, of.id, what.code);
  if (before && before->ended_at && !goes_on(*before, what, now)) return false;
  if (before && !before->ended_at && is_same(before->what, what)) return true;
  if (before) {
    change(tx, of, *before, what, from_file);
  } else {
    insert(tx, of, what, from_file, now);
  }
  announce(tx, of.id, now);
  return true;
}

void end_left_out(schema::transaction& tx, std::int64_t event_id,
                  const std::vector<invitation_entry>& kept, instant now) {
  std::vector<std::string> gone;
  tx.each<std::string>(
      "SELECT code FROM invitation WHERE event_id = :1 AND from_file = 1 AND ended_at IS NULL",
      [&](std::string code) {
        const bool stays = std::any_of(kept.begin(), kept.end(), [&](const auto& one) {
          return code_key(one.code) == code_key(code);
        });
        if (!stays) gone.push_back(std::move(code));
      },
      event_id);
  for (const auto& code : gone) end_invitation(tx, event_id, code, now);
}

bool end_invitation(schema::transaction& tx, std::int64_t event_id, std::string_view code,
                    instant now) {
  hold_event(tx, event_id);
  const auto found = find_invitation(tx, event_id, code);
  if (!found || found->ended_at) return false;
  tx.execute("UPDATE invitation SET ended_at = :1, seats_left = 0 WHERE id = :2", now, found->id);
  free_seats(tx, event_id, found->seats_left);
  announce(tx, event_id, now);
  return true;
}

std::int64_t end_overdue_invitations(schema::transaction& tx, const registrar& places,
                                     catalogue& events, instant now, std::int64_t most) {
  const auto due = tx.all<std::int64_t, std::string>(
      "SELECT event_id, code FROM invitation"
      " WHERE ended_at IS NULL AND until IS NOT NULL AND until <= :1"
      " ORDER BY until"
      " LIMIT :2",
      now, most);
  std::set<std::int64_t> freed;
  for (const auto& [event_id, code] : due) {
    if (end_invitation(tx, event_id, code, now)) freed.insert(event_id);
  }
  for (const auto event_id : freed) {
    if (const auto of = events.find(tx, event_id)) places.promote_waiting(tx, *of, now);
  }
  return std::int64_t(due.size());
}

}  // namespace zusage::events
