// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/message_audience.hpp"

#include <algorithm>
#include <utility>

#include "events/ring_people.hpp"

namespace zusage::events {
namespace {

using nlohmann::json;

template <class T>
bool holds(const std::vector<T>& all, const T& one) {
  return std::ranges::find(all, one) != all.end();
}

struct looked_at {
  message_attendee who;
  std::string status, kind;
  std::optional<std::int64_t> group_id;
};

const std::string columns =
    "SELECT r.id, r.email, r.given_name, r.family_name, r.language, r.status,"
    " COALESCE(m.kind, ''), r.ring_group_id"
    " FROM registration r LEFT JOIN municipality m ON m.ags = r.ags AND r.ags <> ''"
    " WHERE r.event_id = :1"
    // Of one person the newest; an attempt that was never confirmed says nothing. In two parts,
    // each by a partial index.
    " AND NOT EXISTS (SELECT 1 FROM registration n WHERE n.event_id = r.event_id"
    "  AND n.email_key = r.email_key AND n.id > r.id AND n.status <> 'cancelled'"
    "  AND n.status <> 'unverified')"
    " AND NOT EXISTS (SELECT 1 FROM registration n WHERE n.event_id = r.event_id"
    "  AND n.email_key = r.email_key AND n.id > r.id AND n.status = 'cancelled')";

template <class... Parameters>
std::vector<looked_at> look(const schema::reader& db, const std::string& sql,
                            const Parameters&... parameters) {
  std::vector<looked_at> found;
  db.each<std::int64_t, std::string, std::string, std::string, std::string, std::string,
          std::string, std::optional<std::int64_t>>(
      columns + sql,
      [&](std::int64_t id, std::string email, const std::string& given, const std::string& family,
          std::string language, std::string status, std::string kind,
          const std::optional<std::int64_t>& group_id) {
        found.push_back({{id, std::move(email), given + " " + family, std::move(language)},
                         std::move(status),
                         std::move(kind),
                         group_id});
      },
      parameters...);
  return found;
}

bool has_booked_one(const schema::reader& db, const message_audience& of, std::int64_t id) {
  bool found = of.sessions.empty();
  if (found) return true;
  db.each<std::int64_t>(
      "SELECT session_id FROM registration_session"
      " WHERE registration_id = :1 AND status <> 'cancelled'",
      [&](std::int64_t session) { found = found || holds(of.sessions, session); }, id);
  return found;
}

bool belongs(const schema::reader& db, const message_audience& of, const looked_at& one) {
  const auto status = one.status == "offered" ? std::string("waiting") : one.status;
  return holds(of.statuses, status) && !one.who.email.empty() &&
         (of.kinds.empty() || holds(of.kinds, one.kind)) &&
         (of.groups.empty() || (one.group_id && holds(of.groups, *one.group_id))) &&
         has_booked_one(db, of, one.who.registration_id);
}

// While nobody is named for it (an application), it is its contact's.
void add_people(std::vector<message_attendee>& to, const schema::reader& db,
                const message_audience& of, const looked_at& one) {
  const auto people =
      of.everybody ? people_of_member(db, one.who.registration_id) : std::vector<ring_person>();
  for (const auto& person : people)
    to.push_back(
        {person.registration_id, person.email, person.name(), person.language, person.public_id});
  if (people.empty()) to.push_back(one.who);
}

std::vector<std::int64_t> numbers_in(const json& list) {
  std::vector<std::int64_t> found;
  for (const auto& one : list) {
    if (one.is_number_integer()) found.push_back(one.get<std::int64_t>());
  }
  return found;
}

}  // namespace

std::vector<std::string> usual_statuses() {
  return {"confirmed", "waiting", "applied"};
}

std::string to_stored(const message_audience& of) {
  json made = {{"statuses", of.statuses}, {"sessions", of.sessions}, {"kinds", of.kinds}};
  if (!of.groups.empty()) made["groups"] = of.groups;
  if (of.everybody) made["everybody"] = true;
  return made.dump();
}

message_audience audience_from_stored(const std::string& text) {
  message_audience read;
  const auto stored = json::parse(text, nullptr, false);
  if (!stored.is_object() || !stored.contains("statuses")) return read;
  read.statuses.clear();
  for (const auto& one : stored.value("statuses", json::array())) {
    if (one.is_string()) read.statuses.push_back(one.get<std::string>());
  }
  read.sessions = numbers_in(stored.value("sessions", json::array()));
  read.groups = numbers_in(stored.value("groups", json::array()));
  read.everybody = stored.value("everybody", json(false)) == true;
  for (const auto& one : stored.value("kinds", json::array())) {
    if (one.is_string()) read.kinds.push_back(one.get<std::string>());
  }
  return read;
}

attendee_range attendees_behind(const schema::reader& db, std::int64_t event_id,
                                const message_audience& of, std::int64_t after, std::int64_t last,
                                std::int64_t most) {
  attendee_range found;
  const auto rows =
      look(db, " AND r.id > :2 AND r.id <= :3 ORDER BY r.id LIMIT :4", event_id, after, last, most);
  for (const auto& one : rows) {
    found.looked_at = one.who.registration_id;
    if (belongs(db, of, one)) add_people(found.people, db, of, one);
  }
  found.is_last = std::int64_t(rows.size()) < most;
  return found;
}

std::vector<message_attendee> find_message_attendees(const schema::reader& db,
                                                     std::int64_t event_id,
                                                     const message_audience& of,
                                                     std::int64_t registration_id) {
  std::vector<message_attendee> found;
  const auto rows = look(db, " AND r.id = :2", event_id, registration_id);
  if (!rows.empty() && belongs(db, of, rows.front())) add_people(found, db, of, rows.front());
  return found;
}

std::int64_t newest_registration(const schema::reader& db, std::int64_t event_id) {
  return db
      .value<std::int64_t>("SELECT COALESCE(MAX(id), 0) FROM registration WHERE event_id = :1",
                           event_id)
      .value_or(0);
}

}  // namespace zusage::events
