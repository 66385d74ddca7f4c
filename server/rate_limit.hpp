// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

namespace zusage::server {

/// A token bucket per key: `per_minute` at once, then as many a minute. Memory is bounded.
class rate_limit {
 public:
  using time = std::chrono::steady_clock::time_point;

  explicit rate_limit(std::int64_t per_minute);

  /// Takes one token; 0 when there was one, else the seconds until there is one again.
  std::int64_t take(const std::string& key, time now);

 private:
  struct bucket {
    double tokens;
    time since;
  };
  void forget_full(time now);
  double refilled(const bucket& b, time now) const;

  static constexpr std::size_t most_keys = 100'000;
  double capacity_;
  std::mutex mutex_;
  std::unordered_map<std::string, bucket> buckets_;
};

}  // namespace zusage::server
