// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "events/attendees.hpp"
#include "events/own_events.hpp"
#include "events/paper.hpp"
#include "events/registration_import.hpp"
#include "events/returned_messages.hpp"
#include "organisers/event_staff.hpp"
#include "server/admin.hpp"
#include "server/admin_attendee_list.hpp"
#include "server/admin_attendees.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"
#include "server/session_day.hpp"
#include "server/target.hpp"

namespace zusage::server {
namespace {

std::string standing(const events::event& at, const events::attendee_row& row,
                     const web::locale& in) {
  std::string titles;
  for (const auto& of : at.sessions) {
    if (std::ranges::find(row.waits_for, of.id) == row.waits_for.end()) continue;
    titles += (titles.empty() ? "" : ", ") + web::pick(of.title, in.language());
  }
  return standing_words(at, row.status, titles, in);
}

nlohmann::json attendee_view(const request& of, const events::event& at,
                             const events::attendee_row& row) {
  const auto& in = *of.language;
  return {{"name", row.given_name + " " + row.family_name},
          {"url", admin_link(of, "/events/" + at.slug + "/attendees/" + row.reference)},
          {"email", row.email},
          {"organisation", row.organisation},
          {"municipality", row.municipality.empty() ? row.ags : row.municipality},
          {"status", standing(at, row, in)},
          {"registered_at", in.short_date(row.registered_at, at.time_zone) + ", " +
                                in.time(row.registered_at, at.time_zone)},
          {"reference", row.reference},
          {"phone", row.phone},
          {"function", row.job_function}};
}

nlohmann::json status_options(const request& of, const schema::reader& db, const events::event& at,
                              const events::attendee_filter& by) {
  const auto& in = *of.language;
  auto options = nlohmann::json::array();
  for (const auto& [status, count] : events::count_attendees(db, *of.scope, at.id)) {
    options.push_back({{"option", to_text(status)},
                       {"text", status_words(at, status, in) + " (" + in.number(count) + ")"},
                       {"selected", by.status == status}});
  }
  return options;
}

void add_paging(nlohmann::json& data, const request& of, const events::event& at,
                const list_choice& what, const events::attendee_page& shown) {
  if (shown.pages < 2) return;
  const auto link = [&](std::int64_t number) { return list_link(of, at, what, number); };
  data["paging"] = {{"previous_url", shown.page > 1 ? link(shown.page - 1) : ""},
                    {"next_url", shown.page < shown.pages ? link(shown.page + 1) : ""},
                    {"words", of.language->text("admin.page_of",
                                                {{"page", shown.page}, {"pages", shown.pages}})}};
}

// How full the event and its sessions are; where a capacity was lowered, how far over.
nlohmann::json places_view(const request& of, const schema::reader& db, const events::event& at) {
  const auto& in = *of.language;
  const bool days = has_several_days(at);
  auto rows = nlohmann::json::array();
  for (const auto& one : events::find_place_figures(db, *of.scope, at.id)) {
    const auto* session = at.find_session(one.session_key);
    rows.push_back(
        {{"title",
          session ? web::pick(session->title, in.language()) : in.text("admin.whole_event")},
         {"when", session && days ? session_when_words(at, *session, in) : ""},
         {"taken", in.number(one.taken)},
         {"capacity", one.capacity ? in.number(*one.capacity) : in.text("admin.unlimited")},
         {"over", over_words(one.capacity, one.taken, in)},
         {"kept", one.kept > 0 ? in.text("admin.kept_for_codes", {{"count", one.kept}}) : ""},
         {"offered", in.number(one.offered)},
         {"waiting", in.number(one.waiting)}});
  }
  return rows;
}

// To the page that asks what the file is for, with what the list is narrowed to.
std::string export_choice_link(const request& of, const events::event& at, const list_choice& what,
                               const std::string& format) {
  std::string query;
  const auto add = [&](const char* name, std::string_view value) {
    if (value.empty()) return;
    query += (query.empty() ? "?" : "&") + std::string(name) + "=" + encode_component(value);
  };
  add("format", format);
  add("list.q", what.by.text);
  if (what.by.status) add("list.status", to_text(*what.by.status));
  add("list.session", what.session);
  if (what.by.of_kind) add("list.kind", to_text(*what.by.of_kind));
  return admin_link(of, "/events/" + at.slug + "/export" + query);
}

void add_exports(nlohmann::json& data, const request& of, const events::event& at,
                 const list_choice& what) {
  if (!may(of, organisers::permission::export_attendees)) return;
  data["exports"] = {{"choice_url", export_choice_link(of, at, what, "")},
                     {"csv_url", export_choice_link(of, at, what, "csv")},
                     {"excel_url", export_choice_link(of, at, what, "excel-de")},
                     {"json_url", export_choice_link(of, at, what, "json")}};
}

// The list as it stands, and what is to be done with those ticked in it.
std::string decide_link(const std::string& list) {
  const auto query = list.find('?');
  return list.substr(0, query) + "/attendees/decide" + list.substr(query);
}

// Boxes beside the applications that can be decided, for whoever may.
void add_decisions(nlohmann::json& data, const request& of, const events::event& at,
                   const list_choice& what, const events::attendee_page& shown) {
  using enum events::registration_status;
  const bool decides = at.approval && may(of, organisers::permission::manage_events);
  const bool all = of.query.get("select") == "all";
  bool any = false;
  for (std::size_t i = 0; i < shown.rows.size(); ++i) {
    const auto status = shown.rows[i].status;
    const bool open = decides && (status == applied || status == refused);
    data["rows"][i]["open"] = open;
    data["rows"][i]["ticked"] = open && all;
    data["rows"][i]["choose"] =
        open ? of.language->text("attendees.choose_one", {{"name", data["rows"][i]["name"]}}) : "";
    any = any || open;
  }
  data["decides"] = any;
  if (!any) return;
  const auto list = list_link(of, at, what, shown.page);
  data["decide_url"] = decide_link(list);
  data["select_url"] = all ? list : list + "&select=all";
  data["select_text"] = of.language->text(all ? "attendees.select_none" : "attendees.select_all");
}

// What was wrong with the choice; the fault leads to the first box.
void add_choice_faults(nlohmann::json& data, const faults& wrong, const web::locale& in) {
  list_faults(data, wrong, in);
  data["has_errors"] = !wrong.empty();
  for (const auto& row : data["rows"]) {
    if (!row.value("open", false)) continue;
    for (auto& one : data["errors"]) one["href"] = "#who-" + row.at("reference").get<std::string>();
    return;
  }
}

// The other pages of the event.
void add_links(nlohmann::json& data, const request& of, const events::event& at) {
  const bool manages = may(of, organisers::permission::manage_events);
  const auto link = [&](bool there, const char* rest) {
    return there ? admin_link(of, "/events/" + at.slug + rest) : std::string();
  };
  data["add_url"] = link(manages && events::takes_people_by_staff(at, of.at), "/attendees/new");
  data["import_url"] = link(manages && events::takes_imports(at), "/attendees/import");
  data["invitations_url"] = link(manages, "/invitations");
  data["edit_url"] = link(manages && organisers::may_edit(*of.scope, at.id), "/edit");
  data["copy_url"] = link(manages && of.scope->reaches_everything(), "/copy");
  const bool draft = at.status == events::event_status::draft;
  data["preview_url"] = link(manages && draft && at.kind != events::kind::paper, "/preview");
  data["online_url"] = link(manages && at.kind != events::kind::paper, "/online");
  data["ring_url"] = link(manages && at.ring, "/ring");
  data["messages_url"] = link(true, "/messages");
  data["write_url"] = link(may(of, organisers::permission::send_newsletters), "/attendee-messages");
  data["figures_url"] = link(true, "/figures");
  data["missing_url"] = link(!at.audience.municipalities.empty(), "/missing");
  const bool gives_roles =
      may(of, organisers::permission::manage_staff) && of.scope->reaches_everything();
  data["staff_url"] = link(gives_roles, "/staff");
  const bool has_desk = at.kind != events::kind::paper && at.mode != events::mode::online;
  data["check_in_url"] = link(has_desk && may(of, organisers::permission::check_in), "/check-in");
}

// Drafts say what they are; one that was just copied says so too.
void add_draft_notice(nlohmann::json& data, const request& of, const events::event& at) {
  const bool draft = at.status == events::event_status::draft;
  const bool copied = draft && of.query.has("copied");
  data["draft"] = draft && !copied;
  data["copied"] = copied;
}

}  // namespace

response attendees_page(int status, const request& of, const schema::reader& db, services& with,
                        const std::shared_ptr<const events::event>& at, const faults& wrong) {
  const auto& in = *of.language;
  const auto name = web::pick(at->title, in.language());
  const auto chosen = list_choice_of(of, *at);
  const auto& by = chosen.by;
  const auto shown = events::list_attendees(db, *of.scope, at->id, by);

  auto data = admin_page(of, kind_text(at->kind, in, "admin.attendees_of", {{"event", name}}));
  add_step(data, in.text("admin.home"), link_to(of, "/admin"));
  add_organiser_step(data, of, *at);
  add_step(data, name);
  data["period"] = at->kind == events::kind::paper
                       ? in.date(at->starts_at, at->time_zone)
                       : in.period(at->starts_at, at->ends_at, at->time_zone);
  const bool visible = at->status != events::event_status::draft;
  data["public_url"] = visible ? link_to(of, events::public_path(*at)) : "";
  data["action"] = admin_link(of, "/events/" + at->slug);
  data["chosen_language"] = chosen_language(of);
  const bool paper = at->kind == events::kind::paper;
  data["downloads"] =
      paper ? in.text("admin.download_count", {{"count", events::count_downloads_of(db, at->id)}})
            : "";
  data["q"] = by.text;
  data["options"] = status_options(of, db, *at, by);
  data["count"] = kind_text(at->kind, in, "admin.attendee_count", {{"count", shown.total}});
  const bool filtered = chosen.filtered();
  data["filtered"] = filtered;
  const bool nobody = shown.total == 0 && !filtered;
  data["nobody_yet"] = nobody ? kind_text(at->kind, in, "admin.nobody_yet") : "";
  data["none_found"] = shown.total == 0 && filtered;
  const bool has_places = at->kind != events::kind::paper && !nobody;
  data["places"] = has_places ? places_view(of, db, *at) : nlohmann::json::array();
  data["rows"] = nlohmann::json::array();
  const auto returned = events::references_unreachable(db, *of.scope, at->id);
  for (const auto& row : shown.rows) {
    data["rows"].push_back(attendee_view(of, *at, row));
    auto& made = data["rows"].back();
    if (returned.count(row.reference) > 0) made["came_back"] = in.text("messages.came_back");
    add_chosen_values(made, of, db, *at, chosen);
    made["cells"] = list_cells(chosen, made);
  }
  add_list_choices(data, of, *at, chosen);
  add_decisions(data, of, *at, chosen, shown);
  add_choice_faults(data, wrong, in);
  add_paging(data, of, *at, chosen, shown);
  add_exports(data, of, *at, chosen);
  add_draft_notice(data, of, *at);
  add_links(data, of, *at);
  return page(status, of, with, "admin_attendees", std::move(data));
}

// GET /admin/{organiser}/events/{slug}
response show_attendees(const request& of, const schema::reader& db, services& with) {
  const auto at = find_own_event(of, db, with);
  if (!at) return error_page(404, of, with, "error.not_found");
  return attendees_page(200, of, db, with, at, {});
}

}  // namespace zusage::server
