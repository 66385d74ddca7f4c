// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/pause.hpp"

namespace zusage::events {

bool is_first_in_a_while(schema::transaction& tx, std::string_view what, std::string_view subject,
                         instant now) {
  return tx.execute(
             "INSERT INTO idempotency (scope, key, request, subject, created_at)"
             " VALUES (:1, :2, '', '', :3)"
             " ON CONFLICT (scope, key) DO UPDATE SET created_at = excluded.created_at"
             "  WHERE idempotency.created_at <= :4",
             what, subject, now, now - mail_pause) > 0;
}

bool is_pausing(const schema::reader& db, std::string_view what, std::string_view subject,
                instant now) {
  return db
      .value<instant>(
          "SELECT created_at"
          " FROM idempotency"
          " WHERE scope = :1 AND key = :2 AND created_at > :3",
          what, subject, now - mail_pause)
      .has_value();
}

}  // namespace zusage::events
