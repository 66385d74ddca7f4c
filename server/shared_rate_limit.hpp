// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <mutex>
#include <string>
#include <unordered_map>

#include "base/crypto.hpp"
#include "base/time.hpp"
#include "schema/database.hpp"

namespace zusage::server {

/// A token bucket per key that all processes over one database share: `per_minute` at once, then as
/// many a minute. A process takes some tokens in advance, so that not every request asks the
/// database; what it does not use within a minute is lost.
class shared_rate_limit {
 public:
  /// `name` keeps limits apart; keys are stored as keyed hashes only.
  shared_rate_limit(schema::database& db, const key32& key, std::string name,
                    std::int64_t per_minute);

  /// Takes one token; 0 when there was one, else the seconds until there is one again. Waits for
  /// the database. @throws schema::error
  std::int64_t take(const std::string& key, instant now);

  /// Removes buckets that are full again.
  static std::int64_t forget_full(schema::transaction& tx, instant now);

 private:
  struct advance {
    std::int64_t tokens = 0;
    instant until{};
  };
  bool take_from_advance(const std::string& key, instant now);
  bool take_in_advance(const std::string& subject, std::int64_t tokens, instant now);

  static constexpr std::size_t most_keys = 100'000;
  schema::database& db_;
  const key32& key_;
  const std::string name_;
  const std::int64_t per_minute_;
  std::mutex mutex_;
  std::unordered_map<std::string, advance> advances_;
};

}  // namespace zusage::server
