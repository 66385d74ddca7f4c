// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/retention.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <span>

namespace zusage::events {
namespace {

constexpr std::chrono::minutes taken_up_after{10};
constexpr std::int64_t rows_looked_for = 10'000;
constexpr std::size_t rows_at_a_time = 100;
constexpr std::size_t most_failures = 20;  // of a hundred rows: it is no single row any more

// In this order: what goes with a registration is not erased one by one before.
const std::array<const retention_task*, 10> tasks{&registrations_task,    &paper_registrations_task,
                                                  &answers_task,          &paper_answers_task,
                                                  &replaced_people_task,  &messages_task,
                                                  &consent_messages_task, &consents_task,
                                                  &request_words_task,    &audit_task};

using counts = std::map<std::int64_t, std::int64_t>;  // by organiser; 0: nobody in particular

void note(schema::transaction& tx, std::int64_t run_id, std::string_view rule,
          const counts& erased) {
  for (const auto& [organiser, count] : erased) {
    const auto added = tx.execute(
        "UPDATE retention_erased SET count = count + :1"
        " WHERE run_id = :2 AND rule = :3 AND COALESCE(organiser_id, 0) = :4",
        count, run_id, rule, organiser);
    if (added > 0) continue;
    const auto whose = organiser == 0 ? std::nullopt : std::optional(organiser);
    tx.execute(
        "INSERT INTO retention_erased (run_id, organiser_id, rule, count) VALUES (:1, :2, :3, :4)",
        run_id, whose, rule, count);
  }
}

struct carrying_out {
  schema::database& db;
  std::int64_t run_id;
  instant now;
  const std::function<bool()>& stopping;
  std::string failure = {};
  std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();

  // So that no other process takes the run up while this one is at it.
  instant still_claimed_at() const {
    const auto elapsed = std::chrono::steady_clock::now() - began;
    return now + std::chrono::duration_cast<instant::duration>(elapsed);
  }
};

std::int64_t erase_some(const carrying_out& run, const retention_task& task,
                        std::span<const due_row> rows) {
  return run.db.write([&](schema::transaction& tx) {
    counts erased;
    std::int64_t all = 0;
    for (const auto& one : rows) {
      const auto count = task.erase(tx, one, run.now);
      if (count > 0) erased[one.organiser_id] += count;
      all += count;
    }
    note(tx, run.run_id, task.rule, erased);
    tx.execute("UPDATE retention_run SET claimed_at = :1 WHERE id = :2", run.still_claimed_at(),
               run.run_id);
    return all;
  });
}

// All of them at once, or else each by itself.
std::int64_t erase_what_can_be(carrying_out& run, const retention_task& task,
                               std::span<const due_row> rows) {
  try {
    return erase_some(run, task, rows);
  } catch (const std::exception&) {  // which of them it was is found below
  }
  std::int64_t all = 0;
  std::size_t failed = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    try {
      all += erase_some(run, task, rows.subspan(i, 1));
    } catch (const std::exception& e) {
      if (++failed > most_failures) throw;
      if (run.failure.empty()) run.failure = std::string(task.rule) + ": " + e.what();
    }
  }
  return all;
}

void erase_all(carrying_out& run, const retention_task& task, std::int64_t& all) {
  std::vector<due_row> before;
  while (!run.stopping()) {
    const auto due = run.db.read(
        [&](const schema::reader& db) { return task.find(db, run.now, rows_looked_for); });
    std::int64_t some = 0;
    for (std::size_t i = 0; i < due.size() && !run.stopping(); i += rows_at_a_time) {
      const auto rows = std::span(due).subspan(i, std::min(rows_at_a_time, due.size() - i));
      some += erase_what_can_be(run, task, rows);
    }
    all += some;
    // What cannot be erased now, because it is being sent or was changed, is for the next time.
    if (due.empty() || (some == 0 && due == before)) break;
    before = due;
  }
}

bool says_when_itself(const retention_rule& rule) {
  return rule.unit == retention_unit::of_event || rule.unit == retention_unit::of_question;
}

all_ahead count_due(const schema::reader& db, const retention_task& task, instant now) {
  all_ahead all;
  counts by_organiser;
  for (const auto& one : task.find(db, now, std::numeric_limits<std::int32_t>::max())) {
    ++by_organiser[one.organiser_id];
  }
  for (const auto& [organiser, count] : by_organiser) {
    retention_ahead found;
    found.rule = task.rule;
    found.organiser_id = organiser;
    found.at = now;
    found.count = count;
    all.push_back(std::move(found));
  }
  return all;
}

std::vector<erased_rows> find_erased(const schema::reader& db, std::int64_t run_id,
                                     const organisers::scope& whose) {
  std::vector<erased_rows> erased;
  db.each<std::string, std::int64_t>(
      "SELECT rule, SUM(count)"
      " FROM retention_erased"
      " WHERE run_id = :1 AND organiser_id = :2"
      " GROUP BY rule"
      " ORDER BY rule",
      [&](std::string rule, std::int64_t count) {
        erased.push_back({std::move(rule), count});
      },
      run_id, whose.organiser_id());
  return erased;
}

}  // namespace

all_ahead list_ahead(const schema::reader& db, const organisers::scope& whose, instant now) {
  all_ahead all;
  for (const auto* task : tasks) {
    for (auto& one : task->ahead(db, whose.organiser_id(), now)) all.push_back(std::move(one));
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return a.at < b.at; });
  return all;
}

std::int64_t count_overdue(const schema::reader& db, const organisers::scope& whose, instant now) {
  std::int64_t count = 0;
  for (const auto* task : tasks) {
    for (const auto& one : task->find(db, now - overdue_after, rows_looked_for))
      count += one.organiser_id == whose.organiser_id() ? 1 : 0;
  }
  return count;
}

all_ahead list_due(const schema::reader& db, instant now) {
  all_ahead all;
  for (const auto* task : tasks) {
    const bool by_event = says_when_itself(retention_rule_of(task->rule));
    auto found = by_event ? task->ahead(db, 0, now) : count_due(db, *task, now);
    for (auto& one : found) {
      if (one.at <= now) all.push_back(std::move(one));
    }
  }
  return all;
}

std::optional<daily_run> begin_daily_run(schema::database& db, instant now) {
  const auto day = std::chrono::floor<std::chrono::days>(now).time_since_epoch().count();
  const auto done = db.read([&](const schema::reader& r) {
    return r.value<std::int64_t>(
        "SELECT id FROM retention_run WHERE day = :1 AND (ended_at IS NOT NULL OR claimed_at > :2)",
        day, now - taken_up_after);
  });
  if (done) return {};
  return db.write([&](schema::transaction& tx) -> std::optional<daily_run> {
    const bool first = !tx.value<std::int64_t>("SELECT id FROM retention_run LIMIT 1");
    tx.execute("DELETE FROM retention_run WHERE started_at <= :1", now - audit_kept);
    const auto id = tx.value<std::int64_t>(
        "INSERT INTO retention_run (day, started_at, claimed_at) VALUES (:1, :2, :3)"
        " ON CONFLICT (day) DO UPDATE SET claimed_at = excluded.claimed_at"
        "  WHERE retention_run.ended_at IS NULL AND retention_run.claimed_at <= :4"
        " RETURNING id",
        day, now, now, now - taken_up_after);
    if (!id) return {};
    return daily_run{*id, first};
  });
}

std::int64_t begin_run(schema::database& db, instant now) {
  return db.write([&](schema::transaction& tx) {
    return tx
        .value<std::int64_t>(
            "INSERT INTO retention_run (started_at, claimed_at) VALUES (:1, :2) RETURNING id", now,
            now)
        .value();
  });
}

run_outcome carry_out_run(schema::database& db, std::int64_t run_id, instant now,
                          const std::function<bool()>& stopping) {
  run_outcome done;
  carrying_out run{db, run_id, now, stopping};
  for (const auto* task : tasks) {
    std::int64_t count = 0;
    try {
      erase_all(run, *task, count);
    } catch (const std::exception& e) {  // the others have their turn all the same
      if (run.failure.empty()) run.failure = std::string(task->rule) + ": " + e.what();
    }
    if (count > 0) done.erased.push_back({std::string(task->rule), count});
  }
  done.failure = run.failure;
  if (stopping()) return done;
  db.write([&](schema::transaction& tx) {
    tx.execute("UPDATE retention_run SET ended_at = :1 WHERE id = :2", run.still_claimed_at(),
               run_id);
  });
  return done;
}

std::vector<retention_run> list_runs(const schema::reader& db, const organisers::scope& whose,
                                     std::int64_t most) {
  std::vector<retention_run> runs;
  for (const auto& [id, started_at, ended_at, day] :
       db.all<std::int64_t, instant, std::optional<instant>, std::optional<std::int64_t>>(
           "SELECT id, started_at, ended_at, day FROM retention_run ORDER BY id DESC LIMIT :1",
           most)) {
    runs.push_back({started_at, ended_at, !day, find_erased(db, id, whose)});
  }
  return runs;
}

}  // namespace zusage::events
