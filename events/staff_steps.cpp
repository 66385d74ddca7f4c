// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/staff_steps.hpp"

#include "events/attendees.hpp"
#include "events/registration_rows.hpp"
#include "organisers/audit.hpp"

namespace zusage::events {

registration_link link_without_proof(const registration& row) {
  return {row.public_id, row.proven_at.has_value()};
}

bool takes_people_by_staff(const event& of, instant now) {
  return of.status == event_status::published && now < of.ends_at && of.kind != kind::paper &&
         !of.ring;
}

std::optional<registration> hold_registration(const staff_act& by, std::string_view reference) {
  hold_event(by.tx, by.of.id);
  auto found = find_attendee(by.tx, by.whose, reference);
  if (!found || found->event_id != by.of.id) return {};
  // Confirming an address does not wait for the event, so the row itself is held too.
  if (by.tx.is_shared()) {
    by.tx.value<std::int64_t>("SELECT id FROM registration WHERE id = :1 FOR UPDATE", found->id);
    return find_registration(by.tx, found->id);
  }
  return found;
}

void record_act(const staff_act& by, std::string action, const std::string& reference,
                nlohmann::json details) {
  organisers::record(by.tx,
                     {by.whose.organiser_id(), by.whose.staff_id(), std::move(action), reference,
                      std::move(details)},
                     by.now);
}

void force_place(schema::transaction& tx, std::int64_t event_id) {
  tx.execute("UPDATE event SET taken = taken + 1 WHERE id = :1", event_id);
  tx.announce(topic_of_event(event_id));
}

void force_session_place(schema::transaction& tx, std::int64_t session_id) {
  const auto event_id = tx.value<std::int64_t>(
      "UPDATE event_session SET taken = taken + 1 WHERE id = :1 RETURNING event_id", session_id);
  if (event_id) tx.announce(topic_of_event(*event_id));
}

queued_mails::queued_mails(schema::transaction& tx, std::int64_t registration_id, instant now)
    : tx_(tx),
      registration_id_(registration_id),
      before_(tx.value<std::int64_t>(
                    "SELECT COALESCE(MAX(id), 0) FROM message WHERE registration_id = :1",
                    registration_id)
                  .value_or(0)),
      now_(now) {}

bool queued_mails::any() const {
  return tx_
      .value<std::int64_t>(
          "SELECT id FROM message WHERE registration_id = :1 AND id > :2 AND created_at = :3"
          " LIMIT 1",
          registration_id_, before_, now_)
      .has_value();
}

void queued_mails::take_back() const {
  tx_.execute(
      "DELETE FROM message WHERE registration_id = :1 AND id > :2 AND created_at = :3"
      " AND state = 'queued' AND purpose_id IS NULL",
      registration_id_, before_, now_);
}

}  // namespace zusage::events
