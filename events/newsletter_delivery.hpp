// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>

#include "consent/ledger.hpp"
#include "mailer/outbox.hpp"
#include "schema/database.hpp"

/// How newsletters reach the outbox: one message for each recipient, made in small steps and never
/// far ahead of what leaves, so that a hundred thousand need no more memory than a hundred. Each
/// step is one transaction that also says how far it came: whoever is stopped in the middle goes on
/// there, and several processes take turns. That nobody gets two is a constraint
/// (message_of_newsletter).
///
/// Recipients are those whose newest record up to the beginning permits it (`last_record`): who
/// consents later is none, who revokes meanwhile is counted as revoked.
namespace zusage::events {

struct delivery_limits {
  std::int64_t most_waiting = 2000;  ///< messages of a newsletter that wait for their first attempt
  std::int64_t most_of_domain = 2000;  ///< of these, to one domain: others are not held up by it
  std::int64_t at_once = 250;          ///< in one transaction
};

struct delivery_step {
  bool any_open = false;    ///< newsletters go out, or will
  bool more = false;        ///< the next step finds something to do at once
  std::int64_t queued = 0;  ///< messages that were made
};

/// One step for each newsletter that is due or under way: counts what has left, takes up the next
/// recipients, ends what is over. @throws schema::error
delivery_step deliver_newsletters(schema::database& db, const consent::ledger& ledger,
                                  const mailer::outbox& mails, const delivery_limits& limits,
                                  instant now);

}  // namespace zusage::events
