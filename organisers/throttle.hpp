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
/// longer. Nobody may lock the owner of an account out of it (OWASP ASVS 5.0 6.1.1, 6.3.1), so the
/// hard rule counts an account and a network together. What others do to an account makes a network
/// wait only after a failure of its own, and never long.
namespace zusage::organisers {

struct throttle_rule {
  std::int64_t free;                                       ///< failures without any delay
  std::chrono::seconds longest{std::chrono::minutes{15}};  ///< the delay grows up to this
  std::chrono::seconds forgotten{std::chrono::hours{24}};  ///< then failures count from 0 again
};

/// Failures of one network at one account.
inline constexpr throttle_rule per_account_and_network{5};
/// Failures of all networks at one account; counts from the last failure of the network that tries.
inline constexpr throttle_rule per_account{10, std::chrono::minutes{1}};
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
  std::string account_and_network, account, network;
};
/// Networks are those of base/network.hpp.
throttle_subjects subjects_of(const key32& key, std::string_view email_key,
                              std::string_view network_address);

/// Counts an attempt as a failure **before** the password is looked at, so that a hundred attempts
/// at once are not all free. Nothing: go on. Else how long to wait; then nothing was counted.
std::optional<std::chrono::seconds> count_attempt(schema::transaction& tx,
                                                  const throttle_subjects& who, instant now);

/// The attempt was none: failures of this network at this account are forgotten, account and
/// network get back one (not all, or signing in would wipe the traces of attacks by others).
void forgive_attempt(schema::transaction& tx, const throttle_subjects& who);

/// Wrong one-time codes at one account, whatever network they come from: only who knows the
/// password gets as far, so that nobody else can make its owner wait.
inline constexpr throttle_rule per_second_factor{5};

/// What stands in the table for the codes of an account.
std::string code_subject(const key32& key, std::string_view email_key);

/// As `count_attempt`, for a code.
std::optional<std::chrono::seconds> count_code(schema::transaction& tx, const std::string& subject,
                                               instant now);

/// The code was right: its failures are forgotten.
void forgive_codes(schema::transaction& tx, const std::string& subject);

/// Removes what is forgotten; how many rows.
std::int64_t forget_old_failures(schema::transaction& tx, instant now);

}  // namespace zusage::organisers
