// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "events/event_details.hpp"
#include "events/import_parts.hpp"
#include "events/municipalities.hpp"
#include "events/ring.hpp"

namespace zusage::events {
namespace {

// What the organiser's page made stays (ring_meetings.hpp).
bool is_kept(const std::string& details) {
  session stored;
  read_details(nlohmann::json::parse(details, nullptr, false), stored);
  return stored.by_page;
}

// Purposes that a ring names must be offered with it, or nobody could agree to them.
void check_ring(const event_entry& entry, const std::string& place, faults& wrong) {
  if (!entry.what.ring) return;
  const auto check = [&](const std::string& key, const char* member) {
    const auto& known = entry.purposes;
    if (key.empty() || std::find(known.begin(), known.end(), key) != known.end()) return;
    wrong.push_back({place + ".ring." + member, "purpose_not_of_event"});
  };
  check(entry.what.ring->contact_purpose, "contact_purpose");
  check(entry.what.ring->contact_phone_purpose, "contact_phone_purpose");
}

void check_sessions(const schema::reader& db, std::int64_t event_id, const event& after,
                    const std::string& place, faults& wrong) {
  for (const auto& [key, details] : db.all<std::string, std::string>(
           "SELECT s.key, s.details FROM event_session s"
           " WHERE s.event_id = :1"
           " AND (EXISTS (SELECT 1 FROM registration_session r WHERE r.session_id = s.id)"
           "  OR EXISTS (SELECT 1 FROM attendance a WHERE a.session_id = s.id)"
           "  OR EXISTS (SELECT 1 FROM check_in c WHERE c.session_id = s.id))"
           " ORDER BY s.position",
           event_id)) {
    if (after.find_session(key) || is_kept(details)) continue;
    wrong.push_back({place + ".sessions", "session_has_registrations", {{"key", key}}});
  }
}

// Keys that the directory, where there is one, does not know.
void check_audience(const schema::reader& db, const event& what, const std::string& place,
                    faults& wrong) {
  const auto& keys = what.audience.municipalities;
  if (keys.empty() || !has_directory(db)) return;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (find_municipality(db, keys[i])) continue;
    wrong.push_back(
        {place + ".audience.municipalities[" + std::to_string(i) + "]", "unknown_municipality"});
  }
}

void check_event(const schema::reader& db, const event_entry& entry, const std::string& place,
                 faults& wrong) {
  const auto stored = db.one<std::int64_t, std::string, std::string>(
      "SELECT e.id, o.key, e.definition FROM event e"
      " JOIN organiser o ON o.id = e.organiser_id WHERE e.slug = :1",
      entry.what.slug);
  // What stands there already may stay when a later directory knows it no more.
  if (!stored || std::get<2>(*stored) != entry.definition)
    check_audience(db, entry.what, place, wrong);
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
    check_ring(one, place, wrong);
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
