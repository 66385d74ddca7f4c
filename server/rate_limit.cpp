// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/rate_limit.hpp"

#include <algorithm>
#include <cmath>

namespace zusage::server {

rate_limit::rate_limit(std::int64_t per_minute) : capacity_(double(per_minute)) {}

double rate_limit::refilled(const bucket& b, time now) const {
  const double seconds = std::chrono::duration<double>(now - b.since).count();
  return std::min(capacity_, b.tokens + seconds * capacity_ / 60.0);
}

void rate_limit::forget_full(time now) {
  std::erase_if(buckets_, [&](const auto& one) { return refilled(one.second, now) >= capacity_; });
  // Somebody with that many addresses is no town hall; starting anew costs them nothing they lack.
  if (buckets_.size() >= most_keys) buckets_.clear();
}

std::int64_t rate_limit::take(const std::string& key, time now) {
  const std::lock_guard lock(mutex_);
  if (buckets_.size() >= most_keys) forget_full(now);
  auto& found = buckets_.try_emplace(key, bucket{capacity_, now}).first->second;
  const double available = refilled(found, now);
  found = {available, now};
  if (available >= 1.0) {
    found.tokens = available - 1.0;
    return 0;
  }
  return std::int64_t(std::ceil((1.0 - available) * 60.0 / capacity_));
}

}  // namespace zusage::server
