// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/application.hpp"
#include "events/bookings.hpp"
#include "events/decision.hpp"
#include "events/invitation.hpp"
#include "events/registration_rows.hpp"
#include "events/ring_meetings.hpp"
#include "events/ring_people.hpp"
#include "organisers/audit.hpp"

namespace zusage::events {
namespace {

struct decided_row {
  std::int64_t id = 0;
  registration_status status = registration_status::applied;
  std::string applicant;
};

std::optional<decided_row> find_row(const schema::reader& db, const event& of,
                                    const std::string& reference) {
  const auto row = db.one<std::int64_t, std::string, std::string>(
      "SELECT id, status, applicant FROM registration"
      " WHERE event_id = :1 AND reference = :2",
      of.id, reference);
  if (!row) return {};
  const auto& [id, status, applicant] = *row;
  return decided_row{id, registration_status_from(status).value(), applicant};
}

// Who was declined may still be approved; everything else is decided once.
std::string why_not(const decided_row& row, bool approved) {
  using enum registration_status;
  if (row.status == applied || (row.status == refused && approved)) return {};
  if (row.status == cancelled) return "application_withdrawn";
  return "decided_already";
}

// A municipality that was declined may have applied again.
bool applied_again(const schema::reader& db, const event& of, const decided_row& row) {
  if (row.applicant.empty()) return false;
  return db
      .value<std::int64_t>(
          "SELECT id FROM registration"
          " WHERE event_id = :1 AND applicant = :2 AND id <> :3"
          " AND status NOT IN ('cancelled', 'refused')",
          of.id, row.applicant, row.id)
      .has_value();
}

// The key of a session that is full when nobody may wait for it.
std::optional<std::string> book_what_was_wanted(schema::transaction& tx, const event& of,
                                                const booker& who) {
  for (const auto& row : find_booked(tx, who.registration_id)) {
    if (row.status != booking::wanted) continue;
    give_back(tx, who.registration_id, row);
    if (book(tx, of, who, {row.session_id, row.second_id}, row.since)) continue;
    for (const auto& one : of.sessions) {
      if (one.id == row.session_id) return one.key;
    }
  }
  return {};
}

// The status that an approved application gets; nothing: full, and nobody may wait.
std::optional<registration_status> place_for(schema::transaction& tx, const event& of,
                                             std::int64_t registration_id) {
  if (take_kept_seat(tx, registration_id)) return registration_status::confirmed;
  if (take_place(tx, of.id)) return registration_status::confirmed;
  if (of.waiting_list) return registration_status::waiting;
  return {};
}

}  // namespace

checked<registration_status> registrar::decide(schema::transaction& tx, const event& of,
                                               const organisers::scope& whose, const decision& what,
                                               instant now) const {
  hold_event(tx, of.id);
  const auto row = find_row(tx, of, what.reference);
  if (!row) return faults{{"", "unknown_registration"}};
  if (const auto code = why_not(*row, what.approved); !code.empty()) return faults{{"", code}};
  const bool over = of.status != event_status::published || of.ends_at <= now;
  if (what.approved && over) return faults{{"", "event_over"}};
  if (what.approved && applied_again(tx, of, *row)) return faults{{"", "applied_again"}};
  auto status = std::optional(registration_status::refused);
  const bool was_declined = row->status == registration_status::refused;
  if (what.approved && was_declined) use_again_for_approved(tx, row->id, now);
  if (what.approved) status = place_for(tx, of, row->id);
  if (!status) {
    tx.undo();
    return faults{{"", "full"}};
  }
  tx.execute(
      "UPDATE registration SET status = :1, decided_at = :2, decision_text = :3, updated_at = :4,"
      " ical_sequence = ical_sequence + 1"
      " WHERE id = :5",
      to_text(*status), now, what.text, now, row->id);
  if (!what.approved) give_use_of_declined_back(tx, row->id);
  // Of a group that applied each is decided alone, and waits alone.
  if (*status == registration_status::waiting)
    tx.execute("UPDATE registration SET needs = 1 WHERE id = :1", row->id);
  if (holds_place(*status)) {
    if (const auto full = book_what_was_wanted(tx, of, {row->id, *status})) {
      tx.undo();
      return faults{{"", "session_full", {{"session", *full}}}};
    }
  }
  if (of.ring && holds_place(*status)) book_meetings(tx, of, now);
  tell(tx, mails_, what.approved ? "registration-approved" : "registration-declined", row->id, now);
  if (of.ring && holds_place(*status)) tell_named_people(tx, mails_, row->id, now);
  organisers::record(
      tx,
      {whose.organiser_id(),
       whose.staff_id(),
       what.approved ? "application.approved" : "application.declined",
       what.reference,
       {{"before", {{"status", to_text(row->status)}}}, {"after", {{"status", to_text(*status)}}}}},
      now);
  return *status;
}

}  // namespace zusage::events
