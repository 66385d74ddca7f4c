// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/webhooks.hpp"

namespace zusage::events {

std::vector<webhook_log_line> list_webhook_calls(const schema::reader& db,
                                                 const organisers::scope& whose, const key32& key,
                                                 const webhook& which, std::int64_t most) {
  std::vector<webhook_log_line> list;
  using moment = std::optional<instant>;
  db.each<std::int64_t, std::string, instant, std::string, std::int64_t, std::int64_t, std::string,
          moment, instant>(
      "SELECT c.id, c.kind, c.at, c.state, c.attempts, c.status, c.answer, c.tried_at, c.due_at"
      " FROM webhook_call c JOIN webhook_endpoint e ON e.id = c.endpoint_id"
      " WHERE c.endpoint_id = :1 AND e.organiser_id = :2"
      " ORDER BY c.id DESC LIMIT :3",
      [&](std::int64_t id, std::string kind, instant at, std::string state, std::int64_t attempts,
          std::int64_t status, std::string answer, moment tried, instant due) {
        const auto next = state == "queued" ? moment(due) : moment();
        list.push_back({id, webhook_message_id(key, id), std::move(kind), at, std::move(state),
                        attempts, status, std::move(answer), tried, next});
      },
      which.id, whose.organiser_id(), most);
  return list;
}

bool send_webhook_again(schema::transaction& tx, const organisers::scope& whose,
                        const webhook& which, std::int64_t call_id, instant now) {
  return tx.execute(
             "UPDATE webhook_call SET state = 'queued', attempts = 0, due_at = :1,"
             " finished_at = NULL"
             " WHERE id = :2 AND endpoint_id = :3 AND state IN ('done', 'failed')"
             " AND EXISTS (SELECT 1 FROM webhook_endpoint e"
             "  WHERE e.id = webhook_call.endpoint_id AND e.organiser_id = :4)",
             now, call_id, which.id, whose.organiser_id()) == 1;
}

std::int64_t remove_old_webhook_calls(schema::transaction& tx, instant now, std::int64_t most) {
  const auto before = now - webhook_limits::calls_kept;
  const auto ended = tx.execute(
      "DELETE FROM webhook_call WHERE id IN"
      " (SELECT id FROM webhook_call WHERE finished_at <= :1 ORDER BY finished_at LIMIT :2)",
      before, most);
  const auto waiting = tx.execute(
      "DELETE FROM webhook_call WHERE id IN"
      " (SELECT id FROM webhook_call WHERE state = 'queued' AND endpoint_id IN"
      "   (SELECT id FROM webhook_endpoint WHERE state = 'paused' AND paused_at <= :1)"
      "  LIMIT :2)",
      before, most);
  return ended + waiting;
}

}  // namespace zusage::events
