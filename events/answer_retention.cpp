// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/answer_retention.hpp"

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "events/json_members.hpp"
#include "events/registration_rows.hpp"
#include "events/retention_tasks.hpp"

namespace zusage::events {
namespace {

struct due_question {
  std::int64_t event_id = 0, organiser_id = 0, reached_id = 0;
  std::string key;
};

// Questions of events as they are, then those that are gone, as they were asked last.
const std::string asked_questions =
    " (SELECT q.event_id, q.organiser_id, q.key, q.label, q.retention_days FROM event_question q"
    "   WHERE q.retention_days IS NOT NULL"
    "  UNION ALL"
    "  SELECT h.event_id, h.organiser_id, h.key, h.label, h.retention_days FROM question_history h"
    "   WHERE h.retention_days IS NOT NULL"
    "    AND NOT EXISTS (SELECT 1 FROM event_question c"
    "     WHERE c.event_id = h.event_id AND c.key = h.key)"
    "    AND NOT EXISTS (SELECT 1 FROM question_history n"
    "     WHERE n.event_id = h.event_id AND n.key = h.key"
    "      AND n.until_version > h.until_version)) q"
    " JOIN event e ON e.id = q.event_id";

// An end of the event that was moved makes them due again.
const std::string after_event =
    " FROM" + asked_questions +
    " LEFT JOIN answer_erasure x ON x.event_id = q.event_id AND x.question_key = q.key"
    " WHERE e.kind <> 'paper'"
    "  AND (x.erased_at IS NULL"
    "   OR x.erased_at < e.ends_at + q.retention_days * 86400000000)";

// Keys hold nothing that LIKE takes for more than it is, except '_', which only finds too many.
const std::string has_answer = " r.answers LIKE '%\"' || q.key || '\":%'";

// People ask for a paper whenever they like: their answers count from then.
const std::string after_registration = " FROM" + asked_questions +
                                       " JOIN registration r ON r.event_id = q.event_id"
                                       " WHERE e.kind = 'paper' AND" +
                                       has_answer;

std::optional<due_question> find_due(const schema::reader& db, instant now) {
  static const auto sql =
      "SELECT q.event_id, q.organiser_id, q.key, COALESCE(x.reached_id, 0)" + after_event +
      " AND e.ends_at + q.retention_days * 86400000000 <= :1 ORDER BY q.event_id, q.key LIMIT 1";
  const auto row = db.one<std::int64_t, std::int64_t, std::string, std::int64_t>(sql, now);
  if (!row) return {};
  due_question found;
  std::tie(found.event_id, found.organiser_id, found.key, found.reached_id) = *row;
  return found;
}

constexpr std::int64_t answers_at_a_time = 100;

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

namespace {

// One question after the other; the mark moves with each step.
std::vector<due_row> find_answers(const schema::reader& db, instant now, std::int64_t) {
  const auto due = find_due(db, now);
  if (!due) return {};
  const auto which = static_cast<std::int64_t>(std::hash<std::string>()(due->key));
  return {{due->event_id, due->organiser_id, which ^ due->reached_id}};
}

std::int64_t erase_some(schema::transaction& tx, const due_row&, instant now) {
  return erase_old_answers(tx, now, answers_at_a_time).erased;
}

all_ahead answers_ahead(const schema::reader& db, std::int64_t organiser_id, instant) {
  static const auto sql =
      "SELECT q.organiser_id, e.slug, e.title, e.time_zone, q.label,"
      " e.ends_at + q.retention_days * 86400000000,"
      " (SELECT COUNT(*) FROM registration r WHERE r.event_id = q.event_id AND" +
      has_answer + ")" + after_event +
      " AND (CAST(:1 AS BIGINT) = 0 OR e.organiser_id = :2)"
      " ORDER BY 6, q.event_id, q.key";
  all_ahead all;
  db.each<std::int64_t, std::string, std::string, std::string, std::string, instant, std::int64_t>(
      sql,
      [&](std::int64_t organiser, std::string slug, const std::string& title, std::string zone,
          const std::string& label, instant at, std::int64_t count) {
        if (count == 0) return;
        all.push_back({answers_task.rule, organiser, std::move(slug), std::move(zone),
                       from_stored(title), from_stored(label), at, count, count});
      },
      organiser_id, organiser_id);
  return all;
}

// The registrations, which lose all their answers that are due at once.
std::vector<due_row> find_of_papers(const schema::reader& db, instant now, std::int64_t most) {
  static const auto sql =
      "SELECT DISTINCT r.id, r.organiser_id" + after_registration +
      " AND r.registered_at + q.retention_days * 86400000000 <= :1 ORDER BY r.id LIMIT :2";
  std::vector<due_row> rows;
  db.each<std::int64_t, std::int64_t>(
      sql,
      [&](std::int64_t id, std::int64_t organiser) {
        rows.push_back({id, organiser});
      },
      now, most);
  return rows;
}

std::int64_t erase_of_paper(schema::transaction& tx, const due_row& what, instant now) {
  static const auto sql =
      "SELECT q.key" + after_registration +
      " AND r.registered_at + q.retention_days * 86400000000 <= :1 AND r.id = :2";
  if (tx.is_shared())
    tx.value<std::int64_t>("SELECT id FROM registration WHERE id = :1 FOR UPDATE", what.id);
  std::int64_t erased = 0;
  for (const auto& [key] : tx.all<std::string>(sql, now, what.id)) {
    const auto stored =
        tx.value<std::string>("SELECT answers FROM registration WHERE id = :1", what.id);
    if (stored && erase_answer(tx, what.id, *stored, key)) ++erased;
  }
  return erased;
}

all_ahead papers_ahead(const schema::reader& db, std::int64_t organiser_id, instant now) {
  static const auto sql =
      "SELECT q.organiser_id, e.slug, e.title, e.time_zone, q.label,"
      " MIN(r.registered_at) + q.retention_days * 86400000000, COUNT(*),"
      " SUM(CASE WHEN r.registered_at + q.retention_days * 86400000000 <= :1 THEN 1 ELSE 0 END)" +
      after_registration +
      " AND (CAST(:2 AS BIGINT) = 0 OR e.organiser_id = :3)"
      " GROUP BY q.organiser_id, e.slug, e.title, e.time_zone, q.label, q.retention_days, q.key"
      " ORDER BY 6, e.slug, q.key";
  all_ahead all;
  db.each<std::int64_t, std::string, std::string, std::string, std::string, instant, std::int64_t,
          std::int64_t>(
      sql,
      [&](std::int64_t organiser, std::string slug, const std::string& title, std::string zone,
          const std::string& label, instant at, std::int64_t stored, std::int64_t due) {
        all.push_back({paper_answers_task.rule, organiser, std::move(slug), std::move(zone),
                       from_stored(title), from_stored(label), at, due > 0 ? due : 1, stored});
      },
      now, organiser_id, organiser_id);
  return all;
}

}  // namespace

const retention_task answers_task{"answers", find_answers, erase_some, answers_ahead};
const retention_task paper_answers_task{"paper_answers", find_of_papers, erase_of_paper,
                                        papers_ahead};

}  // namespace zusage::events
