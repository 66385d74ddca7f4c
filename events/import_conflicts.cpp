// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/import_parts.hpp"

namespace zusage::events {
namespace {

void check_sessions(const schema::reader& db, std::int64_t event_id, const event& after,
                    const std::string& place, faults& wrong) {
  for (const auto& [key] : db.all<std::string>(
           "SELECT s.key FROM event_session s"
           " WHERE s.event_id = :1"
           " AND (EXISTS (SELECT 1 FROM registration_session r WHERE r.session_id = s.id)"
           "  OR EXISTS (SELECT 1 FROM attendance a WHERE a.session_id = s.id))"
           " ORDER BY s.position",
           event_id)) {
    if (after.find_session(key)) continue;
    wrong.push_back({place + ".sessions", "session_has_registrations", {{"key", key}}});
  }
}

void check_event(const schema::reader& db, const event_entry& entry, const std::string& place,
                 faults& wrong) {
  const auto stored = db.one<std::int64_t, std::string, std::string>(
      "SELECT e.id, o.key, e.definition FROM event e"
      " JOIN organiser o ON o.id = e.organiser_id WHERE e.slug = :1",
      entry.what.slug);
  if (!stored) return;
  const auto& [id, organiser, definition] = *stored;
  if (organiser != entry.organiser) {
    wrong.push_back({place + ".slug", "slug_taken"});
  } else if (definition != entry.definition) {
    check_sessions(db, id, entry.what, place, wrong);
  }
}

}  // namespace

faults find_conflicts(const schema::reader& db, const event_file& file) {
  faults wrong;
  auto known = find_known_keys(db);
  for (const auto& one : file.organisers) known.organisers.insert(one.what.key);
  for (std::size_t i = 0; i < file.purposes.size(); ++i) {
    const auto& one = file.purposes[i];
    known.purposes.emplace(one.organiser, one.what.key);
    if (!known.organisers.contains(one.organiser)) {
      wrong.push_back({"purposes[" + std::to_string(i) + "].organiser", "unknown_organiser"});
    }
  }
  for (std::size_t i = 0; i < file.series.size(); ++i) {
    const auto& one = file.series[i];
    known.series.emplace(one.organiser, one.key);
    if (!known.organisers.contains(one.organiser)) {
      wrong.push_back({"series[" + std::to_string(i) + "].organiser", "unknown_organiser"});
    }
  }
  for (std::size_t i = 0; i < file.events.size(); ++i) {
    const auto& one = file.events[i];
    const auto place = "events[" + std::to_string(i) + "]";
    if (!known.organisers.contains(one.organiser)) {
      wrong.push_back({place + ".organiser", "unknown_organiser"});
    }
    if (!one.series.empty() && !known.series.contains({one.organiser, one.series})) {
      wrong.push_back({place + ".series", "unknown_series"});
    }
    for (std::size_t p = 0; p < one.purposes.size(); ++p) {
      if (known.purposes.contains({one.organiser, one.purposes[p]})) continue;
      wrong.push_back({place + ".purposes[" + std::to_string(p) + "]", "unknown_purpose"});
    }
    if (!one.document_name.empty() && !one.document) {
      wrong.push_back({place + ".paper.file", "no_such_document", {{"name", one.document_name}}});
    }
    check_event(db, one, place, wrong);
  }
  return wrong;
}

known_keys find_known_keys(const schema::reader& db) {
  known_keys known;
  for (auto& [key] : db.all<std::string>("SELECT key FROM organiser")) known.organisers.insert(key);
  for (auto& [organiser, purpose] : db.all<std::string, std::string>(
           "SELECT o.key, p.key FROM purpose p JOIN organiser o ON o.id = p.organiser_id")) {
    known.purposes.emplace(organiser, purpose);
  }
  for (auto& [organiser, series] : db.all<std::string, std::string>(
           "SELECT o.key, s.key FROM event_series s JOIN organiser o ON o.id = s.organiser_id")) {
    known.series.emplace(organiser, series);
  }
  return known;
}

}  // namespace zusage::events
