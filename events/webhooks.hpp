// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "organisers/scope.hpp"
#include "schema/sql.hpp"

/// Where other systems of an organiser are called when something happens (webhooks), as its owner
/// set it up. Triggers of the database note each call in the transaction that causes it
/// (schema/migrations/0038_webhooks.*.sql); webhook_calls.hpp sends them.
///
/// `key` is secrets::sessions; secrets are kept encrypted with a key made of it.
namespace zusage::events {

namespace webhook_limits {
inline constexpr std::int64_t per_organiser = 10;
/// After a rotation both secrets sign, so that the receiver can change over.
inline constexpr std::chrono::hours old_secret_kept{24};
/// Calls in the log, from their end on.
inline constexpr std::chrono::days calls_kept{30};
}  // namespace webhook_limits

/// `registration.created`, …, as they stand in calls, in the order of pages.
std::span<const std::string_view> webhook_kinds();
/// A call that the owner asks for, to try the endpoint.
inline constexpr std::string_view webhook_test_kind = "test";

/// What may be sent about people beside reference and status: `name`, `email`.
std::span<const std::string_view> webhook_personal_parts();

/// What staff type, and what is kept of it.
struct webhook_choice {
  std::string url;
  std::vector<std::string> kinds, personal;
};

/// In the order of pages, each once. Faults: at `url` those of fault_of_web_address; at `kinds`
/// `required`, `unknown_option`; at `personal` `unknown_option`. `allow_private`: as there.
checked<webhook_choice> check_webhook(const webhook_choice& typed, bool allow_private);

struct webhook {
  std::int64_t id = 0;
  std::string public_id, url;
  std::vector<std::string> kinds, personal;
  bool active = true;
  std::string pause_reason;  ///< `staff`, `failing`, `gone` (the receiver said 410)
  std::optional<instant> paused_at, failing_since, old_secret_until;
  std::int64_t waiting = 0;  ///< calls
};

/// Of the organiser, the oldest first.
std::vector<webhook> list_webhooks(const schema::reader& db, const organisers::scope& whose);
/// Nothing when the organiser has none of this public id.
std::optional<webhook> find_webhook(const schema::reader& db, const organisers::scope& whose,
                                    std::string_view public_id);

/// A secret is `whsec_` and 32 random bytes in base 64 (Standard Webhooks 1.0).
struct made_webhook {
  std::string public_id, secret;
};

/// Audited, as all that follow, by the host and never the whole address. Fault `too_many_webhooks`
/// {most} without field.
checked<made_webhook> make_webhook(schema::transaction& tx, const organisers::scope& whose,
                                   const key32& key, const webhook_choice& what, instant now);

void change_webhook(schema::transaction& tx, const organisers::scope& whose, const webhook& which,
                    const webhook_choice& what, instant now);

/// The new secret; the one before signs as well for `webhook_limits::old_secret_kept`.
std::string rotate_webhook_secret(schema::transaction& tx, const organisers::scope& whose,
                                  const key32& key, const webhook& which, instant now);

/// While it is paused no call is noted; those that wait stay, and go out when it is resumed. What
/// was failing begins anew.
void pause_webhook(schema::transaction& tx, const organisers::scope& whose, const webhook& which,
                   instant now);
void resume_webhook(schema::transaction& tx, const organisers::scope& whose, const webhook& which,
                    instant now);

/// With its log.
void delete_webhook(schema::transaction& tx, const organisers::scope& whose, const webhook& which,
                    instant now);

/// False: it is paused, or a test of it waits already.
bool queue_webhook_test(schema::transaction& tx, const organisers::scope& whose,
                        const webhook& which, instant now);

struct webhook_log_line {
  std::int64_t id = 0;
  std::string message_id, kind;
  instant at{};
  std::string state;  ///< `queued`, `sending`, `done`, `failed`
  std::int64_t attempts = 0, status = 0;
  std::string answer;  ///< its beginning; without status what went wrong (web_answer::problem)
  std::optional<instant> tried_at, next_at;
};

/// The newest first.
std::vector<webhook_log_line> list_webhook_calls(const schema::reader& db,
                                                 const organisers::scope& whose, const key32& key,
                                                 const webhook& which, std::int64_t most);

/// Sends a finished call once more, with the same id. False: the endpoint has no such call that
/// ended, nothing was done.
bool send_webhook_again(schema::transaction& tx, const organisers::scope& whose,
                        const webhook& which, std::int64_t call_id, instant now);

/// The secret of `sealed`, as 32 bytes; nothing when it was altered.
std::optional<std::string> open_webhook_secret(const key32& key, std::string_view public_id,
                                               std::string_view sealed);

/// The `webhook-id` of a call: the same at each attempt, so that the receiver can drop doubles.
std::string webhook_message_id(const key32& key, std::int64_t call_id);

/// Removes calls that ended `webhook_limits::calls_kept` ago, and what has waited so long at an
/// endpoint that was paused; at most so many of each; how many.
std::int64_t remove_old_webhook_calls(schema::transaction& tx, instant now, std::int64_t most);

}  // namespace zusage::events
