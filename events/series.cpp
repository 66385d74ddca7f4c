// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/series.hpp"

#include "events/json_members.hpp"

namespace zusage::events {
std::optional<series> find_series(const schema::reader& db, std::string_view organiser_key,
                                  std::string_view key) {
  const auto row = db.one<std::int64_t, std::string, std::string, std::string, std::string,
                          std::string, std::string, std::string, instant, instant>(
      "SELECT s.id, s.key, o.key, s.title, s.summary, s.description, o.name, o.contact,"
      " s.created_at, s.updated_at"
      " FROM event_series s JOIN organiser o ON o.id = s.organiser_id"
      " WHERE o.key = :1 AND s.key = :2",
      organiser_key, key);
  if (!row) return {};
  series found;
  std::string title, summary, description, name;
  std::tie(found.id, found.key, found.organiser_key, title, summary, description, name,
           found.organiser_contact, found.created_at, found.updated_at) = *row;
  found.title = from_stored(title);
  found.summary = from_stored(summary);
  found.description = from_stored(description);
  found.organiser_name = from_stored(name);
  return found;
}

std::vector<std::int64_t> events_of_series(const schema::reader& db, std::int64_t series_id) {
  std::vector<std::int64_t> ids;
  db.each<std::int64_t>(
      "SELECT id FROM event WHERE series_id = :1 ORDER BY id",
      [&](std::int64_t id) { ids.push_back(id); }, series_id);
  return ids;
}

std::string topic_of_series(std::int64_t series_id) {
  return "series/" + std::to_string(series_id);
}

}  // namespace zusage::events
