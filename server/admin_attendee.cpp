// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/text.hpp"
#include "events/attendance.hpp"
#include "events/attendees.hpp"
#include "events/paper.hpp"
#include "events/phone_consent.hpp"
#include "events/registration_rows.hpp"
#include "events/returned_messages.hpp"
#include "server/admin.hpp"
#include "server/admin_attendee_page.hpp"
#include "server/admin_attendees.hpp"
#include "server/admin_messages.hpp"
#include "server/admin_view.hpp"
#include "server/answers_view.hpp"
#include "server/application_view.hpp"
#include "server/consent_words.hpp"
#include "server/event_view.hpp"
#include "server/session_day.hpp"

namespace zusage::server {
namespace {

constexpr std::int64_t most_messages = 20;

std::string standing(const events::registration& person, const events::event& at,
                     const web::locale& in) {
  if (!events::holds_place(person.status)) return status_words(at, person.status, in);
  std::string titles;
  for (const auto& booked : person.sessions) {
    const auto* of = at.find_session(booked.session_key);
    if (!of || booked.status != events::registration_status::waiting) continue;
    titles += (titles.empty() ? "" : ", ") + web::pick(of->title, in.language());
  }
  return standing_words(at, person.status, titles, in);
}

std::string municipality_words(const events::registration& person) {
  if (person.ags.empty()) return person.municipality;
  if (person.municipality.empty()) return person.ags;
  return person.municipality + " (" + person.ags + ")";
}

nlohmann::json facts(const events::registration& person, const events::event& at,
                     const web::locale& in) {
  auto list = nlohmann::json::array();
  const auto add = [&](const char* key, const std::string& value) {
    if (!value.empty()) list.push_back({{"label", kind_text(at.kind, in, key)}, {"value", value}});
  };
  const auto time = [&](const std::optional<instant>& t) {
    return t ? in.date_time(*t, at.time_zone) : std::string();
  };
  add("admin.reference", person.reference);
  add("admin.status", standing(person, at, in));
  if (person.waiting_position > 0) {
    add("admin.waiting_position", in.number(person.waiting_position));
  }
  add("admin.email", person.email);
  add("admin.phone", person.phone);
  add("admin.organisation", person.organisation);
  add("admin.function", person.job_function);
  add("admin.municipality", municipality_words(person));
  add("admin.language", web::find_locale(person.language).name());
  add("admin.registered_at", time(person.registered_at));
  add("admin.cancelled_at", time(person.cancelled_at));
  add("admin.checked_in_at", time(person.checked_in_at));
  return list;
}

nlohmann::json sessions(const events::registration& person, const events::event& at,
                        const web::locale& in) {
  using status = events::registration_status;
  const bool decided_later = person.status == status::applied || person.status == status::refused;
  auto list = nlohmann::json::array();
  for (const auto& booked : person.sessions) {
    const auto* of = at.find_session(booked.session_key);
    if (!of) continue;
    list.push_back({{"title", web::pick(of->title, in.language())},
                    {"content_language", foreign_language(of->title, in)},
                    {"time", session_when_words(at, *of, in)},
                    {"status", decided_later && booked.status == status::waiting
                                   ? in.text("admin.decision.wanted")
                                   : in.text("admin.registration_status." +
                                             std::string(to_text(booked.status)))}});
  }
  return list;
}

// `Forum 1, 11. September 2027, 9:02 Uhr, 57 Minuten`
nlohmann::json attended(const request& of, const schema::reader& db,
                        const events::registration& person, const events::event& at) {
  const auto& in = *of.language;
  auto list = nlohmann::json::array();
  for (const auto& one : events::find_attendance(db, *of.scope, person.id)) {
    auto words = in.text("admin.whole_event");
    for (const auto& session : at.sessions) {
      if (session.id == one.session_id) words = web::pick(session.title, in.language());
    }
    if (one.joined_at) words += ", " + in.date_time(*one.joined_at, at.time_zone);
    if (one.minutes) words += ", " + in.text("admin.attended_minutes", {{"minutes", *one.minutes}});
    list.push_back({{"text", words}});
  }
  return list;
}

nlohmann::json consents(const request& of, const schema::reader& db, const consent::ledger& ledger,
                        const events::registration& person, const events::event& at) {
  const auto& in = *of.language;
  auto list = nlohmann::json::array();
  for (const auto& one : ledger.find_by_email(db, of.scope->acting_for(), person.email)) {
    const bool other = consent::permits(one.now) && !events::covers_number(one.by, person.phone);
    const auto state =
        other ? in.text("admin.consent_other_number") : words_of_standing(db, one, in);
    list.push_back({{"title", web::pick(one.title, in.language())},
                    {"state", state},
                    {"changed_at", in.date_time(one.changed_at, at.time_zone)}});
  }
  return list;
}

// The newest of what was sent about this registration, and the way to all that went to its address.
void add_messages(nlohmann::json& data, const request& of, const schema::reader& db, services& with,
                  const events::registration& person) {
  events::log_choice which;
  which.what = events::log_choice::list::of_registration;
  which.id = person.id;
  data["rows"] = nlohmann::json::array();
  for (const auto& one : events::list_messages(db, *of.scope, which, most_messages))
    data["rows"].push_back(message_row(of, one, with));
  const bool sees_all = of.scope->reaches_everything() && !person.email.empty();
  data["messages_url"] = sees_all ? admin_link(of, "/messages") : "";
  data["email"] = person.email;
  const auto came_back = events::message_that_came_back(db, *of.scope, person.id);
  data["came_back"] = came_back.has_value();
  data["came_back_url"] = came_back ? message_link(of, *came_back, with) : "";
}

std::string done_words(const request& of) {
  const auto& done = of.query.get("done");
  if (done == "approved" || done == "declined") return of.language->text("admin.decision." + done);
  const bool known = done == "cancelled" || done == "changed" || done == "added" ||
                     done == "promoted" || done == "noted" || done == "note_deleted";
  return known ? of.language->text("attendees.done." + done) : "";
}

// The form for deciding, while there is something to decide.
nlohmann::json decision_view(const request& of, const events::event& at,
                             const events::registration& person, const faults& wrong) {
  using status = events::registration_status;
  const bool open = person.status == status::applied || person.status == status::refused;
  if (!open || !may(of, organisers::permission::manage_events)) return nullptr;
  const auto& in = *of.language;
  std::string error;
  for (const auto& one : wrong) {
    if (one.field == "text") error = fault_words(one, in);
  }
  const auto& typed = of.form.get("text");
  return {{"action",
           admin_link(of, "/events/" + at.slug + "/attendees/" + person.reference + "/decision")},
          {"declined", person.status == status::refused},
          {"id", "text"},
          {"name", "text"},
          {"label", in.text("admin.decision.text")},
          {"hint", in.text("admin.decision.text_hint")},
          {"value", is_utf8(typed) ? typed : ""},
          {"rows", 5},
          {"error", error},
          {"optional", true},
          {"show_if", ""},
          {"show_is", ""},
          {"autocomplete", ""}};
}

}  // namespace

// GET /admin/{organiser}/events/{slug}/attendees/{reference}
response show_attendee(const request& of, const schema::reader& db, services& with) {
  const auto at = find_own_event(of, db, with);
  if (!at) return error_page(404, of, with, "error.not_found");
  return attendee_page(200, of, db, with, *at, {});
}

response attendee_page(int status, const request& of, const schema::reader& db, services& with,
                       const events::event& of_event, const faults& wrong) {
  const auto* at = &of_event;
  const auto person = events::find_attendee(db, *of.scope, of.capture("reference"));
  if (!person || person->event_id != at->id) return error_page(404, of, with, "error.not_found");

  const auto& in = *of.language;
  const auto name = person->given_name + " " + person->family_name;
  auto data = page_at_event(of, *at, name);
  add_step(data, name);
  data["facts"] = facts(*person, *at, in);
  for (auto& line : application_facts(*person, *at, db, in)) data["facts"].push_back(line);
  data["decision"] = decision_view(of, *at, *person, wrong);
  data["done"] = done_words(of);
  list_faults(data, wrong, in);
  if (at->kind == events::kind::paper) {
    data["facts"].push_back({{"label", in.text("admin.downloads")},
                             {"value", in.number(events::count_downloads(db, person->id))}});
  }
  data["sessions"] = sessions(*person, *at, in);
  data["answers"] = answers_view(db, *at, *person, in);
  data["attended"] = attended(of, db, *person, *at);
  add_messages(data, of, db, with, *person);
  if (const auto who = find_staffed(of, db, with))
    add_attendee_acts(data, of, db, with, *who, wrong);
  const bool sees_consents = may(of, organisers::permission::see_consents);
  data["sees_consents"] = sees_consents;
  data["consents"] =
      sees_consents ? consents(of, db, with.ledger, *person, *at) : nlohmann::json::array();
  return page(status, of, with, "admin_attendee", std::move(data));
}

}  // namespace zusage::server
