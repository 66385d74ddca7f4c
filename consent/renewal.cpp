// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "consent/renewal.hpp"

#include <chrono>
#include <utility>

#include "consent/append.hpp"

namespace zusage::consent {
namespace {

// Between two passes through all people of a renewal that runs.
constexpr std::chrono::hours pause{1};

struct old_consent {
  std::int64_t principal_id = 0;
  std::string public_id;
};

struct old_ones {
  std::vector<old_consent> people;
  std::int64_t position = 0;  ///< where the next step goes on
  bool more = false;
};

// So many people are looked at for each that is looked for: where most have renewed or ended, a
// step finds fewer and is as short all the same.
constexpr std::int64_t looked_at_for_one = 10;

// In the order of the people (index consent_state_in_order), so that a pass reads each of them
// once. The CASE keeps the index over states out of it, which would be sorted again at every step.
old_ones next_old(const schema::reader& db, const renewal& of, std::int64_t position,
                  std::int64_t most) {
  const auto window = most * looked_at_for_one;
  const auto [last, count] =
      db.one<std::int64_t, std::int64_t>(
            "SELECT COALESCE(MAX(w.principal_id), 0), COUNT(*) FROM"
            " (SELECT principal_id FROM consent_state"
            "   WHERE purpose_id = :1 AND principal_id > :2 ORDER BY principal_id LIMIT :3) w",
            of.purpose_id, position, window)
          .value();
  old_ones found;
  db.each<std::int64_t, std::string>(
      "SELECT s.principal_id, s.public_id"
      " FROM consent_state s"
      " JOIN consent_record r ON r.id = s.record_id"
      " JOIN notice n ON n.id = r.notice_id"
      " WHERE s.principal_id > :1 AND s.principal_id <= :2 AND s.purpose_id = :3"
      "  AND CASE s.state WHEN 'given' THEN 1 WHEN 'renewed' THEN 1 ELSE 0 END = 1"
      "  AND n.version < :4"
      " ORDER BY s.principal_id"
      " LIMIT :5",
      [&](std::int64_t principal, std::string public_id) {
        found.people.push_back({principal, std::move(public_id)});
      },
      position, last, of.purpose_id, of.version, most);
  const bool full = std::int64_t(found.people.size()) >= most;
  found.position = full ? found.people.back().principal_id : last;
  found.more = full || count >= window;
  return found;
}

constexpr std::string_view columns =
    "SELECT w.id, w.organiser_id, w.purpose_id, w.version, w.deadline, w.decided_by, w.decided_at,"
    " w.state, w.ended_at,"
    " (SELECT COUNT(*) FROM renewal_asked a WHERE a.renewal_id = w.id)"
    " FROM renewal w";

template <class... Parameters>
std::vector<renewal> find_renewals(const schema::reader& db, std::string_view where,
                                   const Parameters&... parameters) {
  std::vector<renewal> all;
  const auto sql = std::string(columns).append(where);
  db.each<std::int64_t, std::int64_t, std::int64_t, std::int64_t, instant, std::int64_t, instant,
          std::string, std::optional<instant>, std::int64_t>(
      sql, [&](auto&&... values) { all.push_back({std::forward<decltype(values)>(values)...}); },
      parameters...);
  return all;
}

struct due_pass {
  std::int64_t id = 0, position = 0;
};

std::optional<due_pass> take_pass(schema::transaction& tx, instant now, bool ending) {
  const auto row = ending
                       ? tx.one<std::int64_t, std::int64_t>(
                             "SELECT id, CASE WHEN ending = 1 THEN position ELSE 0 END FROM renewal"
                             " WHERE state = 'running' AND deadline <= :1 ORDER BY id LIMIT 1",
                             now)
                       : tx.one<std::int64_t, std::int64_t>(
                             "SELECT id, position FROM renewal"
                             " WHERE state = 'running' AND deadline > :1 AND look_at <= :2"
                             " ORDER BY id LIMIT 1",
                             now, now);
  if (!row) return {};
  return due_pass{std::get<0>(*row), std::get<1>(*row)};
}

}  // namespace

std::vector<renewal> list_renewals(const schema::reader& db, std::int64_t purpose_id) {
  return find_renewals(db, " WHERE w.purpose_id = :1 ORDER BY w.id DESC", purpose_id);
}

std::optional<renewal> running_renewal(const schema::reader& db, std::int64_t purpose_id) {
  auto found = find_renewals(db, " WHERE w.purpose_id = :1 AND w.state = 'running'", purpose_id);
  if (found.empty()) return {};
  return std::move(found.front());
}

void begin_renewal(schema::transaction& tx, const renewal_decision& what, instant now) {
  // Whose deadline is over has ended already, recorded or not, and stays so.
  tx.execute(
      "UPDATE renewal"
      " SET state = CASE WHEN deadline <= :1 THEN 'done' ELSE 'replaced' END, ended_at = :2"
      " WHERE purpose_id = :3 AND state = 'running'",
      now, now, what.purpose_id);
  tx.execute(
      "INSERT INTO renewal (organiser_id, purpose_id, version, deadline, decided_by, decided_at,"
      " state, look_at)"
      " VALUES (:1, :2, :3, :4, :5, :6, 'running', :7)",
      what.organiser_id, what.purpose_id, what.version, what.deadline, what.decided_by, now, now);
}

bool drop_renewal(schema::transaction& tx, std::int64_t purpose_id, instant now) {
  return tx.execute(
             "UPDATE renewal SET state = 'dropped', ended_at = :1"
             " WHERE purpose_id = :2 AND state = 'running' AND deadline > :3",
             now, purpose_id, now) > 0;
}

asking_step ask_next(schema::transaction& tx, instant now, std::int64_t most) {
  asking_step step;
  const auto pass = take_pass(tx, now, false);
  if (!pass) return step;
  // Whoever does the step holds the row until its end; one that another has done is not done again.
  const bool mine = tx.execute(
                        "UPDATE renewal SET look_at = :1"
                        " WHERE id = :2 AND state = 'running' AND position = :3 AND look_at <= :4",
                        now, pass->id, pass->position, now) > 0;
  step.more = true;
  if (!mine) return step;
  step.of = find_renewals(tx, " WHERE w.id = :1", pass->id).at(0);
  const auto old = next_old(tx, *step.of, pass->position, most);
  for (const auto& one : old.people) {
    const auto noted = tx.execute(
        "INSERT INTO renewal_asked (renewal_id, principal_id, asked_at)"
        " VALUES (:1, :2, :3)"
        " ON CONFLICT (renewal_id, principal_id) DO NOTHING",
        pass->id, one.principal_id, now);
    if (noted > 0) step.people.push_back({one.principal_id, one.public_id});
  }
  step.more = old.more;
  tx.execute("UPDATE renewal SET position = :1, look_at = :2 WHERE id = :3",
             step.more ? old.position : 0, step.more ? now : now + pause, pass->id);
  return step;
}

ending_step end_not_renewed(schema::transaction& tx, const ledger& by, instant now,
                            std::int64_t most) {
  ending_step step;
  const auto pass = take_pass(tx, now, true);
  if (!pass) return step;
  step.more = true;
  const bool mine = tx.execute(
                        "UPDATE renewal SET ending = 1, position = :1"
                        " WHERE id = :2 AND state = 'running'"
                        "  AND (ending = 0 OR position = :3)",
                        pass->position, pass->id, pass->position) > 0;
  if (!mine) return step;
  const auto of = find_renewals(tx, " WHERE w.id = :1", pass->id).at(0);
  const auto old = next_old(tx, of, pass->position, most);
  for (const auto& one : old.people) {
    if (const auto ended = by.end_if_overdue(tx, one.public_id, now)) step.ended.push_back(*ended);
  }
  if (old.more) {
    tx.execute("UPDATE renewal SET position = :1 WHERE id = :2", old.position, of.id);
  } else {
    tx.execute("UPDATE renewal SET state = 'done', ended_at = :1 WHERE id = :2", now, of.id);
  }
  return step;
}

renewed ledger::renew(schema::transaction& tx, std::string_view public_id, const renewal_wish& what,
                      const evidence& by, instant now) const {
  const auto present = hold_present(tx, people_key_, public_id);
  if (!present || !present->permits_at(now) || present->purpose_ended) return renewed::ended;
  const auto newest = tx.one<std::string, std::string>(
      "SELECT n.hash, n.channel FROM notice n"
      " WHERE n.id = :1 AND n.purpose_id = :2 AND n.version = :3",
      what.notice_id, present->about.purpose_id, present->newest_version);
  if (present->record_id != what.record_id) {
    // The button was pressed before, or something else happened: renewed is only what was shown.
    const bool done = present->now == state::renewed && present->about.notice_id == what.notice_id;
    return done ? renewed::already : renewed::changed;
  }
  if (!newest) return renewed::changed;
  const auto& [hash, channel] = *newest;
  const bool same = present->version == present->newest_version;
  if (channel != present->about.channel || (same && !present->ends.valid_until))
    return renewed::ended;
  auto about = present->about;
  about.notice_id = what.notice_id;
  about.notice_hash = hash;
  auto shown = by;
  if (channel != "email") {  // for calls the box names the number that is agreed to
    if (const auto before = find(tx, public_id)) shown.box = before->by.box;
  }
  append(tx, present->who, about, {state::renewed, "renewal", shown, now});
  return renewed::done;
}

}  // namespace zusage::consent
