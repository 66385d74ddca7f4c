// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/pace.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace zusage::mailer {
namespace {

constexpr std::int64_t any_domain = 0;

// message.pace: what the moment at which it is due was given out for.
enum turn : std::int64_t { none = 0, of_domain = 1, of_all = 2 };

// Takes the next free turn; the row is held until the end of the transaction.
instant take_turn(schema::transaction& tx, std::int64_t domain, std::int64_t per_minute,
                  instant now) {
  const auto step = std::chrono::microseconds(60'000'000 / per_minute);
  const auto after = tx.value<instant>(
      "INSERT INTO newsletter_pace (domain, free_at) VALUES (:1, :2)"
      " ON CONFLICT (domain) DO UPDATE"
      " SET free_at = CASE WHEN newsletter_pace.free_at < :3 THEN :4 ELSE newsletter_pace.free_at "
      "END"
      "  + :5"
      " RETURNING free_at",
      domain, now + step, now, now, step.count());
  return after.value() - step;
}

void queue_again(schema::transaction& tx, const message& of, instant due_at, turn has) {
  tx.execute(
      "UPDATE message SET state = 'queued', claim = 0, due_at = :1, pace = :2"
      " WHERE id = :3 AND state = 'sending'",
      due_at, static_cast<std::int64_t>(has), of.id);
}

// Its turns one after the other: with the domain's it waits for that, and only then asks for one
// among all, so that a domain with many messages takes none from the others.
bool has_turn(schema::transaction& tx, const message& of, const pace_limits& limits, instant now) {
  const bool holds = of.due_at + turn_holds >= now;
  auto has = holds ? of.pace : turn::none;
  for (const auto& [next, domain, per_minute] :
       {std::tuple(of_domain, of.domain, limits.per_domain_and_minute),
        std::tuple(of_all, any_domain, limits.per_minute)}) {
    if (has >= next || per_minute == 0) continue;
    const auto at = take_turn(tx, domain, per_minute, now);
    has = next;
    if (at <= now + turn_tolerance) continue;
    queue_again(tx, of, at, next);
    return false;
  }
  return true;
}

}  // namespace

std::int64_t domain_number(std::string_view normalised_address) {
  const auto at = normalised_address.rfind('@');
  const auto domain =
      at == std::string_view::npos ? std::string_view() : normalised_address.substr(at + 1);
  std::uint64_t hash = 14695981039346656037U;  // FNV-1a
  for (const char c : domain) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  return static_cast<std::int64_t>(hash >> 1) | 1;
}

std::vector<message> keep_pace(schema::transaction& tx, std::vector<message> claimed,
                               const pace_limits& limits, instant now) {
  const auto is_newsletter = [](const message& of) { return of.urgency == priority::newsletter; };
  if (!limits.any() || std::none_of(claimed.begin(), claimed.end(), is_newsletter)) return claimed;
  const auto letters = std::stable_partition(claimed.begin(), claimed.end(),
                                             [&](const message& of) { return !is_newsletter(of); });
  if (tx.is_shared()) {  // one claim after the other, or two would wait for each other's domains
    tx.execute(
        "INSERT INTO newsletter_pace (domain, free_at) VALUES (0, 0)"
        " ON CONFLICT (domain) DO UPDATE SET free_at = newsletter_pace.free_at");
  }
  const auto gone = std::remove_if(
      letters, claimed.end(), [&](const message& of) { return !has_turn(tx, of, limits, now); });
  claimed.erase(gone, claimed.end());
  return claimed;
}

void forget_past_turns(schema::transaction& tx, instant now) {
  tx.execute("DELETE FROM newsletter_pace WHERE free_at < :1", now - std::chrono::hours(1));
}

}  // namespace zusage::mailer
