// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/people_retention.hpp"

#include <string>

namespace zusage::events {
namespace {

// Whoever stands for it again keeps theirs.
void forget_mails(schema::transaction& tx, std::int64_t registration_id,
                  const std::string& email_key) {
  tx.execute(
      "DELETE FROM message"
      " WHERE registration_id = :1 AND recipient_key = :2 AND purpose_id IS NULL"
      "  AND NOT EXISTS (SELECT 1 FROM ring_person p WHERE p.registration_id = :3"
      "   AND p.email_key = :4 AND p.ended_at IS NULL)",
      registration_id, email_key, registration_id, email_key);
}

}  // namespace

std::int64_t erase_replaced_people(schema::transaction& tx, instant now, std::int64_t most) {
  std::int64_t erased = 0;
  for (const auto& [id, registration_id, email_key] :
       tx.all<std::int64_t, std::int64_t, std::string>(
           "SELECT id, registration_id, email_key FROM ring_person"
           " WHERE ended_at <= :1 AND email_key <> ''"
           " ORDER BY ended_at, id LIMIT :2",
           now - replaced_people_kept, most)) {
    forget_mails(tx, registration_id, email_key);
    erased += tx.execute(
        "UPDATE ring_person SET given_name = '', family_name = '', email = '', email_key = '',"
        " phone = '', job_function = ''"
        " WHERE id = :1",
        id);
  }
  return erased;
}

}  // namespace zusage::events
