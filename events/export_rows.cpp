// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/export_rows.hpp"

#include <unordered_map>

#include "base/time_zone.hpp"
#include "events/state_of.hpp"

namespace zusage::events {
namespace {

constexpr std::int64_t rows_at_a_time = 500;

using cells = nlohmann::json;

struct chunk_row {
  std::int64_t id = 0;
  std::string email;
  cells made = cells::array();
  nlohmann::json answers;
};

using text_by_id = std::unordered_map<std::int64_t, nlohmann::json>;

// What a consent cell says. States that are neither agreement nor its end say nothing.
std::string consent_text(std::string_view state, instant at) {
  const auto known = consent::state_from(state);
  if (!known) return {};
  if (consent::permits(*known)) return "given " + to_iso(at);
  if (*known == consent::state::withdrawn) return "revoked " + to_iso(at);
  if (*known == consent::state::requested) return "requested " + to_iso(at);
  return {};
}

void add_consents(const schema::reader& db, const exported& what, chunk_row& row) {
  const auto& offers = what.of.offers_in("de");
  if (offers.empty()) return;
  std::unordered_map<std::int64_t, std::string> by_purpose;
  if (const auto lookup = what.consents.lookup_of(what.of.by.id, row.email)) {
    db.each<std::int64_t, std::string, instant>(
        "SELECT s.purpose_id, s.state, s.changed_at"
        " FROM principal p"
        " JOIN consent_state s ON s.principal_id = p.id"
        " WHERE p.organiser_id = :1 AND p.lookup = :2",
        [&](std::int64_t purpose_id, const std::string& state, instant at) {
          by_purpose[purpose_id] = consent_text(state, at);
        },
        what.of.by.id, *lookup);
  }
  for (const auto& one : offers) row.made.push_back(by_purpose[one.purpose_id]);
}

void add_answers(const event& of, chunk_row& row) {
  for (const auto& asked : of.questions) {
    const auto found = row.answers.is_object() ? row.answers.find(asked.key) : row.answers.end();
    const bool has = row.answers.is_object() && found != row.answers.end();
    if (has && (found->is_string() || found->is_array())) {
      row.made.push_back(*found);
    } else {
      row.made.push_back("");
    }
  }
}

// Keys of the sessions in which somebody has a place, for the registrations from one id to another.
text_by_id find_sessions(const schema::reader& db, const event& of, std::int64_t from,
                         std::int64_t to) {
  text_by_id keys;
  db.each<std::int64_t, std::string>(
      "SELECT r.id, s.key"
      " FROM registration r"
      " JOIN registration_session b ON b.registration_id = r.id"
      " JOIN event_session s ON s.id = b.session_id"
      " WHERE r.event_id = :1 AND r.id >= :2 AND r.id <= :3 AND b.status = 'confirmed'"
      " ORDER BY r.id, s.position",
      [&](std::int64_t id, std::string key) {
        auto& list = keys[id];
        if (!list.is_array()) list = nlohmann::json::array();
        list.push_back(std::move(key));
      },
      of.id, from, to);
  return keys;
}

std::vector<chunk_row> read_people(const schema::reader& db, const event& of, std::int64_t after) {
  std::vector<chunk_row> rows;
  rows.reserve(std::size_t(rows_at_a_time));
  using std::string;
  db.each<std::int64_t, string, string, instant, string, string, string, string, string, string,
          string, string, string, string>(
      "SELECT id, reference, status, registered_at, given_name, family_name, email, phone,"
      " organisation, job_function, ags, municipality, language, answers"
      " FROM registration"
      " WHERE event_id = :1 AND id > :2"
      " ORDER BY id LIMIT :3",
      [&](std::int64_t id, string reference, string status, instant registered_at,
          string given_name, string family_name, string email, string phone, string organisation,
          string job_function, string ags, string municipality, string language,
          const string& answers) {
        chunk_row row;
        row.id = id;
        row.email = email;
        const auto state = state_of(ags);
        // district and size_class come from the municipality directory.
        row.made = {std::move(reference),
                    std::move(status),
                    to_iso(registered_at, of.time_zone),
                    std::move(given_name),
                    std::move(family_name),
                    std::move(email),
                    std::move(phone),
                    std::move(organisation),
                    std::move(job_function),
                    std::move(ags),
                    std::move(municipality),
                    "",
                    state,
                    "",
                    std::move(language)};
        row.answers = nlohmann::json::parse(answers, nullptr, false);
        rows.push_back(std::move(row));
      },
      of.id, after, rows_at_a_time);
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

}  // namespace

std::vector<std::string> export_columns(const exported& what) {
  std::vector<std::string> columns = {
      "reference", "status",       "registered_at", "given_name", "family_name",  "email",
      "phone",     "organisation", "function",      "ags",        "municipality", "district",
      "state",     "size_class",   "language",      "sessions",   "checked_in_at"};
  for (const auto& asked : what.of.questions) columns.push_back("answer." + asked.key);
  if (!what.with_consents) return columns;
  for (const auto& one : what.of.offers_in("de")) columns.push_back("consent." + one.key);
  return columns;
}

std::int64_t each_export_row(const schema::reader& db, const exported& what,
                             const std::function<bool(const nlohmann::json&)>& take) {
  std::int64_t last = 0, taken = 0;
  while (true) {
    auto rows = read_people(db, what.of, last);
    if (rows.empty()) return taken;
    const auto first = rows.front().id;
    last = rows.back().id;
    auto sessions = find_sessions(db, what.of, first, last);
    const auto checked_in = find_checked_in(db, what.of, first, last);
    for (auto& row : rows) {
      auto& booked = sessions[row.id];
      row.made.push_back(booked.is_array() ? std::move(booked) : nlohmann::json::array());
      const auto at = checked_in.find(row.id);
      row.made.push_back(at == checked_in.end() ? "" : to_iso(at->second, what.of.time_zone));
      add_answers(what.of, row);
      if (what.with_consents) add_consents(db, what, row);
      if (!take(row.made)) return taken;
      ++taken;
    }
  }
}

}  // namespace zusage::events
