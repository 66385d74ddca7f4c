// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <charconv>

#include "events/attendees.hpp"
#include "events/message_log.hpp"
#include "events/own_events.hpp"
#include "events/paper.hpp"
#include "server/admin.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"
#include "server/target.hpp"

namespace zusage::server {
namespace {

constexpr std::int64_t most_pages = 1'000'000;

events::attendee_filter filter_of(const request& of) {
  events::attendee_filter by;
  by.text = of.query.get("q");
  by.status = events::registration_status_from(of.query.get("status"));
  const auto& number = of.query.get("page");
  std::int64_t wanted = 1;
  const auto read = std::from_chars(number.data(), number.data() + number.size(), wanted);
  if (read.ec == std::errc() && wanted > 0 && wanted <= most_pages) by.page = wanted;
  return by;
}

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
          {"registered_at", in.date_time(row.registered_at, at.time_zone)},
          {"reference", row.reference}};
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

std::string page_link(const request& of, const events::event& at, const events::attendee_filter& by,
                      std::int64_t number) {
  auto path = "/events/" + at.slug + "?page=" + std::to_string(number);
  if (!by.text.empty()) path += "&q=" + encode_component(by.text);
  if (by.status) path += "&status=" + std::string(to_text(*by.status));
  return admin_link(of, path);
}

void add_paging(nlohmann::json& data, const request& of, const events::event& at,
                const events::attendee_filter& by, const events::attendee_page& shown) {
  if (shown.pages < 2) return;
  const auto link = [&](std::int64_t number) { return page_link(of, at, by, number); };
  data["paging"] = {{"previous_url", shown.page > 1 ? link(shown.page - 1) : ""},
                    {"next_url", shown.page < shown.pages ? link(shown.page + 1) : ""},
                    {"words", of.language->text("admin.page_of",
                                                {{"page", shown.page}, {"pages", shown.pages}})}};
}

// How full the event and its sessions are; where a capacity was lowered, how far over.
nlohmann::json places_view(const request& of, const schema::reader& db, const events::event& at) {
  const auto& in = *of.language;
  auto rows = nlohmann::json::array();
  for (const auto& one : events::find_place_figures(db, *of.scope, at.id)) {
    const auto* session = at.find_session(one.session_key);
    rows.push_back(
        {{"title",
          session ? web::pick(session->title, in.language()) : in.text("admin.whole_event")},
         {"taken", in.number(one.taken)},
         {"capacity", one.capacity ? in.number(*one.capacity) : in.text("admin.unlimited")},
         {"over", over_words(one.capacity, one.taken, in)},
         {"offered", in.number(one.offered)},
         {"waiting", in.number(one.waiting)}});
  }
  return rows;
}

void add_exports(nlohmann::json& data, const request& of, const events::event& at) {
  if (!may(of, organisers::permission::export_attendees)) return;
  const auto path = "/events/" + at.slug;
  data["exports"] = {{"csv_url", admin_link(of, path + "/export.csv")},
                     {"excel_url", admin_link(of, path + "/export.csv?for=excel-de")},
                     {"json_url", admin_link(of, path + "/export.json")}};
}

// The other pages of the event.
void add_links(nlohmann::json& data, const request& of, const events::event& at) {
  const bool manages = may(of, organisers::permission::manage_events);
  const auto link = [&](bool there, const char* rest) {
    return there ? admin_link(of, "/events/" + at.slug + rest) : std::string();
  };
  data["invitations_url"] = link(manages, "/invitations");
  data["copy_url"] = link(manages && of.scope->reaches_everything(), "/copy");
  data["online_url"] = link(manages && at.kind != events::kind::paper, "/online");
  data["ring_url"] = link(manages && at.ring, "/ring");
  data["messages_url"] = link(true, "/messages");
}

// Drafts say what they are; one that was just copied says so too.
void add_draft_notice(nlohmann::json& data, const request& of, const events::event& at) {
  const bool draft = at.status == events::event_status::draft;
  const bool copied = draft && of.query.has("copied");
  data["draft"] = draft && !copied;
  data["copied"] = copied;
}

}  // namespace

// GET /admin/{organiser}/events/{slug}
response show_attendees(const request& of, const schema::reader& db, services& with) {
  const auto at = find_own_event(of, db, with);
  if (!at) return error_page(404, of, with, "error.not_found");
  const auto& in = *of.language;
  const auto name = web::pick(at->title, in.language());
  const auto by = filter_of(of);
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
  const bool filtered = !by.text.empty() || by.status;
  data["filtered"] = filtered;
  data["registered_at"] = kind_text(at->kind, in, "admin.registered_at");
  data["reference"] = kind_text(at->kind, in, "admin.reference");
  const bool nobody = shown.total == 0 && !filtered;
  data["nobody_yet"] = nobody ? kind_text(at->kind, in, "admin.nobody_yet") : "";
  data["none_found"] = shown.total == 0 && filtered;
  const bool has_places = at->kind != events::kind::paper && !nobody;
  data["places"] = has_places ? places_view(of, db, *at) : nlohmann::json::array();
  data["rows"] = nlohmann::json::array();
  const auto returned = events::references_returned(db, *of.scope, at->id);
  for (const auto& row : shown.rows) {
    data["rows"].push_back(attendee_view(of, *at, row));
    if (returned.count(row.reference) > 0)
      data["rows"].back()["came_back"] = in.text("messages.came_back");
  }
  add_paging(data, of, *at, by, shown);
  add_exports(data, of, *at);
  add_draft_notice(data, of, *at);
  add_links(data, of, *at);
  return page(200, of, with, "admin_attendees", std::move(data));
}

}  // namespace zusage::server
