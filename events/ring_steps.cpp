// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/ring_steps.hpp"

#include "events/load_event.hpp"
#include "organisers/audit.hpp"

namespace zusage::events {

std::shared_ptr<event> touched(schema::transaction& tx, std::int64_t event_id, bool rescheduled,
                               instant now) {
  tx.execute(
      "UPDATE event SET version = version + 1, updated_at = :1,"
      " ical_sequence = ical_sequence + :2 WHERE id = :3",
      now, rescheduled, event_id);
  tx.announce(topic_of_event(event_id));
  return load_event(tx, event_id);
}

void record_change(schema::transaction& tx, const organisers::scope& whose, const event& of,
                   const std::string& action, nlohmann::json details, instant now) {
  organisers::record(
      tx, {whose.organiser_id(), whose.staff_id(), action, of.slug, std::move(details)}, now);
}

}  // namespace zusage::events
