// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/revoke_for_message.hpp"

#include <string>

#include "mailer/outbox.hpp"

namespace zusage::events {

bool revoke_for_message(schema::transaction& tx, const consent::ledger& ledger,
                        std::string_view message_id, std::string_view method,
                        const consent::evidence& by, instant now) {
  const auto row = tx.one<std::string, std::int64_t, std::int64_t>(
      "SELECT s.public_id, s.principal_id, s.purpose_id FROM message m"
      " JOIN consent_state s ON s.principal_id = m.principal_id AND s.purpose_id = m.purpose_id"
      " WHERE m.message_id = :1 AND m.needs_consent = 1"
      "  AND s.changed_at <= COALESCE(m.finished_at, m.created_at)",
      message_id);
  if (!row) return false;
  const auto& [public_id, principal_id, purpose_id] = *row;
  auto shown = by;
  shown.message_id = message_id;
  if (!ledger.withdraw(tx, public_id, method, shown, now)) return false;
  mailer::outbox::cancel_queued(tx, principal_id, purpose_id, now);
  return true;
}

}  // namespace zusage::events
