// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/text.hpp"
#include "base/time_zone.hpp"
#include "events/purpose_people.hpp"
#include "server/admin_purposes.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"
#include "server/record_download.hpp"
#include "server/record_view.hpp"

namespace zusage::server {
namespace {

constexpr std::int64_t people_per_page = 50;

// Of a consent that was taken over the day on which it was given, and the other one beside it.
std::string since_words(const events::purpose_person& one, const web::locale& in) {
  auto since = in.short_date(one.since, home_zone);
  if (!one.given_at) return since;
  return in.text("purposes.given_imported",
                 {{"given", in.short_date(*one.given_at, home_zone)}, {"at", since}});
}

nlohmann::json row_of(const request& of, const events::purpose_person& one) {
  const auto& in = *of.language;
  return {{"email", one.email.empty() ? in.text("proof.erased") : one.email},
          {"name", one.name},
          {"url", admin_link(of, "/consents/" + one.public_id)},
          {"state", in.text("consent.state." + std::string(to_text(one.now)))},
          {"since", since_words(one, in)},
          {"until", one.valid_until ? in.short_date(*one.valid_until, home_zone) : ""},
          {"version", one.imported ? in.text("purposes.imported") : in.number(one.version)}};
}

response people_page(const request& of, const schema::reader& db, services& with,
                     const consent::kept_purpose& at) {
  const auto& in = *of.language;
  const auto& asked = of.query.get("after");
  // What is no text is nobody's id; PostgreSQL would refuse to look for it.
  const auto after = is_utf8(asked) && !has_control(asked) ? asked : std::string();
  auto people = events::list_people(db, with.ledger, *of.scope, at.id, after, people_per_page + 1);
  const bool more = std::int64_t(people.size()) > people_per_page;
  if (more) people.pop_back();
  auto data = purposes_page(of, db, in.text("purposes.people"), &at);
  auto rows = nlohmann::json::array();
  for (const auto& one : people) rows.push_back(row_of(of, one));
  const auto here = purpose_link(of, at.key, "/people");
  data["purpose_title"] = web::pick(at.title, in.language());
  data["content_language"] = foreign_language(at.title, in);
  data["people"] = std::move(rows);
  data["next_url"] = more ? here + "?after=" + people.back().public_id : "";
  data["first_url"] = after.empty() ? "" : here;
  data["csv_url"] = purpose_link(of, at.key, "/people.csv");
  data["excel_url"] = purpose_link(of, at.key, "/people.csv?for=excel-de");
  return page(200, of, with, "admin_purpose_people", std::move(data));
}

std::optional<consent::kept_purpose> found(const request& of, services& with) {
  return with.db.read([&](const schema::reader& db) { return purpose_of(of, db); });
}

}  // namespace

// GET /admin/{organiser}/purposes/{purpose}/people: each is decrypted, so not on the network's
// thread.
response show_purpose_people(const request& of, services& with) {
  const auto at = found(of, with);
  if (!at) return error_page(404, of, with, "error.not_found");
  record_view(of, with, "people.viewed", at->key);
  return with.db.read([&](const schema::reader& db) { return people_page(of, db, with, *at); });
}

// GET /admin/{organiser}/purposes/{purpose}/people.csv
response export_purpose_people(const request& of, services& with) {
  const auto at = found(of, with);
  if (!at) return error_page(404, of, with, "error.not_found");
  const bool excel = of.query.get("for") == "excel-de";
  record_download(of, with, "people.downloaded", at->key);
  response made;
  made.content_type = "text/csv; charset=utf-8; header=present";
  made.with("Content-Disposition", "attachment; filename=\"" + of.capture("organiser") + "-" +
                                       at->key + "-" +
                                       to_local_text(of.at, home_zone).substr(0, 10) + ".csv\"");
  made.stream = [&with, id = at->id, scope = *of.scope, excel](const sink& to) {
    with.db.read([&](const schema::reader& db) {
      events::export_people(db, with.ledger, scope, id, excel, to);
    });
  };
  return made;
}

}  // namespace zusage::server
