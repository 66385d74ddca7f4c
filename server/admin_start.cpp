// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/admin_start.hpp"

#include <algorithm>

#include "base/time_zone.hpp"
#include "consent/verifications.hpp"
#include "events/event_figures.hpp"
#include "events/message_log.hpp"
#include "events/organiser_tasks.hpp"
#include "events/own_events.hpp"
#include "events/retention.hpp"
#include "events/webhooks.hpp"
#include "server/admin_messages.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"

namespace zusage::server {
namespace {

using nlohmann::json;
using organisers::permission;

constexpr std::int64_t most_next_events = 10;
// What went wrong before that is history, and stands in the list of messages.
constexpr std::chrono::days trouble_is_new{14};

json task(const std::string& text, const std::string& link_text, const std::string& url) {
  return {{"text", text}, {"link_text", link_text}, {"url", url}};
}

void add_event_tasks(json& tasks, const request& of, const schema::reader& db) {
  const auto& in = *of.language;
  for (const auto& one : events::list_undecided(db, *of.scope, of.at)) {
    tasks.push_back(task(in.text("start.undecided", {{"count", one.count}}),
                         web::pick(one.title, in.language()),
                         admin_link(of, "/events/" + one.slug + "?status=applied")));
  }
  for (const auto& one : events::list_unpublished(db, *of.scope, of.at)) {
    tasks.push_back(task(in.text("start.unpublished"), web::pick(one.title, in.language()),
                         admin_link(of, "/events/" + one.slug)));
  }
}

// What falls to whoever answers for data: requests, deletions, the daily verification.
void add_data_tasks(json& tasks, const request& of, const schema::reader& db) {
  const auto& in = *of.language;
  const auto organiser_id = of.scope->organiser_id();
  const auto open = db.value<std::int64_t>(
      "SELECT COUNT(*) FROM data_request WHERE organiser_id = :1 AND state = 'open'", organiser_id);
  const auto late = db.value<std::int64_t>(
      "SELECT COUNT(*) FROM data_request"
      " WHERE organiser_id = :1 AND state = 'open' AND due_at < :2",
      organiser_id, of.at);
  if (open.value_or(0) > 0) {
    auto text = in.text("start.requests", {{"count", *open}});
    if (late.value_or(0) > 0) text += " " + in.text("proof.requests_late", {{"count", *late}});
    tasks.push_back(task(text, in.text("start.requests_link"), admin_link(of, "/requests")));
  }
  if (const auto overdue = events::count_overdue(db, *of.scope, of.at); overdue > 0) {
    tasks.push_back(task(in.text("start.overdue", {{"count", overdue}}),
                         in.text("start.overdue_link"), admin_link(of, "/retention")));
  }
  const auto last = consent::find_verification(db, organiser_id);
  if (last && last->finished_at && last->problems > 0) {
    tasks.push_back(task(in.text("proof.problems", {{"count", last->problems}}),
                         in.text("start.verification_link"), admin_link(of, "/consents")));
  }
}

// When the chain was last verified, whatever came out.
json last_verification(const request& of, const schema::reader& db) {
  const auto& in = *of.language;
  const auto last = consent::find_verification(db, of.scope->organiser_id());
  const bool ever = last && last->finished_at;
  const auto text =
      ever ? in.text("proof.verified_at", {{"at", in.date_time(*last->finished_at, home_zone)},
                                           {"count", last->records}})
           : in.text("proof.never_verified");
  return {{"text", text}, {"url", admin_link(of, "/consents")}};
}

bool has_new_trouble(const request& of, const schema::reader& db) {
  events::log_choice which;
  which.only = events::log_choice::part::trouble;
  const auto newest = events::list_messages(db, *of.scope, which, 1);
  return !newest.empty() && newest.front().created_at > of.at - trouble_is_new;
}

// One that staff paused is no trouble.
bool has_failing_webhook(const request& of, const schema::reader& db) {
  const auto all = events::list_webhooks(db, *of.scope);
  return std::any_of(all.begin(), all.end(), [](const events::webhook& one) {
    return one.active ? one.failing_since.has_value() : one.pause_reason != "staff";
  });
}

// Only what the signed-in person can do something about.
json task_rows(const request& of, const schema::reader& db) {
  const auto& in = *of.language;
  auto tasks = json::array();
  if (may(of, permission::manage_events)) {
    add_event_tasks(tasks, of, db);
    if (has_new_trouble(of, db))
      tasks.push_back(task(in.text("start.mail_trouble"), in.text("start.mail_trouble_link"),
                           admin_link(of, "/messages?trouble=1")));
  }
  if (may(of, permission::see_consents)) add_data_tasks(tasks, of, db);
  if (may(of, permission::manage_staff) && has_failing_webhook(of, db))
    tasks.push_back(
        task(in.text("webhooks.task"), in.text("webhooks.title"), admin_link(of, "/webhooks")));
  if (!may(of, permission::see_attendees)) return tasks;
  const auto whose = events::find_organiser_pages(db, of.capture("organiser"));
  const auto notice = whose ? declaration_notice(of, *whose) : json(false);
  if (notice.is_object())
    tasks.push_back(task(notice.at("text"), in.text("duty.accessibility.show"), notice.at("url")));
  return tasks;
}

// The event's own page, or for who is there for the check-in alone, that.
std::string link_of(const request& of, const events::next_event& one) {
  const auto path = "/events/" + one.slug;
  if (may(of, permission::see_attendees)) return admin_link(of, path);
  return may(of, permission::check_in) ? admin_link(of, path + "/check-in") : "";
}

json event_row(const request& of, const events::next_event& one) {
  const auto& in = *of.language;
  const auto& counts = one.counts;
  const bool sees = may(of, permission::see_attendees);
  return {
      {"title", web::pick(one.title, in.language())},
      {"content_language", foreign_language(one.title, in)},
      {"url", link_of(of, one)},
      {"period", in.period(one.starts_at, one.ends_at, one.time_zone)},
      {"status", in.text("admin.event_status." + std::string(to_text(one.status))) +
                     (one.hidden ? ", " + in.text("admin.hidden") : "")},
      {"registered", in.number(counts.registered)},
      {"applied", counts.applied > 0 ? in.text("start.applied", {{"count", counts.applied}}) : ""},
      {"over", over_words(one.capacity, counts.registered, in)},
      {"capacity", one.capacity ? in.number(*one.capacity) : in.text("admin.unlimited")},
      {"waiting", in.number(counts.waiting)},
      {"cancelled", in.number(counts.cancelled)},
      {"figures_url", sees ? admin_link(of, "/events/" + one.slug + "/figures") : ""}};
}

response start_page(const request& of, const schema::reader& db, services& with) {
  const auto& in = *of.language;
  const auto name = web::pick(events::name_of_organiser(db, *of.scope), in.language());
  auto data = admin_page(of, in.text("start.title", {{"organiser", name}}));
  add_step(data, in.text("admin.home"), link_to(of, "/admin"));
  add_step(data, name);
  data["tasks"] = task_rows(of, db);
  data["verification"] =
      may(of, permission::see_consents) ? last_verification(of, db) : json(false);
  data["rows"] = json::array();
  for (const auto& one : events::list_next_events(db, *of.scope, of.at, most_next_events))
    data["rows"].push_back(event_row(of, one));
  data["table_name"] = table_name(in, in.text("start.next"));
  data["figures_shown"] = may(of, permission::see_attendees);
  data["events_url"] = admin_link(of, "/events");
  data["new_url"] = may(of, permission::manage_events) ? admin_link(of, "/new-event") : "";
  add_mail_flow(data, of, db, with);
  return page(200, of, with, "admin_start", std::move(data));
}

}  // namespace

std::string table_name(const web::locale& in, const std::string& title) {
  return in.text("start.table_of", {{"title", title}});
}

// GET /admin/{organiser}/start: counts registrations, so not on the network's thread.
response show_start(const request& of, services& with) {
  return with.db.read([&](const schema::reader& db) { return start_page(of, db, with); });
}

std::span<const route> start_routes() {
  constexpr auto staff = staff_with(permission::see_events);
  constexpr auto attendees = staff_with(permission::see_attendees);
  static const route routes[] = {
      {"GET", "/admin/{organiser}/start", staff, show_start},
      {"GET", "/admin/{organiser}/events/{slug}/figures", attendees, show_figures},
      {"GET", "/admin/{organiser}/events/{slug}/missing", attendees, show_missing},
      {"GET", "/admin/{organiser}/events/{slug}/missing.csv",
       staff_with(permission::export_attendees), export_missing_members},
  };
  return routes;
}

}  // namespace zusage::server
