// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <set>

#include "events/erase_registration.hpp"
#include "events/registration_rows.hpp"

namespace zusage::events {
namespace {

bool still_unverified(schema::transaction& tx, std::int64_t id) {
  return tx.execute(
             "UPDATE registration SET verify_until = verify_until"
             " WHERE id = :1 AND status = 'unverified' AND NOT EXISTS"
             "  (SELECT 1 FROM message m WHERE m.registration_id = registration.id"
             "   AND m.state = 'sending')",
             id) == 1;
}

}  // namespace

std::int64_t registrar::expire_unverified(schema::transaction& tx, catalogue& events, instant now,
                                          std::int64_t most) const {
  // While a mail is being handed over its row is needed: that one is for the next time.
  const auto late = tx.all<std::int64_t, std::int64_t>(
      "SELECT r.id, r.event_id FROM registration r"
      " WHERE r.status = 'unverified' AND r.verify_until < :1 AND NOT EXISTS"
      "  (SELECT 1 FROM message m WHERE m.registration_id = r.id AND m.state = 'sending')"
      " ORDER BY r.verify_until"
      " LIMIT :2",
      now, most);
  std::set<std::int64_t> freed;
  std::int64_t erased = 0;
  for (const auto& [id, event_id] : late) {
    hold_event(tx, event_id);
    // Somebody may have confirmed the address, or be sending a mail about it, since we looked.
    if (!still_unverified(tx, id)) continue;
    erase_registration(tx, id, now);
    freed.insert(event_id);
    ++erased;
  }
  for (const auto event_id : freed) {
    if (const auto of = events.find(tx, event_id)) promote_waiting(tx, *of, now);
  }
  return erased;
}

}  // namespace zusage::events
