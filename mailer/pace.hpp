// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "mailer/worker.hpp"
#include "schema/sql.hpp"

/// How fast newsletters leave, over all and to each receiver's domain. A turn is a moment that is
/// given out once, by rows, so that several processes keep the limits together. A message whose
/// turn comes later goes back to the queue until then: nothing sleeps, nothing is held, and neither
/// other domains nor other mails wait for it.
namespace zusage::mailer {

struct pace_limits {
  std::int64_t per_minute = 0, per_domain_and_minute = 0;  ///< newsletters; 0: no limit
  bool any() const { return per_minute > 0 || per_domain_and_minute > 0; }
};

/// `message.domain`: the receiver's domain as a number, which tells nobody's address.
std::int64_t domain_number(std::string_view normalised_address);

/// So much sooner than its turn a message may go: a claim takes several at once.
inline constexpr std::chrono::seconds turn_tolerance{1};
/// A turn that was missed for longer (the server was down) is asked for anew.
inline constexpr std::chrono::seconds turn_holds{5};

/// Which of `claimed` go now; newsletters whose turn comes later are queued again for then.
std::vector<message> keep_pace(schema::transaction& tx, std::vector<message> claimed,
                               const pace_limits& limits, instant now);

/// Forgets domains whose turn has come long ago.
void forget_past_turns(schema::transaction& tx, instant now);

}  // namespace zusage::mailer
