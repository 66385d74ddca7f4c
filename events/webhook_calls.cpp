// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/webhook_calls.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/text.hpp"
#include "organisers/audit.hpp"

namespace zusage::events {
namespace {

using namespace std::chrono_literals;

// As the specification suggests; three days in all.
constexpr std::chrono::seconds retries[] = {5s, 5min, 30min, 2h, 5h, 10h, 14h, 20h, 24h};
constexpr std::chrono::seconds rest_step = 5s, longest_rest = 5min;

constexpr std::int64_t gone = 410;  // RFC 9110 15.5.11

struct endpoint_row {
  std::int64_t id = 0, organiser_id = 0, failures = 0;
  std::string public_id;
  std::optional<instant> failing_since;
};

void pause(schema::transaction& tx, const endpoint_row& which, const char* reason, instant now) {
  const auto done = tx.execute(
      "UPDATE webhook_endpoint SET state = 'paused', pause_reason = :1, paused_at = :2"
      " WHERE id = :3 AND state = 'active'",
      reason, now, which.id);
  if (done == 0) return;
  organisers::record(
      tx, {which.organiser_id, 0, "webhook.paused", which.public_id, {{"reason", reason}}}, now);
}

void note_failure(schema::transaction& tx, const endpoint_row& which, std::int64_t status,
                  instant now) {
  const auto failures = which.failures + 1;
  const auto rest = std::min<std::chrono::seconds>(rest_step * failures, longest_rest);
  const auto since = which.failing_since.value_or(now);
  tx.execute(
      "UPDATE webhook_endpoint SET failures = :1, failing_since = :2, rests_until = :3"
      " WHERE id = :4",
      failures, since, now + rest, which.id);
  if (status == gone) {
    pause(tx, which, "gone", now);
  } else if (now - since >= webhook_failing_for) {
    pause(tx, which, "failing", now);
  }
}

// Organisers take turns, and among its own each endpoint does; one that is being called waits until
// that is over.
std::optional<std::int64_t> next_endpoint(const schema::reader& db, instant now) {
  std::set<std::int64_t> busy;
  std::map<std::int64_t, std::int64_t> busy_of, last_turn_of;
  db.each<std::int64_t, std::int64_t>(
      "SELECT DISTINCT e.id, e.organiser_id FROM webhook_call c"
      " JOIN webhook_endpoint e ON e.id = c.endpoint_id WHERE c.state = 'sending'",
      [&](std::int64_t id, std::int64_t organiser) {
        busy.insert(id);
        ++busy_of[organiser];
      });
  db.each<std::int64_t, std::int64_t>(
      "SELECT organiser_id, MAX(turn) FROM webhook_endpoint GROUP BY organiser_id",
      [&](std::int64_t organiser, std::int64_t turn) { last_turn_of[organiser] = turn; });
  using place = std::tuple<std::int64_t, std::int64_t, std::int64_t>;  // turns, id
  std::optional<place> first;
  db.each<std::int64_t, std::int64_t, std::int64_t>(
      "SELECT e.id, e.organiser_id, e.turn FROM webhook_endpoint e"
      " WHERE e.state = 'active' AND e.rests_until <= :1 AND EXISTS"
      "  (SELECT 1 FROM webhook_call c WHERE c.endpoint_id = e.id AND c.state = 'queued'"
      "   AND c.due_at <= :2)",
      [&](std::int64_t id, std::int64_t organiser, std::int64_t turn) {
        if (busy.contains(id) || busy_of[organiser] >= webhook_most_at_once) return;
        const place here{last_turn_of[organiser], turn, id};
        if (!first || here < *first) first = here;
      },
      now, now);
  if (!first) return {};
  return std::get<2>(*first);
}

// Text of others is cut to what is text.
std::string kept_text(const std::string& text) {
  std::string clean;
  for (const char c : text.substr(0, webhook_answer_kept * 4)) {
    clean += static_cast<unsigned char>(c) < ' ' || c == 0x7f ? ' ' : c;
  }
  while (!clean.empty() && !is_utf8(clean)) {
    // Mostly a character that was cut apart at the end.
    clean.pop_back();
  }
  return cut(clean, webhook_answer_kept);
}

}  // namespace

std::optional<std::chrono::seconds> webhook_retry_after(std::int64_t failed_attempts) {
  if (failed_attempts < 1 || failed_attempts > std::int64_t(std::size(retries))) return {};
  return retries[failed_attempts - 1];
}

bool has_due_webhook_calls(const schema::reader& db, instant now) {
  const auto due = db.value<std::int64_t>(
      "SELECT e.id FROM webhook_endpoint e"
      " WHERE e.state = 'active' AND e.rests_until <= :1 AND EXISTS"
      "  (SELECT 1 FROM webhook_call c WHERE c.endpoint_id = e.id AND c.state = 'queued'"
      "   AND c.due_at <= :2)"
      " LIMIT 1",
      now, now);
  if (due) return true;
  return db
      .value<std::int64_t>(
          "SELECT id FROM webhook_call WHERE state = 'sending' AND leased_until <= :1 LIMIT 1", now)
      .has_value();
}

std::vector<claimed_webhook_call> claim_webhook_calls(schema::transaction& tx, std::int64_t claim,
                                                      instant now) {
  tx.execute(
      "UPDATE webhook_call SET state = 'queued' WHERE state = 'sending' AND leased_until <= :1",
      now);
  const auto endpoint = next_endpoint(tx, now);
  if (!endpoint) return {};
  tx.execute(
      "UPDATE webhook_endpoint SET turn = (SELECT MAX(turn) FROM webhook_endpoint) + 1"
      " WHERE id = :1",
      *endpoint);
  // Another process that picked the same rows waits for ours and finds them sending.
  const auto rows = tx.all<std::int64_t, std::int64_t, std::int64_t>(
      "UPDATE webhook_call SET state = 'sending', claim = :1, leased_until = :2"
      " WHERE state = 'queued' AND id IN"
      "  (SELECT id FROM webhook_call WHERE endpoint_id = :3 AND state = 'queued'"
      "   AND due_at <= :4 ORDER BY due_at, id LIMIT :5)"
      " RETURNING id, endpoint_id, attempts",
      claim, now + webhook_lease, *endpoint, now, webhook_claim_each);
  std::vector<claimed_webhook_call> claimed;
  claimed.reserve(rows.size());
  for (const auto& [id, of, attempts] : rows) claimed.push_back({id, of, attempts});
  std::sort(claimed.begin(), claimed.end(),
            [](const auto& a, const auto& b) { return a.id < b.id; });
  return claimed;
}

void note_webhook_outcome(schema::transaction& tx, std::int64_t claim, std::int64_t call_id,
                          const webhook_outcome& what, instant now) {
  const auto row = tx.one<std::int64_t, std::int64_t, std::int64_t, std::int64_t, std::string,
                          std::optional<instant>>(
      "SELECT c.attempts, e.id, e.organiser_id, e.failures, e.public_id, e.failing_since"
      " FROM webhook_call c JOIN webhook_endpoint e ON e.id = c.endpoint_id"
      " WHERE c.id = :1 AND c.claim = :2 AND c.state = 'sending'",
      call_id, claim);
  if (!row) return;
  const auto& [before, id, organiser_id, failures, public_id, failing_since] = *row;
  const endpoint_row endpoint{id, organiser_id, failures, public_id, failing_since};
  const auto attempts = before + 1;
  const auto next = what.ok() || what.status == gone ? std::nullopt : webhook_retry_after(attempts);
  const auto* state = what.ok() ? "done" : next ? "queued" : "failed";
  tx.execute(
      "UPDATE webhook_call SET state = :1, attempts = :2, status = :3, answer = :4, tried_at = :5,"
      " due_at = :6, finished_at = :7"
      " WHERE id = :8",
      state, attempts, what.status, kept_text(what.text), now,
      now + next.value_or(std::chrono::seconds(0)),
      next ? std::optional<instant>() : std::optional(now), call_id);
  if (!what.ok()) return note_failure(tx, endpoint, what.status, now);
  tx.execute(
      "UPDATE webhook_endpoint SET failures = 0, failing_since = NULL, rests_until = 0"
      " WHERE id = :1 AND failures > 0",
      id);
}

void give_webhook_calls_back(schema::transaction& tx, std::int64_t claim) {
  tx.execute("UPDATE webhook_call SET state = 'queued' WHERE state = 'sending' AND claim = :1",
             claim);
}

}  // namespace zusage::events
