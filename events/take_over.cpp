// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/registration_rows.hpp"

namespace zusage::events {

std::optional<std::int64_t> use_link(schema::transaction& tx, const registration_link& by,
                                     instant now) {
  if (!by.by_mail) {
    return tx.value<std::int64_t>(
        "SELECT id FROM registration WHERE public_id = :1 AND proven_at IS NULL", by.public_id);
  }
  return tx.value<std::int64_t>(
      "UPDATE registration SET proven_at = COALESCE(proven_at, :1),"
      " status = CASE WHEN status = 'unverified' THEN 'confirmed' ELSE status END"
      " WHERE public_id = :2"
      " RETURNING id",
      now, by.public_id);
}

void registrar::prove_by_consent(schema::transaction& tx, std::int64_t principal_id,
                                 std::int64_t purpose_id, instant now) {
  tx.execute(
      "UPDATE registration SET proven_at = :1,"
      " status = CASE WHEN status = 'unverified' THEN 'confirmed' ELSE status END"
      " WHERE proven_at IS NULL AND id IN"
      "  (SELECT registration_id FROM message"
      "   WHERE principal_id = :2 AND purpose_id = :3 AND template = 'consent-confirm')",
      now, principal_id, purpose_id);
}

}  // namespace zusage::events
