// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/export_rows.hpp"

#include <map>
#include <unordered_map>

#include "base/time_zone.hpp"
#include "events/application.hpp"
#include "events/bookings.hpp"
#include "events/phone_consent.hpp"
#include "events/ring.hpp"
#include "events/size_class.hpp"
#include "events/state_of.hpp"

namespace zusage::events {
namespace {

using nlohmann::json;
using sessions_by_id = std::unordered_map<std::int64_t, json>;

// What a consent cell says. States that are neither agreement nor its end say nothing.
std::string consent_text(std::string_view state, instant at) {
  const auto known = consent::state_from(state);
  if (!known) return {};
  if (consent::permits(*known)) return "given " + to_iso(at);
  if (*known == consent::state::withdrawn) return "revoked " + to_iso(at);
  if (*known == consent::state::requested) return "requested " + to_iso(at);
  return {};
}

// A consent to calls says something of the number in its row alone.
bool is_for_other_number(const schema::reader& db, const exported& what,
                         const std::string& public_id, const std::string& phone) {
  const auto standing = what.consents.find(db, public_id);
  return standing && consent::permits(standing->now) && !covers_number(standing->by, phone);
}

std::unordered_map<std::int64_t, std::string> find_consents(const schema::reader& db,
                                                            const exported& what,
                                                            const export_row& row) {
  std::unordered_map<std::int64_t, std::string> by_purpose;
  if (what.of.offers_in("de").empty()) return by_purpose;
  const auto lookup = what.consents.lookup_of(what.of.by.id, row.email);
  if (!lookup) return by_purpose;
  std::map<std::int64_t, std::string> calls;  // public ids of those that are looked at again
  db.each<std::int64_t, std::string, instant, std::string, std::string>(
      "SELECT s.purpose_id, s.state, s.changed_at, s.public_id, n.channel"
      " FROM principal p"
      " JOIN consent_state s ON s.principal_id = p.id"
      " JOIN consent_record r ON r.id = s.record_id"
      " JOIN notice n ON n.id = r.notice_id"
      " WHERE p.organiser_id = :1 AND p.lookup = :2",
      [&](std::int64_t purpose_id, const std::string& state, instant at, std::string public_id,
          const std::string& channel) {
        by_purpose[purpose_id] = consent_text(state, at);
        if (channel == "phone") calls[purpose_id] = std::move(public_id);
      },
      what.of.by.id, *lookup);
  for (const auto& [purpose_id, public_id] : calls) {
    if (is_for_other_number(db, what, public_id, row.phone)) by_purpose.erase(purpose_id);
  }
  return by_purpose;
}

json answer_to(const std::string& question, const export_row& row) {
  if (!row.answers.is_object()) return "";
  const auto found = row.answers.find(question);
  const bool has = found != row.answers.end() && (found->is_string() || found->is_array());
  return has ? *found : json("");
}

// The registrations of an event from one id to another.
struct id_range {
  std::int64_t event_id, from, to;
};

// Keys of the sessions booked so. Who has no place at the event waits for nothing else yet.
sessions_by_id find_sessions(const schema::reader& db, const id_range& rows,
                             std::string_view status) {
  sessions_by_id keys;
  db.each<std::int64_t, std::string>(
      "SELECT r.id, s.key"
      " FROM registration r"
      " JOIN registration_session b ON b.registration_id = r.id"
      " JOIN event_session s ON s.id = b.session_id"
      " WHERE r.event_id = :1 AND r.id >= :2 AND r.id <= :3 AND b.status = :4"
      " ORDER BY r.id, s.position",
      [&](std::int64_t id, std::string key) {
        auto& list = keys[id];
        if (!list.is_array()) list = json::array();
        list.push_back(std::move(key));
      },
      rows.event_id, rows.from, rows.to, status);
  return keys;
}

std::unordered_map<std::int64_t, std::string> find_groups(const schema::reader& db,
                                                          const id_range& rows) {
  std::unordered_map<std::int64_t, std::string> references;
  db.each<std::int64_t, std::string>(
      "SELECT r.id, first.reference FROM registration r"
      " JOIN registration first ON first.id ="
      " (SELECT MIN(id) FROM registration other WHERE other.group_id = r.group_id)"
      " WHERE r.event_id = :1 AND r.id >= :2 AND r.id <= :3 AND r.group_id IS NOT NULL",
      [&](std::int64_t id, std::string reference) { references.emplace(id, std::move(reference)); },
      rows.event_id, rows.from, rows.to);
  return references;
}

// Keys of the sessions that somebody attended, the event itself first.
sessions_by_id find_attended(const schema::reader& db, const event& of, std::int64_t from,
                             std::int64_t to) {
  sessions_by_id keys;
  db.each<std::int64_t, std::string>(
      "SELECT r.id, COALESCE(s.key, 'event')"
      " FROM registration r"
      " JOIN attendance a ON a.registration_id = r.id"
      " LEFT JOIN event_session s ON s.id = a.session_id"
      " WHERE r.event_id = :1 AND r.id >= :2 AND r.id <= :3"
      " ORDER BY r.id, COALESCE(s.position, -1)",
      [&](std::int64_t id, std::string key) {
        auto& list = keys[id];
        if (!list.is_array()) list = json::array();
        list.push_back(std::move(key));
      },
      of.id, from, to);
  return keys;
}

std::vector<export_row> read_people(const schema::reader& db, const exported& what,
                                    std::int64_t after) {
  std::vector<export_row> rows;
  rows.reserve(std::size_t(what.at_a_time));
  using std::string;
  const bool of_session = what.session_id != 0;
  const auto sql =
      string(
          "SELECT id, reference, status, registered_at, given_name, family_name, email,"
          " phone, organisation, job_function, ags, municipality, language, answers"
          " FROM registration"
          " WHERE event_id = :1 AND id > :2") +
      export_condition(what.who, of_session) +
      (of_session ? " ORDER BY id LIMIT :4" : " ORDER BY id LIMIT :3");
  const auto take = [&](std::int64_t id, string reference, string status, instant registered_at,
                        string given_name, string family_name, string email, string phone,
                        string organisation, string job_function, string ags, string municipality,
                        string language, const string& answers) {
    export_row row;
    row.id = id;
    row.reference = std::move(reference);
    row.status = std::move(status);
    row.registered_at = registered_at;
    row.given_name = std::move(given_name);
    row.family_name = std::move(family_name);
    row.email = std::move(email);
    row.phone = std::move(phone);
    row.organisation = std::move(organisation);
    row.job_function = std::move(job_function);
    row.ags = std::move(ags);
    row.municipality = std::move(municipality);
    row.language = std::move(language);
    row.answers = json::parse(answers, nullptr, false);
    rows.push_back(std::move(row));
  };
  const auto read = [&](const auto&... parameters) {
    db.each<std::int64_t, string, string, instant, string, string, string, string, string, string,
            string, string, string, string>(sql, take, what.of.id, after, parameters...);
  };
  if (of_session) {
    read(what.session_id, what.at_a_time);
  } else {
    read(what.at_a_time);
  }
  return rows;
}

std::unordered_map<std::int64_t, instant> find_checked_in(const schema::reader& db, const event& of,
                                                          std::int64_t from, std::int64_t to) {
  std::unordered_map<std::int64_t, instant> times;
  db.each<std::int64_t, instant>(
      "SELECT id, checked_in_at FROM registration"
      " WHERE event_id = :1 AND id >= :2 AND id <= :3 AND checked_in_at IS NOT NULL",
      [&](std::int64_t id, instant at) { times.emplace(id, at); }, of.id, from, to);
  return times;
}

struct place {
  std::string district;
  std::int64_t population = 0;
};

std::unordered_map<std::int64_t, place> find_places(const schema::reader& db, const event& of,
                                                    std::int64_t from, std::int64_t to) {
  std::unordered_map<std::int64_t, place> places;
  db.each<std::int64_t, std::string, std::int64_t>(
      "SELECT r.id, m.district, m.population"
      " FROM registration r"
      " JOIN municipality m ON m.ags = r.ags"
      " WHERE r.event_id = :1 AND r.id >= :2 AND r.id <= :3",
      [&](std::int64_t id, std::string district, std::int64_t population) {
        places[id] = {std::move(district), population};
      },
      of.id, from, to);
  return places;
}

void add_application(const schema::reader& db, export_row& into) {
  const auto of = find_application(db, into.id);
  into.fee = of.fee;
  for (const auto& [id, public_id, who] : of.people) {
    if (who.role == ring_role::contact) continue;
    (who.role == ring_role::delegate ? into.delegates : into.substitutes)
        .push_back(who.given_name + " " + who.family_name + " <" + who.email + ">");
  }
}

void add_consent_columns(const exported& what, std::vector<export_column>& columns) {
  for (const auto& one : what.of.offers_in("de")) {
    columns.push_back({"consent." + one.key, [id = one.purpose_id](const export_row& r) {
                         const auto found = r.consents.find(id);
                         return found == r.consents.end() ? std::string() : found->second;
                       }});
  }
}

void add_ring_columns(const event& of, std::vector<export_column>& columns) {
  if (!of.ring) return;
  columns.push_back({"delegates", &export_row::delegates});
  columns.push_back({"substitutes", &export_row::substitutes});
  columns.push_back({"fee", &export_row::fee});
}

std::unordered_map<std::int64_t, std::int64_t> find_downloads(const schema::reader& db,
                                                              const event& of, std::int64_t from,
                                                              std::int64_t to) {
  std::unordered_map<std::int64_t, std::int64_t> counts;
  if (of.kind != kind::paper) return counts;
  db.each<std::int64_t, std::int64_t>(
      "SELECT registration_id, CAST(SUM(downloads) AS BIGINT) FROM paper_link"
      " WHERE event_id = :1 AND registration_id >= :2 AND registration_id <= :3"
      " GROUP BY registration_id",
      [&](std::int64_t id, std::int64_t count) { counts.emplace(id, count); }, of.id, from, to);
  return counts;
}

}  // namespace

std::vector<export_column> export_columns(const exported& what,
                                          const std::vector<std::string>& removed) {
  using row = export_row;
  const auto& zone = what.of.time_zone;
  std::vector<export_column> columns = {
      {"reference", &row::reference},
      {"status", &row::status},
      {"registered_at", [&zone](const row& r) { return to_iso(r.registered_at, zone); },
       &row::registered_at},
      {"given_name", &row::given_name},
      {"family_name", &row::family_name},
      {"email", &row::email},
      {"phone", &row::phone},
      {"organisation", &row::organisation},
      {"function", &row::job_function},
      {"ags", &row::ags},
      {"municipality", &row::municipality},
      {"district", &row::district},
      {"state", [](const row& r) { return state_of(r.ags); }},
      {"size_class", &row::size_class},
      {"language", &row::language},
      {"sessions", &row::sessions},
      {"checked_in_at",
       [&zone](const row& r) { return r.checked_in_at ? to_iso(*r.checked_in_at, zone) : ""; },
       &row::checked_in_at},
      {"attended", &row::attended}};
  if (what.of.kind == kind::paper) {
    columns.push_back({"downloads", [](const row& r) { return std::to_string(r.downloads); }});
  }
  for (const auto& asked : what.of.questions) {
    columns.push_back(
        {"answer." + asked.key, [&key = asked.key](const row& r) { return answer_to(key, r); }});
  }
  for (const auto& key : removed) {
    columns.push_back({"answer." + key, [key](const row& r) { return answer_to(key, r); }});
  }
  if (what.with_consents) add_consent_columns(what, columns);
  add_ring_columns(what.of, columns);
  if (what.of.kind != kind::paper) {
    columns.push_back({"sessions_waiting", &row::sessions_waiting});
    columns.push_back({"group", &row::group});
  }
  columns.push_back({"population", &row::population});
  return columns;
}

std::int64_t each_export_row(const schema::reader& db, const exported& what,
                             const std::function<bool(const export_row&)>& take) {
  std::int64_t last = what.after, taken = 0;
  while (true) {
    auto rows = read_people(db, what, last);
    if (rows.empty()) return taken;
    const auto first = rows.front().id;
    last = rows.back().id;
    if (what.among)
      std::erase_if(rows, [&](const auto& row) {
        return !std::binary_search(what.among->begin(), what.among->end(), row.id);
      });
    if (rows.empty()) continue;
    const id_range range{what.of.id, first, last};
    auto sessions = find_sessions(db, range, booking::confirmed);
    auto waiting = find_sessions(db, range, booking::waiting);
    auto groups = find_groups(db, range);
    auto attended = find_attended(db, what.of, first, last);
    const auto checked_in = find_checked_in(db, what.of, first, last);
    const auto places = find_places(db, what.of, first, last);
    const auto downloads = find_downloads(db, what.of, first, last);
    for (auto& row : rows) {
      if (const auto count = downloads.find(row.id); count != downloads.end())
        row.downloads = count->second;
      if (const auto found = sessions.find(row.id); found != sessions.end())
        row.sessions = std::move(found->second);
      if (const auto found = waiting.find(row.id); found != waiting.end())
        row.sessions_waiting = std::move(found->second);
      if (const auto found = groups.find(row.id); found != groups.end())
        row.group = std::move(found->second);
      if (const auto found = attended.find(row.id); found != attended.end())
        row.attended = std::move(found->second);
      if (const auto at = checked_in.find(row.id); at != checked_in.end())
        row.checked_in_at = at->second;
      if (const auto found = places.find(row.id); found != places.end()) {
        row.district = found->second.district;
        row.population = std::to_string(found->second.population);
        row.size_class = to_text(size_class_of(found->second.population, class_limits_of(what.of)));
      }
      if (what.of.ring) add_application(db, row);
      if (what.with_consents) row.consents = find_consents(db, what, row);
      if (!take(row)) return taken;
      ++taken;
    }
  }
}

}  // namespace zusage::events
