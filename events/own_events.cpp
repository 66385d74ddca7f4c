// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/own_events.hpp"

namespace zusage::events {

std::vector<own_event> list_own_events(const schema::reader& db, const organisers::scope& whose) {
  std::vector<own_event> found;
  db.each<std::string, std::string, std::string, std::string, std::string, instant, instant,
          std::optional<std::int64_t>, std::int64_t, bool, std::int64_t, std::int64_t>(
      "SELECT e.slug, e.time_zone, e.title, e.kind, e.status, e.starts_at, e.ends_at, e.capacity,"
      " e.taken, e.hidden,"
      " (SELECT COUNT(*) FROM registration r WHERE r.event_id = e.id AND r.status = 'waiting'),"
      " e.downloads"
      " FROM event e"
      " WHERE e.organiser_id = :1"
      "  OR e.id IN (SELECT event_id FROM event_organiser WHERE organiser_id = :2)"
      " ORDER BY e.starts_at, e.id",
      [&](std::string slug, std::string zone, const std::string& title, const std::string& kind,
          const std::string& status, instant starts_at, instant ends_at,
          const std::optional<std::int64_t>& capacity, std::int64_t taken, bool hidden,
          std::int64_t waiting, std::int64_t downloads) {
        own_event one;
        one.slug = std::move(slug);
        one.time_zone = std::move(zone);
        one.title = nlohmann::json::parse(title, nullptr, false);
        one.kind = kind_from(kind).value_or(events::kind::conference);
        one.status = event_status_from(status).value_or(event_status::draft);
        one.starts_at = starts_at;
        one.ends_at = ends_at;
        one.capacity = capacity;
        one.taken = taken;
        one.hidden = hidden;
        one.waiting = waiting;
        one.downloads = downloads;
        found.push_back(std::move(one));
      },
      whose.acting_for(), whose.acting_for());
  return found;
}

std::vector<place_figures> find_place_figures(const schema::reader& db,
                                              const organisers::scope& whose,
                                              std::int64_t event_id) {
  std::vector<place_figures> found;
  const auto keep = [&](std::string key, const std::optional<std::int64_t>& capacity,
                        std::int64_t taken, std::int64_t offered, std::int64_t waiting) {
    found.push_back({std::move(key), capacity, taken, offered, waiting});
  };
  db.each<std::string, std::optional<std::int64_t>, std::int64_t, std::int64_t, std::int64_t>(
      "SELECT '', e.capacity, e.taken,"
      " (SELECT COUNT(*) FROM registration r WHERE r.event_id = e.id AND r.status = 'offered'),"
      " (SELECT COUNT(*) FROM registration r WHERE r.event_id = e.id AND r.status = 'waiting')"
      " FROM event e"
      " WHERE e.id = :1 AND e.organiser_id = :2",
      keep, event_id, whose.organiser_id());
  db.each<std::string, std::optional<std::int64_t>, std::int64_t, std::int64_t, std::int64_t>(
      "SELECT s.key, s.capacity, s.taken,"
      " (SELECT COUNT(*) FROM registration_session b"
      "  WHERE b.session_id = s.id AND b.status = 'offered'),"
      " (SELECT COUNT(*) FROM registration_session b"
      "  WHERE b.session_id = s.id AND b.status = 'waiting')"
      " FROM event_session s"
      " WHERE s.event_id = :1 AND s.organiser_id = :2"
      " ORDER BY s.position",
      keep, event_id, whose.organiser_id());
  if (!found.empty())
    found.front().kept = db.value<std::int64_t>(
                               "SELECT CAST(COALESCE(SUM(seats_left), 0) AS BIGINT)"
                               " FROM invitation WHERE event_id = :1",
                               event_id)
                             .value_or(0);
  return found;
}

nlohmann::json name_of_organiser(const schema::reader& db, const organisers::scope& whose) {
  const auto name =
      db.value<std::string>("SELECT name FROM organiser WHERE id = :1", whose.organiser_id());
  return name ? nlohmann::json::parse(*name, nullptr, false) : nlohmann::json();
}

}  // namespace zusage::events
