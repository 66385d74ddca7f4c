// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "events/bookings.hpp"
#include "events/invitation.hpp"
#include "events/registration_rows.hpp"
#include "events/staff_steps.hpp"

namespace zusage::events {
namespace {

// Whoever has used the mailed link need not show again that the address is theirs.
registration_status status_of(const event& of, const registration& row) {
  return row.proven_at ? registration_status::confirmed : status_with_place(of);
}

// Who waits with others for places for all of them goes alone, and the others need one less.
void leave_group(schema::transaction& tx, std::int64_t id) {
  tx.execute(
      "UPDATE registration SET needs = needs - 1"
      " WHERE group_id = (SELECT group_id FROM registration WHERE id = :1)"
      " AND id <> :2 AND status = 'waiting' AND needs > 1",
      id, id);
  tx.execute("UPDATE registration SET needs = 1 WHERE id = :1", id);
}

void to_event(const staff_act& by, const registration& row) {
  const auto status = status_of(by.of, row);
  by.tx.execute(
      "UPDATE registration SET status = :1, updated_at = :2, verify_until = :3,"
      " ical_sequence = ical_sequence + 1"
      " WHERE id = :4 AND status = 'waiting'",
      to_text(status), by.now, verify_until(status, by.now), row.id);
  by.tx.execute(
      "UPDATE registration_session SET status = 'waiting'"
      " WHERE registration_id = :1 AND status = 'wanted'",
      row.id);
}

// The sessions that they wait for and that have a place, or get one.
std::vector<std::int64_t> to_sessions(const staff_act& by, std::int64_t id, bool over_capacity,
                                      bool& over) {
  std::vector<std::int64_t> moved;
  for (const auto& row : find_booked(by.tx, id)) {
    if (row.status != booking::waiting) continue;
    if (!take_session_place(by.tx, row.session_id)) {
      if (!over_capacity) continue;
      force_session_place(by.tx, row.session_id);
      over = true;
    }
    give_back(by.tx, id, row);
    store_booking(by.tx, id, {row.session_id, std::string(booking::confirmed), {}, row.since, {}});
    moved.push_back(row.session_id);
  }
  return moved;
}

bool takes_place(const staff_act& by, std::int64_t id, bool over_capacity, bool& over) {
  if (take_kept_seat(by.tx, id) || take_place(by.tx, by.of.id)) return true;
  if (!over_capacity) return false;
  force_place(by.tx, by.of.id);
  over = true;
  return true;
}

bool waits_for_sessions(const registration& row) {
  return holds_place(row.status) &&
         std::any_of(row.sessions.begin(), row.sessions.end(),
                     [](const auto& one) { return one.status == registration_status::waiting; });
}

}  // namespace

checked<registration_status> promote_by_staff(const staff_act& by, std::string_view reference,
                                              bool over_capacity) {
  const auto row = hold_registration(by, reference);
  if (!row) return faults{{"", "unknown_registration"}};
  const bool at_event = row->status == registration_status::waiting;
  if (!at_event && !waits_for_sessions(*row)) return faults{{"", "not_waiting"}};
  const bool on = by.of.status == event_status::published && by.now < by.of.ends_at;
  if (!on) return faults{{"", "event_over"}};
  bool over = false;
  if (at_event) {
    if (!takes_place(by, row->id, over_capacity, over)) return faults{{"", "full"}};
    leave_group(by.tx, row->id);
    to_event(by, *row);
  }
  const auto sessions = to_sessions(by, row->id, over_capacity, over);
  if (!at_event && sessions.empty()) return faults{{"", "full"}};
  if (!at_event)
    by.tx.execute(
        "UPDATE registration SET updated_at = :1, ical_sequence = ical_sequence + 1 WHERE id = :2",
        by.now, row->id);
  record_act(by, "registration.promoted_by_staff", row->reference, {{"over_capacity", over}});
  const auto status = find_registration(by.tx, row->id).value().status;
  if (at_event && status == registration_status::unverified) {
    tell(by.tx, by.mails, "registration-verify", row->id, by.now);
  } else {
    tell_promoted(by.tx, by.mails, row->id, at_event ? std::vector<std::int64_t>() : sessions,
                  by.now);
  }
  // Who is left of a group may fit into what is free now.
  by.places.promote_waiting(by.tx, by.of, by.now);
  return status;
}

}  // namespace zusage::events
