// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/purpose_change.hpp"

#include "events/event.hpp"
#include "events/organiser_pages.hpp"

namespace zusage::events {

void announce_purpose(schema::transaction& tx, std::int64_t purpose_id, instant now) {
  const auto key = tx.value<std::string>(
      "SELECT o.key FROM purpose p JOIN organiser o ON o.id = p.organiser_id WHERE p.id = :1",
      purpose_id);
  if (key) tx.announce(topic_of_organiser(*key));
  // Kept copies of events hold the notices that stand beside their boxes.
  tx.each<std::int64_t>(
      "UPDATE event SET version = version + 1, updated_at = :1"
      " WHERE id IN (SELECT event_id FROM event_purpose WHERE purpose_id = :2)"
      " RETURNING id",
      [&](std::int64_t event_id) { tx.announce(topic_of_event(event_id)); }, now, purpose_id);
}

}  // namespace zusage::events
