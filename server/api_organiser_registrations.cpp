// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <charconv>

#include "base/time_zone.hpp"
#include "events/attendees.hpp"
#include "events/export_rows.hpp"
#include "server/admin_view.hpp"
#include "server/api_organiser.hpp"
#include "server/api_program.hpp"
#include "server/configuration.hpp"
#include "server/target.hpp"

namespace zusage::server {
namespace {

using nlohmann::json;

constexpr std::int64_t usual_limit = 100, most_limit = 500;

struct page_wanted {
  std::int64_t after = 0, limit = usual_limit;
};

std::optional<std::int64_t> read_number(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  return number;
}

checked<page_wanted> read_page(const request& of) {
  page_wanted wanted;
  faults wrong;
  if (of.query.has("after")) {
    const auto after = read_number(of.query.get("after"));
    if (!after || *after < 0) wrong.push_back({"after", "bad_cursor"});
    wanted.after = after.value_or(0);
  }
  if (of.query.has("limit")) {
    const auto limit = read_number(of.query.get("limit"));
    if (!limit || *limit < 1 || *limit > most_limit)
      wrong.push_back({"limit", "bad_limit", {{"least", 1}, {"most", most_limit}}});
    wanted.limit = limit.value_or(usual_limit);
  }
  if (!wrong.empty()) return wrong;
  return wanted;
}

// `given 2030-01-10T11:00:00+01:00` as {"state","at"}.
json consents_of(const events::event& at, const events::export_row& row) {
  auto list = json::object();
  for (const auto& one : at.offers_in("de")) {
    const auto found = row.consents.find(one.purpose_id);
    if (found == row.consents.end() || found->second.empty()) continue;
    const auto blank = found->second.find(' ');
    list[one.key] = {{"state", found->second.substr(0, blank)},
                     {"at", found->second.substr(blank + 1)}};
  }
  return list;
}

json json_of(const events::event& at, const events::export_row& row, bool with_consents) {
  json made = {{"reference", row.reference},
               {"status", row.status},
               {"registered_at", to_iso(row.registered_at, at.time_zone)},
               {"given_name", row.given_name},
               {"family_name", row.family_name},
               {"email", row.email},
               {"phone", row.phone},
               {"organisation", row.organisation},
               {"function", row.job_function},
               {"ags", row.ags},
               {"municipality", row.municipality},
               {"language", row.language},
               {"sessions", row.sessions},
               {"sessions_waiting", row.sessions_waiting},
               {"group", row.group},
               {"answers", row.answers.is_object() ? row.answers : json::object()},
               {"checked_in_at", nullptr}};
  if (row.checked_in_at) made["checked_in_at"] = to_iso(*row.checked_in_at, at.time_zone);
  if (with_consents) made["consents"] = consents_of(at, row);
  return made;
}

bool sees_consents(const request& of) {
  return of.scope->token_may(organisers::token_scope::read_consents);
}

std::string next_link(const request& of, const services& with, const page_wanted& shown,
                      std::int64_t last) {
  return with.config.base_url + encode_path(of.path) + "?after=" + std::to_string(last) +
         "&limit=" + std::to_string(shown.limit);
}

}  // namespace

std::optional<events::registration> find_named_registration(const request& of,
                                                            const schema::reader& db,
                                                            const events::event& at) {
  auto found = events::find_attendee(db, *of.scope, of.capture("reference"));
  return found && found->event_id == at.id ? found : std::nullopt;
}

nlohmann::json registration_json(const schema::reader& db, services& with, const events::event& at,
                                 std::int64_t id, bool with_consents) {
  nlohmann::json made;
  events::each_export_row(db, {at, with.ledger, with_consents, id - 1, 1},
                          [&](const events::export_row& row) {
                            if (row.id == id) made = json_of(at, row, with_consents);
                            return false;
                          });
  return made;
}

// GET /api/v1/organiser/events/{slug}/registrations
response api_registrations(const request& of, const schema::reader& db, services& with) {
  const auto at = find_own_event(of, db, with);
  if (!at) return error_page(404, of, with, "error.not_found");
  const auto wanted = read_page(of);
  if (!wanted) return api_refused(422, wanted.error(), of);
  auto rows = nlohmann::json::array();
  std::int64_t last = wanted->after;
  bool more = false;
  const bool consents = sees_consents(of);
  events::each_export_row(db, {*at, with.ledger, consents, wanted->after, wanted->limit + 1},
                          [&](const events::export_row& row) {
                            more = std::int64_t(rows.size()) == wanted->limit;
                            if (more) return false;
                            rows.push_back(json_of(*at, row, consents));
                            last = row.id;
                            return true;
                          });
  nlohmann::json body = {{"registrations", std::move(rows)}, {"next", nullptr}};
  if (!more) return json_response(200, body);
  const auto next = next_link(of, with, *wanted, last);
  body["next"] = next;
  return json_response(200, body).with("Link", "<" + next + ">; rel=\"next\"");
}

// GET /api/v1/organiser/events/{slug}/registrations/{reference}
response api_registration(const request& of, const schema::reader& db, services& with) {
  const auto at = find_own_event(of, db, with);
  const auto found = at ? find_named_registration(of, db, *at) : std::nullopt;
  if (!found) return error_page(404, of, with, "error.not_found");
  const auto etag = etag_of(registration_json(db, with, *at, found->id, false));
  return answer_with_etag(of, registration_json(db, with, *at, found->id, sees_consents(of)), etag);
}

}  // namespace zusage::server
