// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <set>

#include "events/registration_rows.hpp"

namespace zusage::events {
namespace {

// Who waits longest for a place at the event. The partial index registration_waiting makes this one
// step, however many wait.
std::optional<std::int64_t> first_waiting(const schema::reader& db, std::int64_t event_id) {
  return db.value<std::int64_t>(
      "SELECT id FROM registration"
      " WHERE event_id = :1 AND status = 'waiting'"
      " ORDER BY id"
      " LIMIT 1",
      event_id);
}

std::optional<std::int64_t> first_waiting_for_session(const schema::reader& db,
                                                      std::int64_t session_id) {
  return db.value<std::int64_t>(
      "SELECT registration_id FROM registration_session"
      " WHERE session_id = :1 AND status = 'waiting'"
      " ORDER BY registration_id"
      " LIMIT 1",
      session_id);
}

// Who waited has not been asked yet whether the address is theirs.
std::string_view mail_for_promoted(const schema::reader& db, std::int64_t registration_id) {
  const auto status =
      db.value<std::string>("SELECT status FROM registration WHERE id = :1", registration_id);
  return status == "unverified" ? "registration-verify" : "registration-promoted";
}

// Whoever has used the mailed link need not show again that the address is theirs.
registration_status status_of_promoted(const schema::reader& db, const event& of,
                                       std::int64_t registration_id) {
  const auto proven = db.value<std::optional<instant>>(
      "SELECT proven_at FROM registration WHERE id = :1", registration_id);
  return proven && *proven ? registration_status::confirmed : status_with_place(of);
}

void promote_to_event(schema::transaction& tx, const event& of, std::int64_t registration_id,
                      instant now) {
  const auto status = status_of_promoted(tx, of, registration_id);
  tx.execute(
      "UPDATE registration SET status = :1, updated_at = :2, verify_until = :3,"
      " ical_sequence = ical_sequence + 1"
      " WHERE id = :4 AND status = 'waiting'",
      to_text(status), now, verify_until(status, now), registration_id);
  // Queues for sessions go by registration too, so the new one stands where it belongs among those
  // who have a place at the event already.
  tx.execute(
      "UPDATE registration_session SET status = 'waiting'"
      " WHERE registration_id = :1 AND status = 'wanted'",
      registration_id);
}

void promote_to_session(schema::transaction& tx, std::int64_t registration_id,
                        std::int64_t session_id, instant now) {
  store_booking(tx, registration_id, session_id, booking::confirmed);
  tx.execute(
      "UPDATE registration SET updated_at = :1, ical_sequence = ical_sequence + 1 WHERE id = :2",
      now, registration_id);
}

}  // namespace

std::int64_t registrar::promote_waiting(schema::transaction& tx, const event& of,
                                        instant now) const {
  if (of.status != event_status::published || of.ends_at <= now) return 0;
  hold_event(tx, of.id);
  std::set<std::int64_t> promoted, to_session;
  for (auto next = first_waiting(tx, of.id); next; next = first_waiting(tx, of.id)) {
    if (!take_place(tx, of.id)) break;
    promote_to_event(tx, of, *next, now);
    promoted.insert(*next);
  }
  for (const auto& one : of.sessions) {
    for (auto next = first_waiting_for_session(tx, one.id); next;
         next = first_waiting_for_session(tx, one.id)) {
      if (!take_session_place(tx, one.id)) break;
      promote_to_session(tx, *next, one.id, now);
      to_session.insert(*next);
    }
  }
  for (const auto id : promoted) tell(tx, mails_, mail_for_promoted(tx, id), id, now);
  for (const auto id : to_session) {
    // Who has been asked for the address already learns of the session when it is confirmed.
    const auto mail = mail_for_promoted(tx, id);
    if (promoted.insert(id).second && mail != "registration-verify")
      tell(tx, mails_, mail, id, now);
  }
  return std::int64_t(promoted.size());
}

}  // namespace zusage::events
