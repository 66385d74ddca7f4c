// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/consent_pause.hpp"

#include "events/pause.hpp"

namespace zusage::events {

bool was_given_lately(const schema::reader& db, const consent::standing& of, instant now) {
  if (of.now != consent::state::withdrawn) return false;
  return db
      .value<std::int64_t>(
          "SELECT id FROM consent_record"
          " WHERE principal_id = :1 AND purpose_id = :2 AND event = 'given' AND at > :3"
          " LIMIT 1",
          of.principal_id, of.purpose_id, now - mail_pause)
      .has_value();
}

}  // namespace zusage::events
