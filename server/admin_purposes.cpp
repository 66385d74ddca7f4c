// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/admin_purposes.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "base/time_zone.hpp"
#include "consent/officer.hpp"
#include "events/load_event.hpp"
#include "events/own_events.hpp"
#include "events/purpose_use.hpp"
#include "server/admin_view.hpp"
#include "server/consent_words.hpp"
#include "server/event_view.hpp"
#include "web/form.hpp"
#include "web/language_name.hpp"

namespace zusage::server {
namespace {

// As consent/renewal.hpp has them.
constexpr std::array renewal_states = {"running", "done", "dropped", "replaced"};

constexpr std::size_t most_kept = 40;  // characters of a date that come back with their fault

std::string recipients_words(const std::vector<std::string>& names, const web::locale& in) {
  return names.empty() ? in.text("purposes.nobody_else") : joined(names);
}

std::string renewal_words(const std::optional<consent::renewal>& running, const web::locale& in) {
  if (!running) return {};
  return in.text("purposes.renewal_until", {{"date", in.date_time(running->deadline, home_zone)}});
}

nlohmann::json purpose_rows(const request& of, const schema::reader& db) {
  const auto& in = *of.language;
  auto rows = nlohmann::json::array();
  for (const auto& one : consent::count_purposes(db, of.scope->organiser_id())) {
    const auto at = consent::find_kept_purpose(db, of.scope->organiser_id(), one.key).value();
    rows.push_back(
        {{"title", web::pick(one.title, in.language())},
         {"content_language", foreign_language(one.title, in)},
         {"url", purpose_link(of, one.key)},
         {"channel", in.text("channel." + one.channel)},
         {"version",
          in.text("proof.version_since",
                  {{"version", one.version}, {"date", in.short_date(one.since, home_zone)}})},
         {"recipients", recipients_words(at.recipients, in)},
         {"permitting", in.number(one.permitting)},
         {"requested", in.number(one.requested)},
         {"state", at.ended_at ? in.text("purposes.over_since",
                                         {{"date", in.short_date(*at.ended_at, home_zone)}})
                               : renewal_words(consent::running_renewal(db, at.id), in)}});
  }
  return rows;
}

std::string version_title(const consent::notice_version& one, const web::locale& in) {
  const auto date = in.short_date(one.since, home_zone);
  if (one.version < 0) return in.text("purposes.imported_version", {{"date", date}});
  return in.text("proof.version_since", {{"version", one.version}, {"date", date}});
}

nlohmann::json version_view(const consent::notice_version& one, bool ended, const web::locale& in) {
  auto texts = nlohmann::json::array();
  for (const auto& text : one.texts) {
    texts.push_back({{"language_name", web::language_name(in, text.language)},
                     {"purpose_title", text.title},
                     {"notice", text.text},
                     {"content_language", language_to_mark(text.language, in)},
                     {"hash", text.hash}});
  }
  return {{"version_title", version_title(one, in)},
          {"channel", in.text("channel." + one.channel)},
          {"recipients", recipients_words(one.recipients, in)},
          {"valid", valid_words(one.valid_months, in)},
          {"once", one.ends_once_used ? in.text("duty.privacy.ends_once_used") : ""},
          {"standing", in.text("purposes.standing", {{"count", ended ? 0 : one.standing}})},
          {"requested", in.text("purposes.requested", {{"count", one.requested}})},
          {"texts", std::move(texts)}};
}

struct totals {
  std::int64_t standing = 0, older = 0, requested = 0;
};

totals count(const std::vector<consent::notice_version>& all, std::int64_t newest) {
  totals sum;
  for (const auto& one : all) {
    sum.standing += one.standing;
    sum.requested += one.requested;
    if (one.version < newest) sum.older += one.standing;
  }
  return sum;
}

nlohmann::json renewal_rows(const request& of, const schema::reader& db, std::int64_t purpose_id) {
  const auto& in = *of.language;
  auto rows = nlohmann::json::array();
  for (const auto& one : consent::list_renewals(db, purpose_id)) {
    const bool known =
        std::find(renewal_states.begin(), renewal_states.end(), one.state) != renewal_states.end();
    rows.push_back({{"version", in.number(one.version)},
                    {"decided_at", in.date_time(one.decided_at, home_zone)},
                    {"deadline", in.date_time(one.deadline, home_zone)},
                    {"asked", in.number(one.asked)},
                    {"state", known ? in.text("purposes.renewal_state." + one.state) : one.state}});
  }
  return rows;
}

std::string done_words(const request& of) {
  constexpr std::array known = {"created", "written", "used",   "renewal",
                                "dropped", "ended",   "deleted"};
  const auto& done = of.query.get("done");
  if (std::find(known.begin(), known.end(), done) == known.end()) return {};
  return of.language->text("purposes.done." + done);
}

void add_state(nlohmann::json& data, const request& of, const schema::reader& db,
               const consent::kept_purpose& at, const totals& sum) {
  const auto& in = *of.language;
  const auto running = consent::running_renewal(db, at.id);
  const bool may_change = may(of, organisers::permission::manage_consents);
  data["over"] =
      !at.ended_at ? ""
      : at.ends_standing
          ? in.text("purposes.over_with_all",
                    {{"date", in.date_time(*at.ended_at, home_zone)}, {"left", sum.standing}})
          : in.text("purposes.over_alone",
                    {{"date", in.date_time(*at.ended_at, home_zone)}, {"left", sum.standing}});
  data["running"] = nullptr;
  if (running) {
    data["running"] = {{"text", in.text("purposes.renewal_runs",
                                        {{"date", in.date_time(running->deadline, home_zone)},
                                         {"asked", running->asked},
                                         {"left", sum.older}})},
                       {"can_drop", may_change && running->deadline > of.at}};
  }
  data["version_url"] = may_change && !at.ended_at ? purpose_link(of, at.key, "/version") : "";
  data["people_url"] = may_change ? purpose_link(of, at.key, "/people") : "";
  data["can_ask"] = may_change && !at.ended_at && !running && sum.older > 0;
  data["can_end"] = may_change && (!at.ended_at || (!at.ends_standing && sum.standing > 0));
  data["can_delete"] = may_change && consent::why_kept(db, at.id).empty();
  data["older"] = in.text("purposes.older", {{"count", sum.older}});
}

nlohmann::json use_box(const char* name, const std::string& label, const std::string& hint,
                       bool checked) {
  web::form_field box;
  box.as = web::form_field::control::checkbox;
  box.name = name;
  box.value = "yes";
  box.label = label;
  box.hint = hint;
  box.checked = checked;
  box.optional = true;
  return web::to_json(box);
}

// What it is for besides events, and the boxes that change it.
void add_use(nlohmann::json& data, const request& of, const schema::reader& db,
             const consent::kept_purpose& at) {
  const auto& in = *of.language;
  const auto why = events::why_only_events(db, *of.scope, at);
  const bool mailings = events::takes_newsletters(db, *of.scope, at.key);
  const bool open = !at.ended_at && at.newsletter;
  data["why_no_use"] = why.empty() ? "" : in.text("fault." + why);
  data["use"] = in.text(mailings ? "purposes.use_newsletters" : "purposes.use_no_newsletters");
  data["subscribe_url"] = open ? "/newsletter/" + of.capture("organiser") : "";
  data["can_use"] = why.empty() && !at.ended_at && may(of, organisers::permission::manage_consents);
  data["use_action"] = purpose_link(of, at.key, "/use");
  data["use_fields"] = nlohmann::json::array(
      {use_box("newsletter", in.text("purposes.field.newsletter"), "", at.newsletter),
       use_box("mailings", in.text("purposes.field.mailings"),
               in.text("purposes.field_hint.mailings"), mailings)});
}

}  // namespace

nlohmann::json purposes_page(const request& of, const schema::reader& db, const std::string& title,
                             const consent::kept_purpose* at) {
  const auto& in = *of.language;
  auto data = organiser_page(of, db, title);
  const auto area = in.text("purposes.title");
  if (title != area) add_step(data, area, admin_link(of, "/purposes"));
  const auto name = at ? web::pick(at->title, in.language()) : "";
  if (at && title != name) add_step(data, name, purpose_link(of, at->key));
  add_step(data, title);
  return data;
}

std::string purpose_link(const request& of, const std::string& key, const std::string& rest) {
  return admin_link(of, "/purposes/" + key + rest);
}

std::optional<consent::kept_purpose> purpose_of(const request& of, const schema::reader& db) {
  return consent::find_kept_purpose(db, of.scope->organiser_id(), of.capture("purpose"));
}

std::vector<std::string> purpose_languages(const request& of, const schema::reader& db,
                                           const consent::kept_purpose* at) {
  auto all = events::load_organiser(db, of.scope->organiser_id()).languages;
  if (all.empty()) all = {"de"};
  if (!at) return all;
  for (const auto& [language, text] : at->title.items()) {
    if (std::find(all.begin(), all.end(), language) == all.end()) all.push_back(language);
  }
  return all;
}

std::optional<instant> read_deadline(const request& of, faults& wrong) {
  const auto& typed = of.form.get("deadline");
  const auto day = local_to_instant(typed + "T23:59:59", home_zone);
  if (!day || typed.empty()) {
    wrong.push_back({"deadline", typed.empty() ? "required" : "wrong_date"});
    return {};
  }
  if (*day <= of.at) wrong.push_back({"deadline", "deadline_not_ahead"});
  return *day > of.at ? day : std::nullopt;
}

nlohmann::json deadline_field(const request& of) {
  const auto& in = *of.language;
  web::form_field field;
  field.name = "deadline";
  field.type = "date";
  field.autocomplete = "off";
  field.label = in.text("purposes.deadline");
  field.hint = in.text("purposes.deadline_hint");
  const auto& typed = of.form.get("deadline");
  field.value = is_utf8(typed) ? cut(typed, most_kept) : "";
  return web::to_json(field);
}

response purpose_page(int status, const request& of, const schema::reader& db, services& with,
                      const consent::kept_purpose& at, const faults& wrong) {
  const auto& in = *of.language;
  const auto versions = consent::count_versions(db, at.id, of.at);
  auto data = purposes_page(of, db, web::pick(at.title, in.language()), &at);
  data["content_language"] = foreign_language(at.title, in);
  data["key"] = at.key;
  data["channel"] = in.text("channel." + at.channel);
  add_use(data, of, db, at);
  data["announces"] = at.announces;
  data["by_page"] = at.by_page;
  data["done"] = done_words(of);
  auto rows = nlohmann::json::array();
  for (const auto& one : versions) rows.push_back(version_view(one, at.ends_standing, in));
  data["versions"] = std::move(rows);
  data["renewals"] = renewal_rows(of, db, at.id);
  add_state(data, of, db, at, count(versions, at.version));
  data["deadline_field"] = deadline_field(of);
  data["version"] = at.version;
  data["renewal_action"] = purpose_link(of, at.key, "/renewal");
  data["end_action"] = purpose_link(of, at.key, "/end");
  data["delete_action"] = purpose_link(of, at.key, "/delete");
  web::show_faults(data, wrong, in);
  return page(status, of, with, "admin_purpose", std::move(data));
}

// GET /admin/{organiser}/purposes: counts over all people, so not on the network's thread.
response show_purposes(const request& of, services& with) {
  return with.db.read([&](const schema::reader& db) {
    auto data = purposes_page(of, db, of.language->text("purposes.title"));
    data["purposes"] = purpose_rows(of, db);
    data["done"] = done_words(of);
    data["new_url"] =
        may(of, organisers::permission::manage_consents) ? admin_link(of, "/new-purpose") : "";
    return page(200, of, with, "admin_purposes", std::move(data));
  });
}

// GET /admin/{organiser}/purposes/{purpose}
response show_purpose(const request& of, services& with) {
  return with.db.read([&](const schema::reader& db) {
    const auto at = purpose_of(of, db);
    return at ? purpose_page(200, of, db, with, *at, {})
              : error_page(404, of, with, "error.not_found");
  });
}

}  // namespace zusage::server
