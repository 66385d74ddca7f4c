// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/crypto.hpp"
#include "base/time.hpp"
#include "schema/sql.hpp"

/// How attempts at signing in are slowed down: after a few failures each further one has to wait
/// longer, by mail address and by network address.
namespace zusage::organisers {

struct throttle_rule {
  std::int64_t free;                                       ///< failures without any delay
  std::chrono::seconds longest{std::chrono::minutes{15}};  ///< the delay grows up to this
  std::chrono::seconds forgotten{std::chrono::hours{24}};  ///< then failures count from 0 again
};

inline constexpr throttle_rule per_mail_address{5};
/// A whole town hall may stand behind one network address.
inline constexpr throttle_rule per_network_address{30};

/// Failures of one subject.
struct failures {
  std::int64_t count = 0;
  instant last_at{};
};

/// How long after its last failure a subject has to wait: 0 up to `rule.free - 1` failures, then 2,
/// 4, 8 … seconds.
std::chrono::seconds delay_after(std::int64_t count, const throttle_rule& rule);

/// How long it still has to wait; 0: it may try.
std::chrono::seconds still_to_wait(const failures& had, const throttle_rule& rule, instant now);

/// What stands in the table: a keyed hash, so that it names nobody.
struct throttle_subjects {
  std::string mail, network;
};
/// IPv6 addresses count by their first 64 bits, of which a connection usually has all.
throttle_subjects subjects_of(const key32& key, std::string_view email_key,
                              std::string_view network_address);

/// Counts an attempt as a failure **before** the password is looked at, so that a hundred attempts
/// at once are not all free. Nothing: go on. Else how long to wait; then nothing was counted.
std::optional<std::chrono::seconds> count_attempt(schema::transaction& tx,
                                                  const throttle_subjects& who, instant now);

/// The attempt was none: failures of the mail address are forgotten, the network gets back one (not
/// all, or one's own account would wipe the traces of attacks on others).
void forgive_attempt(schema::transaction& tx, const throttle_subjects& who);

/// Removes what is forgotten; how many rows.
std::int64_t forget_old_failures(schema::transaction& tx, instant now);

}  // namespace zusage::organisers
