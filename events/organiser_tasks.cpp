// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/organiser_tasks.hpp"

namespace zusage::events {

std::vector<event_task> list_undecided(const schema::reader& db, const organisers::scope& whose,
                                       instant now) {
  std::vector<event_task> found;
  db.each<std::string, std::string, std::int64_t>(
      "SELECT e.slug, e.title, COUNT(*)"
      " FROM event e JOIN registration r ON r.event_id = e.id"
      " WHERE (e.organiser_id = :1"
      "  OR e.id IN (SELECT event_id FROM event_organiser WHERE organiser_id = :2))"
      "  AND e.ends_at > :3 AND e.approval <> 0 AND r.status = 'applied'"
      " GROUP BY e.id, e.slug, e.title, e.starts_at"
      " ORDER BY e.starts_at, e.id"
      " LIMIT :4",
      [&](std::string slug, const std::string& title, std::int64_t count) {
        found.push_back({std::move(slug), nlohmann::json::parse(title, nullptr, false), count});
      },
      whose.acting_for(), whose.acting_for(), now, most_event_tasks);
  return found;
}

std::vector<event_task> list_unpublished(const schema::reader& db, const organisers::scope& whose,
                                         instant now) {
  std::vector<event_task> found;
  db.each<std::string, std::string>(
      "SELECT slug, title FROM event"
      " WHERE organiser_id = :1 AND status = 'draft' AND (ends_at > :2 OR kind = 'paper')"
      " ORDER BY starts_at, id"
      " LIMIT :3",
      [&](std::string slug, const std::string& title) {
        found.push_back({std::move(slug), nlohmann::json::parse(title, nullptr, false), 0});
      },
      whose.acting_for(), now, most_event_tasks);
  return found;
}

}  // namespace zusage::events
