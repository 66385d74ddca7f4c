// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/mail_runs.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "events/mail_plan.hpp"
#include "events/online.hpp"
#include "events/registration_rows.hpp"

namespace zusage::events {
namespace {

using nlohmann::json;

struct stored_run {
  std::int64_t id = 0;
  planned_run what;
  bool begun = false, done = false, withdrawn = false;
};

std::vector<stored_run> find_runs(const schema::reader& db, std::int64_t event_id) {
  std::vector<stored_run> runs;
  db.each<std::int64_t, std::string, std::int64_t, instant, std::int64_t, std::optional<instant>,
          std::optional<instant>>(
      "SELECT id, plan, session_id, due_at, after_id, done_at, withdrawn_at FROM mail_run"
      " WHERE event_id = :1 AND plan <> 'recording' AND plan <> 'certificates.now'",
      [&](std::int64_t id, std::string plan, std::int64_t session_id, instant due,
          std::int64_t after, std::optional<instant> done, std::optional<instant> withdrawn) {
        runs.push_back(
            {id, {std::move(plan), session_id, due, {}}, after > 0 || done, !!done, !!withdrawn});
      },
      event_id);
  return runs;
}

auto key_of(const planned_run& run) {
  return std::tie(run.plan, run.session_id, run.due_at);
}

bool is_wanted(const std::vector<planned_run>& wanted, const planned_run& run) {
  return std::any_of(wanted.begin(), wanted.end(),
                     [&](const auto& one) { return key_of(one) == key_of(run); });
}

// Whether the same was sent, or begun, for another date.
bool was_begun(const std::vector<stored_run>& runs, const planned_run& now_wanted) {
  return std::any_of(runs.begin(), runs.end(), [&](const stored_run& one) {
    return one.begun && one.what.plan == now_wanted.plan &&
           one.what.session_id == now_wanted.session_id;
  });
}

void store_run(schema::transaction& tx, const event& of, const planned_run& run, bool done,
               instant now) {
  tx.execute(
      "INSERT INTO mail_run (organiser_id, event_id, plan, session_id, due_at, planned_at, done_at)"
      " VALUES (:1, :2, :3, :4, :5, :6, :7)"
      " ON CONFLICT (event_id, plan, session_id, due_at) DO UPDATE SET withdrawn_at = NULL",
      of.by.id, of.id, run.plan, run.session_id, run.due_at, now,
      done ? std::optional<instant>(now) : std::nullopt);
}

}  // namespace

bool has_mail_runs(const schema::reader& db, std::int64_t event_id) {
  return db.value<std::int64_t>("SELECT id FROM mail_run WHERE event_id = :1 LIMIT 1", event_id)
      .has_value();
}

void plan_mails(schema::transaction& tx, const event& of, instant now) {
  const auto wanted = planned_runs(of);
  const auto stored = find_runs(tx, of.id);
  for (const auto& one : stored) {
    if (one.done || one.withdrawn || is_wanted(wanted, one.what)) continue;
    tx.execute("UPDATE mail_run SET withdrawn_at = :1 WHERE id = :2", now, one.id);
  }
  for (const auto& one : wanted) {
    if (one.until <= now) continue;
    store_run(tx, of, one, one.due_at <= now && was_begun(stored, one), now);
  }
}

std::optional<instant> next_mail_run(const schema::reader& db) {
  return db
      .value<std::optional<instant>>(
          "SELECT MIN(due_at) FROM mail_run WHERE done_at IS NULL AND withdrawn_at IS NULL")
      .value_or(std::nullopt);
}

std::vector<std::int64_t> untold_recordings(const schema::reader& db, const event& of,
                                            instant now) {
  std::set<std::int64_t> told;
  db.each<std::string>(
      "SELECT details FROM mail_run WHERE event_id = :1 AND plan = 'recording'",
      [&](const std::string& details) {
        const auto parsed = json::parse(details, nullptr, false);
        if (!parsed.is_object() || !parsed.contains("sessions")) return;
        for (const auto& one : parsed["sessions"]) told.insert(one.get<std::int64_t>());
      },
      of.id);
  std::vector<std::int64_t> untold;
  for (const auto id : visible_recordings(of, now)) {
    if (!told.contains(id)) untold.push_back(id);
  }
  return untold;
}

bool tell_of_recordings(schema::transaction& tx, const organisers::scope& whose, const event& of,
                        instant now) {
  if (of.by.id != whose.organiser_id()) return false;
  hold_event(tx, of.id);
  const auto untold = untold_recordings(tx, of, now);
  if (untold.empty()) return false;
  tx.execute(
      "INSERT INTO mail_run (organiser_id, event_id, plan, details, due_at, planned_at)"
      " VALUES (:1, :2, :3, :4, :5, :6)",
      of.by.id, of.id, recording_plan, stored_json({{"sessions", untold}}), now, now);
  return true;
}

std::vector<mail_run_row> list_mail_runs(const schema::reader& db, const organisers::scope& whose,
                                         std::int64_t event_id) {
  std::vector<mail_run_row> rows;
  db.each<std::string, std::int64_t, std::int64_t, instant, std::optional<instant>>(
      "SELECT plan, session_id, sent, due_at, done_at FROM mail_run"
      " WHERE event_id = :1 AND organiser_id = :2 AND (withdrawn_at IS NULL OR sent > 0)"
      " ORDER BY due_at, id",
      [&](std::string plan, std::int64_t session_id, std::int64_t sent, instant due,
          std::optional<instant> done) {
        rows.push_back({std::move(plan), session_id, sent, due, done});
      },
      event_id, whose.organiser_id());
  return rows;
}

}  // namespace zusage::events
