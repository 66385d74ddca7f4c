// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "base/time.hpp"
#include "mailer/delivery.hpp"
#include "mailer/outbox.hpp"

/// The rules of trying again, apart from clock and database.
namespace zusage::mailer {

/// message.state
namespace message_state {
inline constexpr std::string_view queued = "queued", sending = "sending", sent = "sent",
                                  uncertain = "uncertain", failed = "failed",
                                  cancelled = "cancelled";
}  // namespace message_state

/// How long to wait after the `attempts`-th attempt (1 = the first). What somebody waits for: 1, 5,
/// 15, 30 minutes, then 2 hours; newsletters 30 minutes, then 2 hours (RFC 5321 4.5.4.1).
std::chrono::minutes retry_delay(priority urgency, std::int64_t attempts);

/// What a message becomes.
struct verdict {
  std::string_view state;
  std::optional<instant> due_at;  ///< set when it is queued again
};

/// After the `attempts`-th attempt ended with `what`. Deferred and uncertain ones are queued again
/// while the next attempt comes before `expires_at`; a newsletter that is uncertain stays so, since
/// sending it twice is worse than not at all.
verdict decide(priority urgency, outcome what, std::int64_t attempts, instant now,
               instant expires_at);

/// A message that was being handed over when the program ended: uncertain, but not for its fault,
/// so that what somebody waits for is due at once.
verdict decide_interrupted(priority urgency, instant now);

}  // namespace zusage::mailer
