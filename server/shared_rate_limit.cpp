// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/shared_rate_limit.hpp"

#include <algorithm>

namespace zusage::server {
namespace {

constexpr std::int64_t one_token = 1'000'000;  // as stored
// What a process takes at once, of a minute's tokens; no more, since one that is killed loses it.
constexpr std::int64_t share = 20, most_at_once = 50;
constexpr std::chrono::minutes kept_for{1};

}  // namespace

shared_rate_limit::shared_rate_limit(schema::database& db, const key32& key, std::string name,
                                     std::int64_t per_minute)
    : db_(db), key_(key), name_(std::move(name)), per_minute_(per_minute) {}

bool shared_rate_limit::take_from_advance(const std::string& key, instant now) {
  const std::lock_guard lock(mutex_);
  const auto found = advances_.find(key);
  if (found == advances_.end()) return false;
  if (found->second.tokens == 0 || found->second.until <= now) {
    advances_.erase(found);
    return false;
  }
  --found->second.tokens;
  return true;
}

// The bucket fills by `per_minute` tokens a minute: one microsecond brings per_minute / 60
// millionths.
bool shared_rate_limit::take_in_advance(const std::string& subject, std::int64_t tokens,
                                        instant now) {
  const auto full = per_minute_ * one_token, wanted = tokens * one_token;
  return db_.write([&](schema::transaction& tx) {
    return tx
        .value<std::int64_t>(
            "INSERT INTO rate_bucket (subject, tokens, at) VALUES (:1, :2, :3)"
            " ON CONFLICT (subject) DO UPDATE SET at ="
            "  CASE WHEN excluded.at > rate_bucket.at THEN excluded.at ELSE rate_bucket.at END,"
            "  tokens ="
            "  CASE WHEN rate_bucket.tokens + (excluded.at - rate_bucket.at) * :4 / 60 > :5"
            "   THEN :6 ELSE rate_bucket.tokens + (excluded.at - rate_bucket.at) * :7 / 60 END - :8"
            " WHERE rate_bucket.tokens + (excluded.at - rate_bucket.at) * :9 / 60 >= :10"
            " RETURNING tokens",
            subject, full - wanted, now, per_minute_, full, full, per_minute_, wanted, per_minute_,
            wanted)
        .has_value();
  });
}

std::int64_t shared_rate_limit::take(const std::string& key, instant now) {
  if (take_from_advance(key, now)) return 0;
  const auto subject = keyed_hash_hex(key_, "rate\n" + name_ + "\n" + key);
  const auto most = std::clamp<std::int64_t>(per_minute_ / share, 1, most_at_once);
  for (auto tokens = most; tokens > 0; tokens = tokens > 1 ? 1 : 0) {
    if (!take_in_advance(subject, tokens, now)) continue;
    const std::lock_guard lock(mutex_);
    if (advances_.size() >= most_keys) advances_.clear();
    auto& mine = advances_[key];
    mine = {mine.until > now ? mine.tokens + tokens - 1 : tokens - 1, now + kept_for};
    return 0;
  }
  return std::max<std::int64_t>(1, (59 + per_minute_) / per_minute_);
}

std::int64_t shared_rate_limit::forget_full(schema::transaction& tx, instant now) {
  return tx.execute("DELETE FROM rate_bucket WHERE at < :1", now - 2 * kept_for);
}

}  // namespace zusage::server
