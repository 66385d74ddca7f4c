// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/indicator_answers.hpp"

#include "base/time_zone.hpp"
#include "events/csv.hpp"
#include "events/indicator_release.hpp"
#include "events/registration_rows.hpp"

namespace zusage::events {
namespace {

template <class Action>
void each_answer(const schema::reader& db, const organisers::scope& whose, std::int64_t event_id,
                 Action&& action) {
  db.each<std::string, std::string, std::string, std::string, std::string, std::string, std::string,
          instant>(
      "SELECT r.reference, COALESCE(m.name, NULLIF(r.municipality, ''), r.organisation),"
      " COALESCE(m.ags, ''), COALESCE(g.key, ''), a.indicator, a.period, a.value, a.answered_at"
      " FROM indicator_answer a"
      " JOIN registration r ON r.id = a.registration_id"
      " LEFT JOIN municipality m ON m.ags = r.applicant"
      " LEFT JOIN ring_group g ON g.id = r.ring_group_id"
      " WHERE a.event_id = :1 AND a.organiser_id = :2 AND r.status = 'confirmed'"
      " ORDER BY r.registered_at, r.id, a.indicator, a.period",
      action, event_id, whose.organiser_id());
}

}  // namespace

indicator_answers find_answers(const schema::reader& db, std::int64_t registration_id) {
  indicator_answers found;
  db.each<std::string, std::string, std::string>(
      "SELECT indicator, period, value FROM indicator_answer WHERE registration_id = :1",
      [&](std::string indicator, std::string period, std::string value) {
        found[{std::move(indicator), std::move(period)}] = std::move(value);
      },
      registration_id);
  return found;
}

std::int64_t save_answers(schema::transaction& tx, const event& of, const ring_person& who,
                          const indicator_answers& answers, instant now) {
  hold_event(tx, of.id);  // two members' answers decide together what is released
  const auto before = find_answers(tx, who.registration_id);
  std::int64_t changed = 0;
  for (const auto& [asked, value] : answers) {
    const auto old = before.find(asked);
    if (old == before.end() ? value.empty() : old->second == value) continue;
    ++changed;
    const auto& [indicator, period] = asked;
    if (value.empty()) {
      tx.execute(
          "DELETE FROM indicator_answer"
          " WHERE registration_id = :1 AND indicator = :2 AND period = :3",
          who.registration_id, indicator, period);
      continue;
    }
    tx.execute(
        "INSERT INTO indicator_answer (organiser_id, event_id, registration_id, indicator, period,"
        " value, answered_by, answered_at) VALUES (:1, :2, :3, :4, :5, :6, :7, :8)"
        " ON CONFLICT (registration_id, indicator, period) DO UPDATE SET value = excluded.value,"
        " answered_by = excluded.answered_by, answered_at = excluded.answered_at",
        of.by.id, of.id, who.registration_id, indicator, period, value, who.id, now);
  }
  if (changed > 0 && who.group_id) renew_releases(tx, of, now, who.group_id);
  return changed;
}

std::vector<answer_row> list_answers(const schema::reader& db, const organisers::scope& whose,
                                     std::int64_t event_id) {
  std::vector<answer_row> rows;
  each_answer(
      db, whose, event_id,
      [&](std::string reference, std::string member, std::string ags, std::string group,
          std::string indicator, std::string period, std::string value, instant at) {
        rows.push_back({std::move(reference), std::move(member), std::move(ags), std::move(group),
                        std::move(indicator), std::move(period), std::move(value), at});
      });
  return rows;
}

std::optional<std::int64_t> export_answers(const schema::reader& db, const organisers::scope& whose,
                                           const event& of, bool excel_de,
                                           const export_sink& sink) {
  if (of.by.id != whose.organiser_id()) return {};
  const char separator = excel_de ? ';' : ',';
  const std::vector<std::string> head = {"reference", "member", "ags",   "ring_group",
                                         "indicator", "period", "value", "answered_at"};
  bool taken = sink("\xEF\xBB\xBF" + csv_row(head, separator));
  std::int64_t count = 0;
  each_answer(db, whose, of.id,
              [&](const std::string& reference, const std::string& member, const std::string& ags,
                  const std::string& group, const std::string& indicator, const std::string& period,
                  const std::string& value, instant at) {
                if (!taken) return;
                taken = sink(csv_row({reference, member, ags, group, indicator, period, value,
                                      to_iso(at, of.time_zone)},
                                     separator));
                ++count;
              });
  return count;
}

}  // namespace zusage::events
