// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/indicator_release.hpp"

#include "events/event_file_parts.hpp"
#include "events/ring_members.hpp"

namespace zusage::events {
namespace {

using answers = std::map<std::int64_t, std::string>;

answers find_answers(const schema::reader& db, std::int64_t group_id, const indicator& asked,
                     const std::string& period) {
  answers found;
  db.each<std::int64_t, std::string>(
      "SELECT a.registration_id, a.value FROM registration r"
      " JOIN indicator_answer a ON a.registration_id = r.id"
      " WHERE r.ring_group_id = :1 AND r.status = 'confirmed'"
      "  AND a.indicator = :2 AND a.period = :3",
      [&](std::int64_t id, std::string value) { found[id] = std::move(value); }, group_id,
      asked.key, period);
  return found;
}

answers find_shown(const schema::reader& db, std::int64_t group_id, const indicator& asked,
                   const std::string& period) {
  answers found;
  db.each<std::int64_t, std::string>(
      "SELECT a.registration_id, a.value FROM indicator_release i"
      " JOIN indicator_release_answer a ON a.release_id = i.id"
      " WHERE i.ring_group_id = :1 AND i.indicator = :2 AND i.period = :3",
      [&](std::int64_t id, std::string value) { found[id] = std::move(value); }, group_id,
      asked.key, period);
  return found;
}

struct place {
  const event& of;
  std::int64_t group_id;
  const indicator& asked;
  const std::string& period;
};

void release(schema::transaction& tx, const place& at, const answers& all, instant now) {
  std::vector<std::string> values;
  for (const auto& [id, value] : all) values.push_back(value);
  const auto figures = figures_of(at.asked, values);
  if (!figures) return;
  const auto id = tx.value<std::int64_t>(
      "INSERT INTO indicator_release"
      " (organiser_id, event_id, ring_group_id, indicator, period, figures, released_at)"
      " VALUES (:1, :2, :3, :4, :5, :6, :7)"
      " ON CONFLICT (ring_group_id, indicator, period) DO UPDATE SET figures = excluded.figures,"
      " released_at = excluded.released_at RETURNING id",
      at.of.by.id, at.of.id, at.group_id, at.asked.key, at.period, canonical(to_json(*figures)),
      now);
  tx.execute("DELETE FROM indicator_release_answer WHERE release_id = :1", id.value());
  for (const auto& [registration_id, value] : all) {
    tx.execute(
        "INSERT INTO indicator_release_answer (release_id, registration_id, value)"
        " VALUES (:1, :2, :3)",
        id.value(), registration_id, value);
  }
}

}  // namespace

bool may_release(const answers& shown, const answers& now) {
  if (now.size() < indicator_rules::least_answers) return false;
  if (shown.empty()) return true;
  std::size_t differ = 0;
  for (const auto& [id, value] : now) {
    const auto before = shown.find(id);
    if (before == shown.end() || before->second != value) ++differ;
  }
  for (const auto& [id, value] : shown) {
    if (!now.contains(id)) ++differ;
  }
  return differ >= indicator_rules::least_changes;
}

void renew_releases(schema::transaction& tx, const event& of, instant now,
                    std::optional<std::int64_t> group_id) {
  if (!of.ring) return;
  for (const auto& group : list_groups(tx, of.id)) {
    if (group_id && *group_id != group.id) continue;
    for (const auto& asked : of.ring->indicators) {
      for (const auto& period : asked.periods) {
        const auto all = find_answers(tx, group.id, asked, period);
        if (!may_release(find_shown(tx, group.id, asked, period), all)) continue;
        release(tx, {of, group.id, asked, period}, all, now);
      }
    }
  }
}

std::optional<released_figures> find_released(const schema::reader& db, std::int64_t group_id,
                                              const indicator& asked, const std::string& period) {
  const auto row = db.one<std::string, instant>(
      "SELECT figures, released_at FROM indicator_release"
      " WHERE ring_group_id = :1 AND indicator = :2 AND period = :3",
      group_id, asked.key, period);
  if (!row) return {};
  const auto& [figures, at] = *row;
  auto what = group_figures_from(nlohmann::json::parse(figures, nullptr, false), asked);
  if (!what) return {};
  return released_figures{std::move(*what), at};
}

}  // namespace zusage::events
