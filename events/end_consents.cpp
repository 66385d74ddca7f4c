// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/end_consents.hpp"

#include "consent/people.hpp"
#include "mailer/outbox.hpp"

namespace zusage::events {
namespace {

bool withdraw(schema::transaction& tx, const consent::ledger& consents,
              const consent::standing& one, const ending& how, instant now) {
  try {
    return consents.withdraw(tx, one.public_id, how.method, how.by, now);
  } catch (const consent::damaged_person&) {
    return false;
  }
}

}  // namespace

std::int64_t end_every_consent(schema::transaction& tx, const consent::ledger& consents,
                               std::int64_t organiser_id, const ending& how, instant now) {
  std::int64_t ended = 0;
  for (const auto& one : consents.find_by_email(tx, organiser_id, how.by.email)) {
    if (!how.channel.empty() && one.channel != how.channel) continue;
    if (!consent::permits(one.now) && one.now != consent::state::requested) continue;
    if (how.given_until && one.changed_at > *how.given_until) continue;
    mailer::outbox::cancel_queued(tx, one.principal_id, one.purpose_id, now);
    if (withdraw(tx, consents, one, how, now)) ++ended;
  }
  return ended;
}

}  // namespace zusage::events
