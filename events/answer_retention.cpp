// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/answer_retention.hpp"

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "events/registration_rows.hpp"

namespace zusage::events {
namespace {

struct due_question {
  std::int64_t event_id = 0, organiser_id = 0, reached_id = 0;
  std::string key;
};

// Those of the event as it is, then those that are gone, as they were asked last. An end of the
// event that was moved makes them due again.
std::optional<due_question> find_due(const schema::reader& db, instant now) {
  const auto row = db.one<std::int64_t, std::int64_t, std::string, std::int64_t>(
      "SELECT q.event_id, q.organiser_id, q.key, COALESCE(x.reached_id, 0)"
      " FROM (SELECT event_id, organiser_id, key, retention_days FROM event_question"
      "   WHERE retention_days IS NOT NULL"
      "  UNION ALL"
      "  SELECT h.event_id, h.organiser_id, h.key, h.retention_days FROM question_history h"
      "   WHERE h.retention_days IS NOT NULL"
      "    AND NOT EXISTS (SELECT 1 FROM event_question c"
      "     WHERE c.event_id = h.event_id AND c.key = h.key)"
      "    AND NOT EXISTS (SELECT 1 FROM question_history n"
      "     WHERE n.event_id = h.event_id AND n.key = h.key"
      "      AND n.until_version > h.until_version)) q"
      " JOIN event e ON e.id = q.event_id"
      " LEFT JOIN answer_erasure x ON x.event_id = q.event_id AND x.question_key = q.key"
      " WHERE e.ends_at + q.retention_days * 86400000000 <= :1"
      "  AND (x.erased_at IS NULL"
      "   OR x.erased_at < e.ends_at + q.retention_days * 86400000000)"
      " ORDER BY q.event_id, q.key"
      " LIMIT 1",
      now);
  if (!row) return {};
  due_question found;
  std::tie(found.event_id, found.organiser_id, found.key, found.reached_id) = *row;
  return found;
}

bool erase_answer(schema::transaction& tx, std::int64_t registration_id, const std::string& stored,
                  const std::string& key) {
  auto answers = nlohmann::json::parse(stored, nullptr, false);
  if (!answers.is_object() || answers.erase(key) == 0) return false;
  tx.execute("UPDATE registration SET answers = :1 WHERE id = :2", stored_json(answers),
             registration_id);
  return true;
}

void note(schema::transaction& tx, const due_question& of, std::int64_t reached,
          const std::optional<instant>& done) {
  tx.execute(
      "INSERT INTO answer_erasure (organiser_id, event_id, question_key, reached_id, erased_at)"
      " VALUES (:1, :2, :3, :4, :5)"
      " ON CONFLICT (event_id, question_key) DO UPDATE SET reached_id = excluded.reached_id,"
      " erased_at = COALESCE(excluded.erased_at, answer_erasure.erased_at)",
      of.organiser_id, of.event_id, of.key, done ? 0 : reached, done);
}

}  // namespace

erasure_step erase_old_answers(schema::transaction& tx, instant now, std::int64_t most) {
  erasure_step step;
  const auto due = find_due(tx, now);
  if (!due) return step;
  hold_event(tx, due->event_id);  // nobody changes answers meanwhile
  auto reached = due->reached_id;
  for (const auto& [id, answers] : tx.all<std::int64_t, std::string>(
           "SELECT id, answers FROM registration WHERE event_id = :1 AND id > :2"
           " ORDER BY id LIMIT :3",
           due->event_id, due->reached_id, most)) {
    reached = id;
    ++step.looked_at;
    if (erase_answer(tx, id, answers, due->key)) ++step.erased;
  }
  const bool done = step.looked_at < most;
  note(tx, *due, reached, done ? std::optional(now) : std::nullopt);
  step.more = !done || find_due(tx, now).has_value();
  return step;
}

}  // namespace zusage::events
