// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/attendance.hpp"
#include "events/link_file.hpp"
#include "events/mail_plan.hpp"
#include "server/admin_online.hpp"
#include "server/event_view.hpp"

namespace zusage::server {
namespace {

using nlohmann::json;

json url_field(const std::string& name, const std::string& label, const std::string& value,
               const online_shown& shown, const web::locale& in) {
  json made = {{"id", name},        {"name", name},          {"type", "url"},   {"label", label},
               {"value", value},    {"autocomplete", "off"}, {"inputmode", ""}, {"hint", ""},
               {"optional", false}, {"show_if", ""},         {"error", ""},     {"any", true}};
  for (const auto& one : shown.wrong) {
    if (one.field == name) made["error"] = in.text("admin.fault." + one.code, one.arguments);
  }
  return made;
}

json link_fields(const std::string& key, const std::string& title, const std::string& time,
                 const online_shown& shown, const web::locale& in) {
  const auto suffix = key.empty() ? "" : "." + key;
  const auto found = shown.links.find(key);
  const auto links = found == shown.links.end() ? events::online_links() : found->second;
  auto fields = json::array();
  fields.push_back(
      url_field("join_url" + suffix, in.text("admin.join_url"), links.join_url, shown, in));
  fields.push_back(url_field("recording_url" + suffix, in.text("admin.recording_url"),
                             links.recording_url, shown, in));
  return {{"legend", title}, {"time", time}, {"fields", std::move(fields)}};
}

json all_link_fields(const online_shown& shown, const web::locale& in) {
  auto groups = json::array();
  groups.push_back(link_fields("", in.text("admin.whole_event"), "", shown, in));
  for (const auto& one : shown.of.sessions) {
    groups.push_back(link_fields(one.key, web::pick(one.title, in.language()),
                                 one.starts_at ? in.date_time(*one.starts_at, shown.of.time_zone)
                                               : in.text("event.date_open"),
                                 shown, in));
  }
  return groups;
}

std::string title_of(const events::event& of, std::int64_t session_id, const web::locale& in) {
  for (const auto& one : of.sessions) {
    if (one.id == session_id) return web::pick(one.title, in.language());
  }
  return in.text("admin.whole_event");
}

std::string plan_words(const std::string& plan, const web::locale& in) {
  if (plan == events::recording_plan) return in.text("admin.plan.recording");
  const auto dot = plan.find('.');
  return in.text("admin.plan." + plan.substr(0, dot), {{"key", plan.substr(dot + 1)}});
}

json planned_mails(const request& of, const schema::reader& db, const events::event& at) {
  const auto& in = *of.language;
  auto rows = json::array();
  for (const auto& one : events::list_mail_runs(db, *of.scope, at.id)) {
    rows.push_back({{"what", plan_words(one.plan, in)},
                    {"session", title_of(at, one.session_id, in)},
                    {"due", in.date_time(one.due_at, at.time_zone)},
                    {"state", in.text(one.done_at ? "admin.plan.done" : "admin.plan.to_come")},
                    {"sent", in.number(one.sent)}});
  }
  return rows;
}

json attendance(const request& of, const schema::reader& db, const events::event& at) {
  const auto& in = *of.language;
  auto rows = json::array();
  for (const auto& [session_id, count] : events::count_attendance(db, *of.scope, at.id)) {
    rows.push_back({{"title", title_of(at, session_id, in)}, {"count", in.number(count)}});
  }
  return rows;
}

std::string done_words(const request& of) {
  const auto& done = of.query.get("done");
  const bool known = done == "links" || done == "told" || done == "nothing_new" ||
                     done == "attendance" || done == "personal";
  return known ? of.language->text("admin.online_done." + done) : "";
}

json file_field(const std::string& id, const char* hint, const online_shown& shown,
                const web::locale& in) {
  json made = {{"id", id},
               {"name", "file"},
               {"label", in.text("admin.file")},
               {"hint", in.text(hint)},
               {"accept", ".csv,.txt,text/csv"},
               {"optional", false},
               {"error", ""}};
  for (const auto& one : shown.wrong) {
    if (one.field == id) made["error"] = in.text("admin.fault." + one.code, one.arguments);
  }
  return made;
}

json session_field(const request& of, const events::event& at) {
  const auto& in = *of.language;
  auto options = json::array();
  for (const auto& one : at.sessions) {
    options.push_back({{"option", one.key},
                       {"text", web::pick(one.title, in.language())},
                       {"selected", of.form.get("session") == one.key}});
  }
  return {{"id", "session"},    {"name", "session"}, {"label", in.text("admin.session")},
          {"hint", ""},         {"optional", true},  {"none_text", in.text("admin.whole_event")},
          {"autocomplete", ""}, {"show_if", ""},     {"error", ""},
          {"options", options}};
}

}  // namespace

events::links_by_session stored_links(const events::event& of) {
  events::links_by_session links;
  links[""] = {of.join_url, of.recording_url};
  for (const auto& one : of.sessions) links[one.key] = {one.join_url, one.recording_url};
  return links;
}

response online_page(int status, const request& of, const schema::reader& db, services& with,
                     const online_shown& shown) {
  const auto& in = *of.language;
  const auto& at = shown.of;
  const auto name = web::pick(at.title, in.language());
  const auto path = "/events/" + at.slug;
  auto data = page_at_event(of, at, in.text("admin.online_of", {{"event", name}}));
  add_step(data, in.text("admin.online"));
  data["done"] = done_words(of);
  data["action"] = admin_link(of, path + "/online");
  data["links"] = all_link_fields(shown, in);
  data["join_lead"] = in.text("admin.join_lead", {{"minutes", at.join_lead.count()}});
  const auto untold = events::untold_recordings(db, at, of.at);
  data["tell_url"] = untold.empty() ? "" : admin_link(of, path + "/online/tell");
  data["personal_count"] = in.text("admin.personal_count",
                                   {{"count", events::count_personal_links(db, *of.scope, at.id)}});
  data["personal_url"] = admin_link(of, path + "/online/links");
  data["personal_file"] = file_field("personal-file", "admin.personal_hint", shown, in);
  data["attendance_url"] = admin_link(of, path + "/online/attendance");
  data["attendance_file"] = file_field("attendance-file", "admin.attendance_hint", shown, in);
  data["session_field"] = at.sessions.empty() ? nlohmann::json() : session_field(of, at);
  data["attendance"] = attendance(of, db, at);
  data["has_attendance"] = !data["attendance"].empty();
  data["planned"] = planned_mails(of, db, at);
  data["has_planned"] = !data["planned"].empty();
  list_faults(data, shown.wrong, in);
  return page(status, of, with, "admin_online", std::move(data));
}

}  // namespace zusage::server
