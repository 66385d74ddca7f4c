// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/organiser_pages.hpp"
#include "events/own_events.hpp"
#include "organisers/event_staff.hpp"
#include "organisers/staff.hpp"
#include "server/admin.hpp"
#include "server/admin_messages.hpp"
#include "server/admin_start.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"

namespace zusage::server {
namespace {

nlohmann::json event_row(const request& of, const events::own_event& one) {
  const auto& in = *of.language;
  const auto rest = "/events/" + one.slug;
  const bool opens = may(of, organisers::permission::see_attendees);
  // Who is there for the check-in alone goes to its page.
  const bool welcomes =
      one.kind != events::kind::paper && may(of, organisers::permission::check_in);
  return {{"title", web::pick(one.title, in.language())},
          {"content_language", foreign_language(one.title, in)},
          {"url", opens      ? admin_link(of, rest)
                  : welcomes ? admin_link(of, rest + "/check-in")
                             : ""},
          {"public_url", one.status == events::event_status::draft
                             ? ""
                             : link_to(of, events::public_path(one.kind, one.slug))},
          {"period", in.period(one.starts_at, one.ends_at, one.time_zone)},
          {"status", in.text("admin.event_status." + std::string(to_text(one.status))) +
                         (one.hidden ? ", " + in.text("admin.hidden") : "")},
          {"taken", in.number(one.taken)},
          {"downloads", one.kind == events::kind::paper
                            ? in.text("admin.download_count", {{"count", one.downloads}})
                            : ""},
          {"over", over_words(one.capacity, one.taken, in)},
          {"capacity", one.capacity ? in.number(*one.capacity) : in.text("admin.unlimited")},
          {"waiting", in.number(one.waiting)}};
}

// What is still to come by start, then what is over, the newest first.
nlohmann::json event_rows(const request& of, const std::vector<events::own_event>& all, bool over) {
  auto rows = nlohmann::json::array();
  for (const auto& one : all) {
    if ((one.ends_at < of.at) == over) rows.push_back(event_row(of, one));
  }
  if (over) std::reverse(rows.begin(), rows.end());
  return rows;
}

// Who is there for the check-in alone goes to its page.
std::string path_of_event(const request& of, const organisers::event_membership& at) {
  const bool desk = at.role == organisers::role::check_in;
  return link_to(of,
                 "/admin/" + at.organiser_key + "/events/" + at.slug + (desk ? "/check-in" : ""));
}

nlohmann::json json_of_events(const request& of,
                              const std::vector<organisers::event_membership>& all) {
  const auto& in = *of.language;
  auto rows = nlohmann::json::array();
  for (const auto& at : all) {
    rows.push_back({{"name", web::pick(at.title, in.language())},
                    {"content_language", foreign_language(at.title, in)},
                    {"url", path_of_event(of, at)},
                    {"organiser", web::pick(at.organiser_name, in.language())},
                    {"role", in.text("admin.role." + std::string(to_text(at.role)))}});
  }
  return rows;
}

}  // namespace

// Every year the declaration of accessibility has to be looked at again.
nlohmann::json declaration_notice(const request& of, const events::organiser_pages& whose) {
  if (!events::declaration_is_due(whose, of.at)) return false;
  const auto& in = *of.language;
  const auto declared = events::start_of_date(events::declared_on(whose));
  return {
      {"text", declared ? in.text("duty.accessibility.due", {{"date", in.date(*declared, "UTC")}})
                        : in.text("duty.accessibility.due_first")},
      {"url", link_to(of, "/accessibility?organiser=" + whose.by.key)}};
}

// GET /admin
response show_own_organisers(const request& of, const schema::reader& db, services& with) {
  const auto works_for = organisers::memberships_of(db, of.staff_id);
  const auto path = [&](const organisers::membership& at) {
    const bool officer = at.role == organisers::role::dpo;
    return link_to(of, "/admin/" + at.organiser_key + (officer ? "/consents" : "/start"));
  };
  const auto at_events = organisers::events_of(db, of.staff_id);
  if (works_for.size() == 1 && at_events.empty()) return see_other(path(works_for.front()));
  if (works_for.empty() && at_events.size() == 1)
    return see_other(path_of_event(of, at_events.front()));
  const auto& in = *of.language;
  auto data = admin_page(of, in.text("admin.organisers"));
  data["organisers"] = nlohmann::json::array();
  for (const auto& at : works_for) {
    const auto whose = events::find_organiser_pages(db, at.organiser_key);
    data["organisers"].push_back(
        {{"name", web::pick(at.organiser_name, in.language())},
         {"content_language", foreign_language(at.organiser_name, in)},
         {"url", path(at)},
         {"declaration", whose ? declaration_notice(of, *whose) : nlohmann::json(false)},
         {"role", in.text("admin.role." + std::string(to_text(at.role)))}});
  }
  data["events"] = json_of_events(of, at_events);
  data["any_events"] = !at_events.empty();
  data["nowhere"] = works_for.empty() && at_events.empty();
  return page(200, of, with, "admin_home", std::move(data));
}

// GET /admin/{organiser}/events
response show_own_events(const request& of, const schema::reader& db, services& with) {
  const auto& in = *of.language;
  const auto name = web::pick(events::name_of_organiser(db, *of.scope), in.language());
  auto data = admin_page(of, in.text("admin.events_of", {{"organiser", name}}));
  add_step(data, in.text("admin.home"), link_to(of, "/admin"));
  add_step(data, name);
  const auto all = events::list_own_events(db, *of.scope);
  auto groups = nlohmann::json::array();
  for (const bool over : {false, true}) {
    auto rows = event_rows(of, all, over);
    if (rows.empty()) continue;
    groups.push_back({{"caption", in.text(over ? "admin.events_over" : "admin.events_to_come")},
                      {"rows", std::move(rows)}});
  }
  const bool manages = may(of, organisers::permission::manage_events);
  data["imported"] = manages && of.query.has("imported");
  data["new_url"] = manages ? admin_link(of, "/new-event") : "";
  data["groups"] = std::move(groups);
  const auto whose = events::find_organiser_pages(db, of.capture("organiser"));
  data["declaration"] = whose ? declaration_notice(of, *whose) : nlohmann::json(false);
  add_mail_flow(data, of, db, with);
  return page(200, of, with, "admin_events", std::move(data));
}

}  // namespace zusage::server
