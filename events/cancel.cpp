// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "events/bookings.hpp"
#include "events/group.hpp"
#include "events/invitation.hpp"
#include "events/registration_rows.hpp"

namespace zusage::events {
namespace {

// A group that waits for places for all of them needs one less. Whether that may move it up.
bool shorten_wait(schema::transaction& tx, std::int64_t id,
                  const std::optional<registration_status>& before) {
  if (before != registration_status::waiting) return false;
  return tx.execute(
             "UPDATE registration SET needs = needs - 1"
             " WHERE group_id = (SELECT group_id FROM registration WHERE id = :1)"
             " AND status = 'waiting' AND needs > 1",
             id) > 0;
}

}  // namespace

bool registrar::cancel(schema::transaction& tx, catalogue& events, const registration_link& by,
                       instant now) const {
  hold_event_of(tx, by.public_id);
  const auto opened = use_link(tx, by, now);
  if (!opened) return false;
  cancel_row(tx, events, *opened, now);
  return true;
}

void registrar::cancel_row(schema::transaction& tx, catalogue& events, std::int64_t id,
                           instant now) const {
  // Confirming the address does not wait for the event, so the row itself is held too.
  if (tx.is_shared())
    tx.value<std::int64_t>("SELECT id FROM registration WHERE id = :1 FOR UPDATE", id);
  const auto found = tx.one<std::int64_t, std::string>(
      "SELECT event_id, status FROM registration WHERE id = :1", id);
  const auto& [event_id, status_text] = found.value();
  const auto changed = tx.execute(
      "UPDATE registration SET status = 'cancelled', cancelled_at = :1, updated_at = :2,"
      " offered_until = NULL,"
      " ical_sequence = ical_sequence + 1"
      " WHERE id = :3 AND status = :4 AND status NOT IN ('cancelled', 'refused')",
      now, now, id, status_text);
  if (changed == 0) return;

  const auto before = registration_status_from(status_text);
  const bool had_place = before && holds_place(*before);
  const bool had_entries = had_place && *before != registration_status::offered;
  give_back_place_of(tx, id, event_id, had_place, now);
  give_all_back(tx, id);
  auto whom = find_mail_subject(tx, id);
  whom.data = {
      {"had_place", had_entries}};  // decides whether there are calendar entries to take away
  const bool applied = before == registration_status::applied;
  tell(tx, mails_, applied ? "registration-withdrawn" : "registration-cancelled", whom, now);
  const bool moves = shorten_wait(tx, id, before);
  if (!had_place && !moves) return;
  if (const auto of = events.find(tx, event_id)) promote_waiting(tx, *of, now);
}

bool registrar::cancel_some(schema::transaction& tx, catalogue& events, const registration_link& by,
                            const std::vector<std::string>& references, instant now) const {
  hold_event_of(tx, by.public_id);
  const auto opened = use_link(tx, by, now);
  if (!opened) return false;
  for (const auto& one : find_group(tx, *opened)) {
    const bool named =
        std::find(references.begin(), references.end(), one.reference) != references.end();
    const bool theirs = one.proven && one.id != *opened && !by.by_mail;
    if (named && !theirs) cancel_row(tx, events, one.id, now);
  }
  return true;
}

}  // namespace zusage::events
