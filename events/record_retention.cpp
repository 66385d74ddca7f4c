// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <map>
#include <string>

#include "consent/end_of_proof.hpp"
#include "events/retention_tasks.hpp"

namespace zusage::events {
namespace {

std::vector<due_row> find_proofs(const schema::reader& db, instant now, std::int64_t most) {
  std::vector<due_row> rows;
  for (const auto& one : consent::find_ended_proofs(db, now, std::size_t(most))) {
    rows.push_back({one.principal_id, one.organiser_id});
  }
  return rows;
}

constexpr std::string_view delete_messages_about =
    "DELETE FROM message WHERE purpose_id = :1 AND principal_id = :2"
    " AND state NOT IN ('queued', 'sending')";
constexpr std::string_view delete_other_messages =
    "DELETE FROM message WHERE principal_id = :1 AND purpose_id IS NULL"
    " AND state NOT IN ('queued', 'sending')";

// What was sent by their consents is part of the proof, and goes with it.
std::int64_t end_proof(schema::transaction& tx, const due_row& what, instant now) {
  if (!consent::end_proof(tx, what.id, now)) return 0;
  // Purpose by purpose, and the rest, each by an index.
  for (const auto& [purpose] : tx.all<std::int64_t>(
           "SELECT purpose_id FROM consent_state WHERE principal_id = :1", what.id)) {
    tx.execute(delete_messages_about, purpose, what.id);
  }
  tx.execute(delete_other_messages, what.id);
  return 1;
}

all_ahead proofs_ahead(const schema::reader& db, std::int64_t organiser_id, instant now) {
  std::map<std::int64_t, std::map<instant, std::int64_t>> counts;
  consent::each_ended(db, organiser_id,
                      [&](const consent::ended_proof& one) { ++counts[one.organiser_id][one.at]; });
  all_ahead all;
  for (const auto& [organiser, by_end] : counts) {
    std::int64_t stored = 0;
    retention_ahead due, next;
    for (const auto& [at, count] : by_end) {
      stored += count;
      auto& into = at <= now ? due : next;
      if (into.count > 0 && at > now) continue;
      if (into.count == 0) into.at = at;
      into.count += count;
    }
    for (auto* one : {&due, &next}) {
      if (one->count == 0) continue;
      one->rule = consents_task.rule;
      one->organiser_id = organiser;
      one->stored = stored;
      all.push_back(*one);
    }
  }
  return all;
}

std::vector<day_count> count_days(const schema::reader& db, const std::string& sql,
                                  std::int64_t organiser_id) {
  std::vector<day_count> days;
  db.each<std::int64_t, std::int64_t, std::int64_t>(
      sql,
      [&](std::int64_t organiser, std::int64_t day, std::int64_t count) {
        days.push_back({organiser, day, count});
      },
      organiser_id, organiser_id);
  return days;
}

std::vector<due_row> find_rows(const schema::reader& db, const std::string& sql, instant before,
                               std::int64_t most) {
  std::vector<due_row> rows;
  db.each<std::int64_t, std::int64_t>(
      sql,
      [&](std::int64_t id, std::int64_t organiser) {
        rows.push_back({id, organiser});
      },
      before, most);
  return rows;
}

std::vector<due_row> find_words(const schema::reader& db, instant now, std::int64_t most) {
  return find_rows(db,
                   "SELECT id, organiser_id FROM data_request"
                   " WHERE answered_at <= :1 AND address <> '' ORDER BY answered_at, id LIMIT :2",
                   now - request_words_kept, most);
}

std::int64_t erase_words(schema::transaction& tx, const due_row& what, instant now) {
  return tx.execute(
      "UPDATE data_request SET address = '', wish = '', wish_key = '', identity = '',"
      " extension = '', answer = ''"
      " WHERE id = :1 AND answered_at <= :2 AND address <> ''",
      what.id, now - request_words_kept);
}

all_ahead words_ahead(const schema::reader& db, std::int64_t organiser_id, instant now) {
  return ahead_by_day(count_days(db,
                                 "SELECT organiser_id, answered_at / 86400000000, COUNT(*)"
                                 " FROM data_request"
                                 " WHERE answered_at IS NOT NULL AND address <> ''"
                                 "  AND (CAST(:1 AS BIGINT) = 0 OR organiser_id = :2)"
                                 " GROUP BY 1, 2 ORDER BY 1, 2",
                                 organiser_id),
                      retention_rule_of(request_words_task.rule), now);
}

std::vector<due_row> find_audit(const schema::reader& db, instant now, std::int64_t most) {
  return find_rows(db,
                   "SELECT id, COALESCE(organiser_id, 0) FROM audit_entry"
                   " WHERE at <= :1 ORDER BY id LIMIT :2",
                   now - audit_kept, most);
}

std::int64_t erase_audit(schema::transaction& tx, const due_row& what, instant now) {
  return tx.execute("DELETE FROM audit_entry WHERE id = :1 AND at <= :2", what.id,
                    now - audit_kept);
}

all_ahead audit_ahead(const schema::reader& db, std::int64_t organiser_id, instant now) {
  return ahead_by_day(count_days(db,
                                 "SELECT COALESCE(organiser_id, 0), at / 86400000000, COUNT(*)"
                                 " FROM audit_entry"
                                 " WHERE CAST(:1 AS BIGINT) = 0 OR organiser_id = :2"
                                 " GROUP BY 1, 2 ORDER BY 1, 2",
                                 organiser_id),
                      retention_rule_of(audit_task.rule), now);
}

}  // namespace

const retention_task consents_task{"consents", find_proofs, end_proof, proofs_ahead};
const retention_task request_words_task{"request_words", find_words, erase_words, words_ahead};
const retention_task audit_task{"audit", find_audit, erase_audit, audit_ahead};

}  // namespace zusage::events
