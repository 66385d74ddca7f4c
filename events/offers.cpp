// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <set>

#include "events/bookings.hpp"
#include "events/invitation.hpp"
#include "events/registration_rows.hpp"
#include "events/ring_meetings.hpp"
#include "events/ring_people.hpp"

namespace zusage::events {
namespace {

using acceptance = registrar::acceptance;

struct offered_place {
  std::int64_t event_id = 0;
  bool at_event = false;
  std::optional<instant> until;
  std::vector<booked_row> sessions;  ///< offered by themselves, beside a place at the event

  bool none() const { return !at_event && sessions.empty(); }
};

offered_place find_offered(const schema::reader& db, std::int64_t id) {
  offered_place found;
  const auto row = db.one<std::int64_t, std::string, std::optional<instant>>(
      "SELECT event_id, status, offered_until FROM registration WHERE id = :1", id);
  if (!row) return found;
  found.event_id = std::get<0>(*row);
  found.at_event = std::get<1>(*row) == to_text(registration_status::offered);
  found.until = std::get<2>(*row);
  for (auto& one : find_booked(db, id)) {
    if (one.status == booking::offered) found.sessions.push_back(std::move(one));
  }
  return found;
}

void accept_event(schema::transaction& tx, std::int64_t id, instant now) {
  tx.execute(
      "UPDATE registration SET status = 'confirmed', offered_until = NULL, updated_at = :1,"
      " ical_sequence = ical_sequence + 1"
      " WHERE id = :2",
      now, id);
}

void accept_session(schema::transaction& tx, std::int64_t id, booked_row row, instant now) {
  row.status = booking::confirmed;
  row.offered_until.reset();
  store_booking(tx, id, row);
  tx.execute(
      "UPDATE registration SET updated_at = :1, ical_sequence = ical_sequence + 1 WHERE id = :2",
      now, id);
}

// The place at the event, and with it all that was kept for its sessions.
void lapse_event(schema::transaction& tx, const mailer::outbox& mails, std::int64_t id,
                 std::int64_t event_id, instant now) {
  tx.execute(
      "UPDATE registration SET status = 'cancelled', cancelled_at = :1, updated_at = :2,"
      " offered_until = NULL"
      " WHERE id = :3",
      now, now, id);
  give_all_back(tx, id);
  give_back_place_of(tx, id, event_id, true, now);
  tell(tx, mails, "registration-lapsed", id, now);
}

void lapse_session(schema::transaction& tx, const mailer::outbox& mails, std::int64_t id,
                   const booked_row& row, instant now) {
  give_back(tx, id, row);
  tx.execute("UPDATE registration SET updated_at = :1 WHERE id = :2", now, id);
  auto whom = find_mail_subject(tx, id);
  whom.data = {{"lapsed_session", row.session_id}};
  tell(tx, mails, "registration-lapsed", whom, now);
}

// Ends what is over of one registration. Whether there was anything.
bool lapse_one(schema::transaction& tx, const mailer::outbox& mails, std::int64_t id,
               const offered_place& what, instant now) {
  bool any = false;
  if (what.at_event && what.until && *what.until <= now) {
    lapse_event(tx, mails, id, what.event_id, now);
    return true;
  }
  for (const auto& row : what.sessions) {
    if (!row.offered_until || *row.offered_until > now) continue;
    lapse_session(tx, mails, id, row, now);
    any = true;
  }
  return any;
}

}  // namespace

std::optional<acceptance> registrar::accept(schema::transaction& tx, catalogue& events,
                                            const registration_link& by, instant now) const {
  hold_event_of(tx, by.public_id);
  const auto id = use_link(tx, by, now);
  if (!id) return {};
  const auto what = find_offered(tx, *id);
  if (what.none()) return acceptance::nothing_offered;
  const bool late = lapse_one(tx, mails_, *id, what, now);
  bool accepted = false;
  std::vector<std::int64_t> to_sessions;
  if (what.at_event && !late) {
    accept_event(tx, *id, now);
    const auto of = events.find(tx, what.event_id);
    if (of && of->ring) {
      book_meetings(tx, *of, now);
      tell_named_people(tx, mails_, *id, now);
    }
    accepted = true;
    tell(tx, mails_, "registration-confirmed", *id, now);
  }
  for (const auto& row : what.sessions) {
    if (what.at_event || !row.offered_until || *row.offered_until <= now) continue;
    accept_session(tx, *id, row, now);
    accepted = true;
    to_sessions.push_back(row.session_id);
  }
  if (accepted && !what.at_event) tell_promoted(tx, mails_, *id, to_sessions, now);
  if (late) {
    if (const auto of = events.find(tx, what.event_id)) promote_waiting(tx, *of, now);
  }
  return accepted ? acceptance::accepted : acceptance::too_late;
}

std::int64_t registrar::lapse_offers(schema::transaction& tx, catalogue& events, instant now,
                                     std::int64_t most) const {
  auto late = tx.all<std::int64_t, std::int64_t>(
      "SELECT id, event_id FROM registration"
      " WHERE status = 'offered' AND offered_until <= :1"
      " ORDER BY offered_until"
      " LIMIT :2",
      now, most);
  const auto of_sessions = tx.all<std::int64_t, std::int64_t>(
      "SELECT b.registration_id, s.event_id FROM registration_session b"
      " JOIN event_session s ON s.id = b.session_id"
      " WHERE b.status = 'offered' AND b.offered_until <= :1"
      " ORDER BY b.offered_until"
      " LIMIT :2",
      now, most);
  late.insert(late.end(), of_sessions.begin(), of_sessions.end());
  std::set<std::int64_t> freed;
  std::int64_t ended = 0;
  for (const auto& [id, event_id] : late) {
    hold_event(tx, event_id);
    // Somebody may have accepted since we looked.
    if (!lapse_one(tx, mails_, id, find_offered(tx, id), now)) continue;
    freed.insert(event_id);
    ++ended;
  }
  for (const auto event_id : freed) {
    if (const auto of = events.find(tx, event_id)) promote_waiting(tx, *of, now);
  }
  return ended;
}

}  // namespace zusage::events
