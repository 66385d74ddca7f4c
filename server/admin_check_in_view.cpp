// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <chrono>

#include "server/admin_check_in.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"
#include "server/session_day.hpp"
#include "server/target.hpp"

namespace zusage::server {
namespace {

using nlohmann::json;
using outcome = events::check_in_outcome;

constexpr auto usual_before = std::chrono::hours(24), usual_after = std::chrono::hours(7 * 24);

const char* kind_of(outcome what) {
  switch (what) {
    case outcome::checked_in:
    case outcome::undone:
      return "success";
    case outcome::already:
    case outcome::not_here:
    case outcome::taken_back:
    case outcome::too_old:
      return "warning";
    case outcome::not_confirmed:
    case outcome::not_in_session:
    case outcome::other_event:
    case outcome::unknown:
      break;
  }
  return "danger";
}

std::string name_of(const events::arrival& who) {
  return who.given_name + " " + who.family_name;
}

// `Seit 9:02 Uhr, Eingang Nord.`
std::string since_words(const request& of, const desk& at, const events::arrival& who) {
  if (!who.here_since) return {};
  const auto& in = *of.language;
  const json arguments = {{"time", in.date_time(*who.here_since, at.at->time_zone)},
                          {"desk", who.desk}};
  const auto since = in.text(who.desk.empty() ? "check_in.since" : "check_in.since_at", arguments);
  return who.booked ? since : since + " " + in.text("check_in.without_booking");
}

std::string other_event_words(const request& of, const schema::reader& db, services& with,
                              const std::string& reference) {
  const auto id = events::event_of_reference(db, *of.scope, reference);
  const auto found = id ? with.catalogue.find(db, *id) : nullptr;
  return found ? web::pick(found->title, of.language->language()) : "";
}

std::string more_words(const request& of, const desk& at, outcome what,
                       const events::arrival& who) {
  if (what == outcome::already) return since_words(of, at, who);
  const auto& in = *of.language;
  if (what == outcome::not_confirmed) return status_words(*at.at, who.status, in);
  if (what == outcome::checked_in && !who.booked) return in.text("check_in.without_booking");
  return who.organisation;
}

// How a person stands at this desk.
std::string standing(const request& of, const desk& at, const events::arrival& who) {
  const auto& in = *of.language;
  if (who.here_since) return since_words(of, at, who);
  if (who.status != events::registration_status::confirmed)
    return status_words(*at.at, who.status, in);
  return in.text(who.booked ? "check_in.expected" : "check_in.not_booked");
}

// Somebody who comes to the event, at a session that they have not booked.
bool can_enter_anyway(const events::arrival& who) {
  return who.status == events::registration_status::confirmed && !who.booked && !who.here_since;
}

json person_view(const request& of, const desk& at, const events::arrival& who) {
  const bool expected = who.status == events::registration_status::confirmed && who.booked;
  // Where no organisation tells namesakes apart, the number does.
  return {{"name", name_of(who)},
          {"beside", at.place(of).names_only ? who.reference : who.organisation},
          {"reference", who.reference},
          {"standing", standing(of, at, who)},
          {"here", who.here_since.has_value()},
          {"can", expected && !who.here_since},
          {"can_anyway", can_enter_anyway(who)}};
}

json place_options(const request& of, const desk& at) {
  const auto& in = *of.language;
  auto options = json::array();
  options.push_back({{"option", ""}, {"text", in.text("admin.whole_event")}, {"selected", false}});
  for (const auto& one : at.at->sessions) {
    if (one.cancelled) continue;
    auto text = web::pick(one.title, in.language());
    const auto when = session_when_words(*at.at, one, in);
    if (!when.empty()) text += " (" + when + ")";
    options.push_back({{"option", one.key}, {"text", text}, {"selected", one.key == at.session}});
  }
  return options;
}

std::string place_title(const desk& at, const std::string& key, const web::locale& in) {
  const auto* session = at.at->find_session(key);
  return session ? web::pick(session->title, in.language()) : in.text("admin.whole_event");
}

json figures_view(const request& of, const schema::reader& db, const desk& at) {
  const auto& in = *of.language;
  auto rows = check_in_figures(of, db, at);
  for (auto& row : rows) row["title"] = place_title(at, row.at("session"), in);
  return rows;
}

std::string hint_words(const request& of, const events::event& at) {
  const auto& in = *of.language;
  if (of.at + usual_before < at.starts_at)
    return in.text("check_in.early", {{"date", in.date(at.starts_at, at.time_zone)}});
  if (of.at > at.ends_at + usual_after)
    return in.text("check_in.late", {{"date", in.date(at.ends_at, at.time_zone)}});
  return {};
}

json page_data(const request& of, const desk& at, const std::string& title) {
  const auto& in = *of.language;
  auto data = admin_page(of, title);
  add_step(data, in.text("admin.home"), link_to(of, "/admin"));
  add_organiser_step(data, of, *at.at);
  const bool opens = may(of, organisers::permission::see_attendees);
  const auto name = web::pick(at.at->title, in.language());
  add_step(data, name, opens ? admin_link(of, "/events/" + at.at->slug) : "");
  // On a phone at the door there is no room for menus.
  data["desk_back"] = {
      {"text", in.text("site.back")},
      {"url", opens ? admin_link(of, "/events/" + at.at->slug) : link_to(of, "/admin")}};
  data["session"] = at.session;
  data["desk"] = at.name;
  data["place"] = place_title(at, at.session, in);
  return data;
}

}  // namespace

nlohmann::json check_in_words(const request& of, const schema::reader& db, services& with,
                              const desk& at, const desk_answer& what) {
  const auto& done = what.done;
  const auto& in = *of.language;
  const auto name = done.who ? name_of(*done.who) : what.reference;
  const auto key = std::string(to_text(done.what));
  auto text = done.who ? more_words(of, at, done.what, *done.who) : in.text("check_in.try_name");
  if (done.what == outcome::other_event) text = other_event_words(of, db, with, what.reference);
  const bool can_undo = done.who && done.who->here_since;
  return {{"outcome", key},
          {"kind", kind_of(done.what)},
          {"title", in.text("check_in.result." + key, {{"name", name}})},
          {"text", text},
          {"undo", can_undo ? done.who->reference : ""},
          {"anyway", done.who && done.what == outcome::not_in_session && can_enter_anyway(*done.who)
                         ? what.reference
                         : ""},
          {"name", name},
          {"reference", what.reference}};
}

nlohmann::json check_in_figures(const request& of, const schema::reader& db, const desk& at) {
  auto rows = nlohmann::json::array();
  for (const auto& one : events::count_check_ins(db, *of.scope, *at.at)) {
    std::string key;
    for (const auto& session : at.at->sessions) {
      if (session.id == one.session_id) key = session.key;
    }
    rows.push_back({{"session", key}, {"here", one.here}, {"expected", one.expected}});
  }
  return rows;
}

std::string desk_link(const request& of, const desk& at, const std::string& below,
                      const std::string& more) {
  auto path = "/events/" + at.at->slug + "/check-in" + below;
  const auto add = [&](const std::string& part) {
    path += (path.find('?') == std::string::npos ? "?" : "&") + part;
  };
  if (!at.session.empty()) add("session=" + encode_component(at.session));
  if (!at.name.empty()) add("desk=" + encode_component(at.name));
  if (!more.empty()) add(more);
  return admin_link(of, path);
}

response check_in_page(int status, const request& of, const schema::reader& db, services& with,
                       const check_in_shown& shown) {
  const auto& at = shown.at;
  const auto& in = *of.language;
  const auto name = web::pick(at.at->title, in.language());
  auto data = page_data(of, at, in.text("check_in.title_of", {{"event", name}}));
  add_step(data, in.text("check_in.title"));
  list_faults(data, shown.wrong, in);
  data["error"] = shown.wrong.empty() ? "" : in.text("admin.fault.required_check_in");
  data["hint"] = hint_words(of, *at.at);
  data["code_hint"] =
      in.text(at.place(of).names_only ? "check_in.code_hint_names" : "check_in.code_hint");
  data["result"] = shown.result;
  // Not in the field: what a hand scanner reads next would be appended to it.
  data["searched_for"] = in.text("check_in.searched_for", {{"text", shown.typed}});
  data["none_found"] = !shown.typed.empty() && shown.found.empty();
  data["found"] = nlohmann::json::array();
  for (const auto& one : shown.found) data["found"].push_back(person_view(of, at, one));
  data["options"] = place_options(of, at);
  data["chosen_language"] = chosen_language(of);
  data["most_desk"] = events::check_in_limits::desk;
  data["figures"] = figures_view(of, db, at);
  data["page_url"] = admin_link(of, "/events/" + at.at->slug + "/check-in");
  data["action"] = admin_link(of, "/events/" + at.at->slug + "/check-in");
  data["undo_url"] = admin_link(of, "/events/" + at.at->slug + "/check-in/undo");
  data["counts_url"] = admin_link(of, "/events/" + at.at->slug + "/check-in/counts.json");
  data["list_url"] = desk_link(of, at, "/list");
  return page(status, of, with, "admin_check_in", std::move(data))
      .with("Permissions-Policy", "camera=(self), geolocation=(), microphone=()");
}

response check_in_list_page(const request& of, const schema::reader& db, services& with,
                            const desk& at) {
  const auto& in = *of.language;
  const auto name = web::pick(at.at->title, in.language());
  auto data = page_data(of, at, in.text("check_in.list_of", {{"event", name}}));
  add_step(data, in.text("check_in.title"), desk_link(of, at));
  add_step(data, in.text("check_in.list"));
  const auto place = at.place(of);
  data["beside"] = in.text(place.names_only ? "admin.reference" : "admin.organisation");
  data["rows"] = nlohmann::json::array();
  for (const auto& one : events::list_arrivals(db, place)) {
    data["rows"].push_back(
        {{"name", one.family_name + ", " + one.given_name},
         {"beside", place.names_only ? one.reference : one.organisation},
         {"here", one.here_since ? in.date_time(*one.here_since, at.at->time_zone) : ""}});
  }
  data["as_of"] = in.text("check_in.as_of", {{"time", in.date_time(of.at, at.at->time_zone)},
                                             {"count", data["rows"].size()}});
  return page(200, of, with, "admin_check_in_list", std::move(data));
}

}  // namespace zusage::server
