// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "base/text.hpp"
#include "events/attendees.hpp"
#include "events/decision.hpp"
#include "events/form_input.hpp"
#include "events/own_events.hpp"
#include "events/places.hpp"
#include "server/admin_attendees.hpp"
#include "server/admin_confirm.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"
#include "web/form.hpp"

namespace zusage::server {
namespace {

constexpr std::size_t most_at_once = 100;

struct wanted {
  std::shared_ptr<const events::event> at;
  std::vector<events::registration> people;  ///< whose box was ticked, in the order of the list
  bool approve = false;
  std::string text;
  std::optional<std::int64_t> free;  ///< places at the event; nothing: without limit
  faults wrong;
};

std::string name_of(const events::registration& row) {
  return row.given_name + " " + row.family_name;
}

wanted read_wanted(const request& of, const schema::reader& db,
                   std::shared_ptr<const events::event> at) {
  wanted made;
  made.at = std::move(at);
  const auto ticked = of.form.values("who");
  for (const auto& reference : ticked) {
    if (made.people.size() > most_at_once) break;
    auto row = events::find_attendee(db, *of.scope, reference);
    const bool twice = row && std::any_of(made.people.begin(), made.people.end(),
                                          [&](const auto& one) { return one.id == row->id; });
    if (row && row->event_id == made.at->id && !twice) made.people.push_back(std::move(*row));
  }
  const auto& said = of.form.get("decision");
  made.approve = said == "approve";
  if (said != "approve" && said != "decline") made.wrong.push_back({"", "unknown_option"});
  if (made.people.empty()) made.wrong.push_back({"", "nobody_chosen"});
  if (made.people.size() > most_at_once)
    made.wrong.push_back({"", "too_many_chosen", {{"maximum", most_at_once}}});
  if (made.at->capacity) {
    const auto figures = events::find_place_figures(db, *of.scope, made.at->id);
    const auto taken = figures.empty() ? 0 : figures.front().taken;
    made.free = std::max<std::int64_t>(0, events::places::free_places(made.at->capacity, taken));
  }
  made.text = events::checked_text("text", of.form.get("text"),
                                   {events::most_decision_text, false, true}, made.wrong);
  return made;
}

nlohmann::json page_data(const request& of, const wanted& what, const std::string& title) {
  auto data = attendee_step_data(of, *what.at, title, nullptr);
  add_step(data, of.language->text("attendees.decide"));
  data["back_url"] = admin_link(of, "/events/" + what.at->slug);
  return data;
}

nlohmann::json text_field_of(const request& of, const faults& wrong) {
  web::form_field field;
  field.as = web::form_field::control::textarea;
  field.name = "text";
  field.label = of.language->text("admin.decision.text");
  field.hint = of.language->text("attendees.decide_text_hint");
  field.optional = true;
  const auto& typed = of.form.get("text");
  if (is_utf8(typed)) field.value = typed;
  auto made = web::to_json(field);
  made["id"] = "text";
  for (const auto& one : wrong) {
    if (one.field == "text") made["error"] = fault_words(one, *of.language);
  }
  return made;
}

// Whether there are places for all of them, and what becomes of the others.
std::string places_words(const wanted& what, const web::locale& in) {
  using enum events::registration_status;
  if (!what.approve || !what.free) return {};
  const auto open = std::count_if(what.people.begin(), what.people.end(), [](const auto& one) {
    return one.status == applied || one.status == refused;
  });
  const auto rest = std::max<std::int64_t>(0, std::int64_t(open) - *what.free);
  const auto* outcome = rest == 0               ? "attendees.places_for_all"
                        : what.at->waiting_list ? "attendees.places_some_wait"
                                                : "attendees.places_some_not";
  return in.text("attendees.places_free",
                 {{"count", *what.free}, {"capacity", *what.at->capacity}}) +
         " " + in.text(outcome, {{"count", rest}});
}

// How many and who, with the text that all of them get.
response ask(const request& of, services& with, const wanted& what) {
  const auto& in = *of.language;
  const auto count = std::int64_t(what.people.size());
  const auto* key = what.approve ? "attendees.approve_title" : "attendees.decline_title";
  auto data = page_data(of, what, in.text(key, {{"count", count}}));
  data["people"] = nlohmann::json::array();
  for (const auto& one : what.people)
    data["people"].push_back({{"name", name_of(one)}, {"reference", one.reference}});
  data["places"] = places_words(what, in);
  data["decision"] = what.approve ? "approve" : "decline";
  data["submit"] = in.text(what.approve ? "admin.decision.approve" : "admin.decision.decline");
  data["action"] = attendee_link(of, *what.at, "decide");
  data["field"] = text_field_of(of, what.wrong);
  list_faults(data, what.wrong, in);
  data["has_errors"] = !what.wrong.empty();
  data["nothing_done"] = true;
  return page(what.wrong.empty() ? 200 : 422, of, with, "admin_attendees_decide", std::move(data));
}

// A session that is full is named by its title.
std::string refusal_words(const events::event& at, fault why, const web::locale& in) {
  const auto key = why.arguments.find("session");
  if (key != why.arguments.end() && key->is_string()) {
    const auto* session = at.find_session(key->get<std::string>());
    if (session) *key = web::pick(session->title, in.language());
  }
  return fault_words(why, in);
}

// Each in a write of its own, so that nobody else has to wait for all of them.
nlohmann::json decide_on(const request& of, services& with, const wanted& what,
                         const events::registration& who) {
  const auto& in = *of.language;
  const auto done = with.db.write([&](schema::transaction& tx) {
    return with.registrar.decide(tx, *what.at, *of.scope, {who.reference, what.approve, what.text},
                                 of.at);
  });
  return {{"name", name_of(who)},
          {"url", attendee_link(of, *what.at, who.reference)},
          {"done", done.has_value()},
          {"text", done ? status_words(*what.at, *done, in)
                        : refusal_words(*what.at, done.error().front(), in)}};
}

}  // namespace

// POST /admin/{organiser}/events/{slug}/attendees/decide
response post_decisions(const request& of, services& with) {
  wanted what;
  const auto refused = with.db.read([&](const schema::reader& db) -> std::optional<response> {
    const auto at = find_own_event(of, db, with);
    if (!at) return error_page(404, of, with, "error.not_found");
    what = read_wanted(of, db, at);
    if (what.people.empty()) return attendees_page(422, of, db, with, at, what.wrong);
    return std::nullopt;
  });
  if (refused) return *refused;
  if (!what.wrong.empty() || !is_confirmed(of)) return ask(of, with, what);
  const auto& in = *of.language;
  auto rows = nlohmann::json::array();
  for (const auto& one : what.people) rows.push_back(decide_on(of, with, what, one));
  const auto count = std::count_if(rows.begin(), rows.end(), [](const nlohmann::json& one) {
    return one.at("done").get<bool>();
  });
  auto data = page_data(of, what, in.text("attendees.decided_title"));
  data["summary"] = in.text("attendees.decided",
                            {{"count", std::int64_t(count)}, {"all", std::int64_t(rows.size())}});
  data["rows"] = std::move(rows);
  return page(200, of, with, "admin_attendees_decided", std::move(data));
}

}  // namespace zusage::server
