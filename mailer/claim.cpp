// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/claim.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <span>
#include <string>
#include <tuple>
#include <utility>

namespace zusage::mailer {
namespace {

using optional_id = std::optional<std::int64_t>;
using claimed_row = std::tuple<std::int64_t, std::int64_t, std::int64_t, std::string, std::string,
                               std::string, std::string, std::string, std::string, optional_id,
                               optional_id, optional_id, optional_id, bool, std::int64_t, instant,
                               instant, std::int64_t, std::int64_t, instant>;

constexpr std::array priorities{priority::confirmation, priority::service, priority::newsletter};
constexpr auto awaited = std::span(priorities).first<2>();

message to_message(claimed_row row) {
  message m;
  std::string data;
  std::int64_t urgency = 0;
  std::tie(m.id, m.organiser_id, m.attempts, m.message_id, m.template_name, m.language, m.recipient,
           m.recipient_name, data, m.registration_id, m.event_id, m.principal_id, m.purpose_id,
           m.needs_consent, urgency, m.created_at, m.expires_at, m.domain, m.pace, m.due_at) =
      std::move(row);
  m.urgency = static_cast<priority>(urgency);
  m.data = nlohmann::json::parse(data, nullptr, false);
  if (!m.data.is_object()) m.data = nlohmann::json::object();
  return m;
}

// Messages of a newsletter that pauses wait in the queue, where a revocation finds them; those of a
// cancelled one until they are taken out in small steps.
constexpr std::string_view unless_paused =
    " AND (newsletter_id IS NULL OR newsletter_id NOT IN"
    "  (SELECT n.id FROM newsletter n WHERE n.state IN ('paused', 'cancelled')"
    "   AND n.state <> 'draft' AND n.finished_at IS NULL))";  // as the index says it

constexpr std::string_view unless_paused_of(priority urgency) {
  return urgency == priority::newsletter ? unless_paused : std::string_view();
}

// The rows are picked once and for all: PostgreSQL may run a subquery with a limit several times.
std::string claim_sql(priority urgency, std::string_view skipping) {
  return "WITH picked AS MATERIALIZED"
         " (SELECT id FROM message"
         "  WHERE state = 'queued' AND priority = :1 AND due_at <= :2" +
         std::string(unless_paused_of(urgency)) +
         "  ORDER BY due_at, id"
         "  LIMIT :3" +
         std::string(skipping) +
         ") UPDATE message SET state = 'sending', claim = :4, leased_until = :5"
         " WHERE state = 'queued' AND id IN (SELECT id FROM picked)"
         " RETURNING id, organiser_id, attempts, message_id, template, language, recipient,"
         "  recipient_name, data, registration_id, event_id, principal_id, purpose_id,"
         "  needs_consent, priority, created_at, expires_at, domain, pace, due_at";
}

// Made once: the writer asks at every turn.
const std::string& claim_statement(priority urgency, bool shared) {
  static const auto of = [](std::string_view skipping) {
    std::map<priority, std::string> made;
    for (const auto one : priorities) made[one] = claim_sql(one, skipping);
    return made;
  };
  static const auto alone = of(""), beside_others = of(" FOR UPDATE SKIP LOCKED");
  return (shared ? beside_others : alone).at(urgency);
}

// One priority at a time, so that the index on (priority, due_at, id) is a range however many
// messages wait for their next attempt.
std::vector<claimed_row> claim_of(schema::transaction& tx, priority urgency, std::int64_t claim,
                                  std::size_t most, instant now) {
  const auto& sql = claim_statement(urgency, tx.is_shared());
  return tx
      .all<std::int64_t, std::int64_t, std::int64_t, std::string, std::string, std::string,
           std::string, std::string, std::string, optional_id, optional_id, optional_id,
           optional_id, bool, std::int64_t, instant, instant, std::int64_t, std::int64_t, instant>(
          sql, static_cast<int>(urgency), now, most, claim, now + lease);
}

std::vector<message> claim_some(schema::transaction& tx, std::span<const priority> of,
                                std::int64_t claim, std::size_t most, instant now) {
  std::vector<message> claimed;
  for (const auto urgency : of) {
    if (claimed.size() >= most) break;
    auto rows = claim_of(tx, urgency, claim, most - claimed.size(), now);
    for (auto& row : rows) claimed.push_back(to_message(std::move(row)));
  }
  return claimed;
}

std::optional<instant> next_of(const schema::reader& db, std::span<const priority> of) {
  std::optional<instant> earliest;
  for (const auto urgency : of) {
    const auto sql = "SELECT due_at FROM message WHERE state = 'queued' AND priority = :1" +
                     std::string(unless_paused_of(urgency)) + " ORDER BY due_at LIMIT 1";
    const auto due = db.value<instant>(sql, static_cast<int>(urgency));
    if (due && (!earliest || *due < *earliest)) earliest = due;
  }
  return earliest;
}

void write_attempt(schema::transaction& tx, std::int64_t message_id, const settled::attempt& what) {
  tx.execute(
      "INSERT INTO delivery_attempt (message_id, at, outcome, phase, code, reply)"
      " VALUES (:1, :2, :3, :4, :5, :6)",
      message_id, what.at, what.outcome, what.phase, what.code, what.reply);
}

}  // namespace

std::vector<message> claim_due(schema::transaction& tx, std::int64_t claim, std::size_t most,
                               instant now, const pace_limits& pace) {
  return keep_pace(tx, claim_some(tx, priorities, claim, most, now), pace, now);
}

std::vector<message> claim_awaited(schema::transaction& tx, std::int64_t claim, std::size_t most,
                                   instant now) {
  return claim_some(tx, awaited, claim, most, now);
}

void release_claim(schema::transaction& tx, std::int64_t claim) {
  tx.execute(
      "UPDATE message"
      " SET state = 'queued', claim = 0"
      " WHERE state = 'sending' AND claim = :1",
      claim);
}

bool settle(schema::transaction& tx, std::int64_t claim, const settled& what, instant now) {
  const bool again = what.becomes.due_at.has_value() || what.becomes.state == message_state::queued;
  const auto finished_at = again ? std::nullopt : std::optional(now);
  const auto changed = tx.execute(
      "UPDATE message"
      " SET state = :1, attempts = attempts + :2, due_at = COALESCE(:3, due_at), finished_at = :4,"
      "  permitted_by = COALESCE(:5, permitted_by), claim = 0"
      " WHERE id = :6 AND state = 'sending' AND claim = :7",
      what.becomes.state, what.counts, what.becomes.due_at, finished_at, what.permitted_by,
      what.message, claim);
  if (changed == 0) return false;
  if (what.evidence) write_attempt(tx, what.message, *what.evidence);
  return true;
}

std::optional<instant> next_due(const schema::reader& db) {
  return next_of(db, priorities);
}

std::optional<instant> next_awaited(const schema::reader& db) {
  return next_of(db, awaited);
}

void renew_leases(schema::transaction& tx, std::int64_t first, std::int64_t last, instant until) {
  tx.execute(
      "UPDATE message SET leased_until = :1"
      " WHERE state = 'sending' AND claim >= :2 AND claim <= :3",
      until, first, last);
}

bool renew_lease(schema::transaction& tx, std::int64_t claim, std::int64_t message, instant until) {
  return tx.execute(
             "UPDATE message SET leased_until = :1"
             " WHERE id = :2 AND state = 'sending' AND claim = :3",
             until, message, claim) == 1;
}

std::int64_t take_up_interrupted(schema::transaction& tx, instant now) {
  // Nobody else sends from a file, so there no lease counts. Beside others the rows are locked:
  // what its owner is just renewing is left to it.
  static const std::string all = "SELECT id, priority, claim FROM message WHERE state = 'sending'";
  static const auto lapsed = all + " AND leased_until < :1 FOR UPDATE SKIP LOCKED";
  using columns = std::vector<std::tuple<std::int64_t, std::int64_t, std::int64_t>>;
  const columns interrupted = tx.is_shared()
                                  ? tx.all<std::int64_t, std::int64_t, std::int64_t>(lapsed, now)
                                  : tx.all<std::int64_t, std::int64_t, std::int64_t>(all);
  for (const auto& [id, urgency, claim] : interrupted) {
    settled what;
    what.message = id;
    what.becomes = decide_interrupted(static_cast<priority>(urgency), now);
    what.evidence = settled::attempt{now, "uncertain", "end",
                                     "the program ended while the message was handed over", 0};
    settle(tx, claim, what, now);
  }
  return static_cast<std::int64_t>(interrupted.size());
}

}  // namespace zusage::mailer
