// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/crypto.hpp"
#include "base/time.hpp"
#include "consent/ledger.hpp"
#include "schema/sql.hpp"

/// The way of one call: claimed by one process, made from the rows as they are now, sent, noted.
/// Each is sent at least once: a process that ends between sending and noting leaves it to be sent
/// again with the same id.
namespace zusage::events {

/// How long a claimed call belongs to who claimed it.
inline constexpr std::chrono::minutes webhook_lease{5};
/// Of one endpoint in one claim, so that no endpoint keeps the others waiting for long.
inline constexpr std::int64_t webhook_claim_each = 5;
/// Endpoints of one organiser that are called at the same time.
inline constexpr std::int64_t webhook_most_at_once = 2;
/// An endpoint that has failed for so long, and never done anything else, is paused.
inline constexpr std::chrono::days webhook_failing_for{3};
inline constexpr std::size_t webhook_answer_kept = 200;  ///< code points

/// From the given number of failed attempts to the next one; nothing when it was the last.
std::optional<std::chrono::seconds> webhook_retry_after(std::int64_t failed_attempts);

struct claimed_webhook_call {
  std::int64_t id = 0, endpoint_id = 0, attempts = 0;
};

bool has_due_webhook_calls(const schema::reader& db, instant now);

/// Calls that are due, of one active endpoint that is neither at rest after a failure nor being
/// called: organisers take turns, and so do the endpoints of each. Before that, calls whose lease
/// is over become due again. `claim`: a number that no other claim has.
std::vector<claimed_webhook_call> claim_webhook_calls(schema::transaction& tx, std::int64_t claim,
                                                      instant now);

/// What is sent.
struct webhook_message {
  std::string url, body;
  std::vector<std::pair<std::string, std::string>> headers;  ///< Standard Webhooks 1.0
  bool personal = false;  ///< it tells more of people than reference and status
};

/// Nothing when its secret cannot be opened or what the call tells of was erased.
std::optional<webhook_message> make_webhook_message(const schema::reader& db, const key32& key,
                                                    const consent::ledger& ledger,
                                                    std::int64_t call_id, instant now);

/// `v1,` and the signature in base 64 of `id.timestamp.body`, by a secret of raw bytes.
std::string webhook_signature(std::string_view secret, std::string_view id, std::int64_t timestamp,
                              std::string_view body);

struct webhook_outcome {
  std::int64_t status = 0;  ///< of HTTP, 0 for none
  std::string text;         ///< the answer's beginning, or why none came
  bool ok() const { return status >= 200 && status < 300; }
};

/// What became of it, if the claim still holds: done, due again, or given up. 410 pauses the
/// endpoint at once, failing for `webhook_failing_for` then; audited.
void note_webhook_outcome(schema::transaction& tx, std::int64_t claim, std::int64_t call_id,
                          const webhook_outcome& what, instant now);

/// Gives back what was claimed and not sent; it counts as no attempt.
void give_webhook_calls_back(schema::transaction& tx, std::int64_t claim);

}  // namespace zusage::events
