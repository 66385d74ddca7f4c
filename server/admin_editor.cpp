// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/admin_editor.hpp"

#include <algorithm>

#include "events/publish_check.hpp"
#include "server/admin_confirm.hpp"
#include "server/event_view.hpp"
#include "web/language_name.hpp"

namespace zusage::server {
namespace {

using nlohmann::json;

std::string finding_words(const events::publish_finding& one, const web::locale& in) {
  auto arguments = one.arguments;
  for (const auto* texts : {"session", "choice"}) {
    if (arguments.contains(texts)) arguments[texts] = web::pick(arguments[texts], in.language());
  }
  if (arguments.contains("language"))
    arguments["language"] = web::language_name(in, arguments["language"].get<std::string>());
  return in.text("editor.check." + one.code, arguments);
}

json finding_rows(const request& of, const events::event& at,
                  const std::vector<events::publish_finding>& all, bool hints) {
  auto rows = json::array();
  for (const auto& one : all) {
    if (one.hint != hints) continue;
    rows.push_back(
        {{"words", finding_words(one, *of.language)},
         {"url", one.section.empty() ? "" : editor_link(of, at.slug, "/edit/" + one.section)}});
  }
  return rows;
}

// How a section stands: what it lacks, else what is in it.
std::string state_words(const editing& at, const std::string& section,
                        const std::vector<events::publish_finding>& all, const web::locale& in) {
  const auto missing = std::count_if(
      all.begin(), all.end(), [&](const auto& one) { return one.section == section && !one.hint; });
  if (missing > 0) return in.text("editor.state_missing", {{"count", missing}});
  const auto& of = at.event();
  if (section == "programme") return in.text("editor.sessions", {{"count", of.sessions.size()}});
  if (section == "questions") return in.text("editor.questions", {{"count", of.questions.size()}});
  if (section == "purposes") {
    const auto count = at.what.entry.value("purposes", json::array()).size();
    return in.text("editor.purposes", {{"count", count}});
  }
  return in.text("editor.state_complete");
}

json section_rows(const request& of, const editing& at,
                  const std::vector<events::publish_finding>& all) {
  auto rows = json::array();
  for (const auto& section : editor_sections(at.event())) {
    rows.push_back({{"section_title", section_words(section, *of.language)},
                    {"url", editor_link(of, at.event().slug, "/edit/" + section)},
                    {"state", state_words(at, section, all, *of.language)}});
  }
  return rows;
}

response task_page(int status, const request& of, const schema::reader& db, services& with,
                   const editing& at, const faults& wrong) {
  const auto& in = *of.language;
  const auto& event = at.event();
  auto data = editor_page(of, event, "");
  const auto found = events::check_publishing(db, event, of.at);
  data["sections"] = section_rows(of, at, found);
  data["missing"] = finding_rows(of, event, found, false);
  data["hints"] = finding_rows(of, event, found, true);
  data["has_gaps"] = !data["missing"].empty();
  data["status"] = in.text("admin.event_status." + std::string(to_text(event.status)));
  data["version"] = std::to_string(event.version);
  const bool draft = event.status == events::event_status::draft;
  const bool published = event.status == events::event_status::published;
  const auto link = [&](bool there, const char* rest) {
    return there ? editor_link(of, event.slug, rest) : std::string();
  };
  data["publish_url"] = link(draft, "/publish");
  data["restore_url"] = link(event.status == events::event_status::cancelled, "/publish");
  data["call_off_url"] = link(published, "/call-off");
  const bool nobody = events::count_registrations(db, event.id) == 0;
  data["unpublish_url"] = link(published && nobody, "/unpublish");
  data["file_url"] = link(true, "/event.json");
  data["preview_url"] = link(event.kind != events::kind::paper, "/preview");
  data["saved"] = status == 200 && of.query.has("saved");
  web::show_faults(data, wrong, in);
  return page(status, of, with, "admin_editor", std::move(data));
}

// Stores another status; refused, the task list says why.
decision set_status(const request& of, services& with, const editing& at, const char* status) {
  events::entry_change change{at.what.entry, at.event().version, "status"};
  change.entry["status"] = status;
  return action([of, change, &with](schema::transaction& tx) {
    const auto done = events::save_entry(tx, with.registrar, *of.scope, change, of.at);
    if (done) return see_other(editor_link(of, of.capture("slug"), "/edit?saved=1"));
    tx.undo();
    const auto now = find_editing(of, tx);
    if (!now) return error_page(404, of, with, "error.not_found");
    return task_page(409, of, tx, with, *now,
                     without_fields(done.error(), now->what.entry, *of.language));
  });
}

bool is_current(const request& of, const editing& at) {
  return of.form.get("version") == std::to_string(at.event().version);
}

response edited_page(const request& of, const schema::reader& db, services& with,
                     const editing& at) {
  return task_page(409, of, db, with, at, {{"", "event_edited"}});
}

}  // namespace

// GET /admin/{organiser}/events/{slug}/edit
response show_editor(const request& of, const schema::reader& db, services& with) {
  const auto at = find_editing(of, db);
  if (!at) return error_page(404, of, with, "error.not_found");
  return task_page(200, of, db, with, *at, {});
}

// POST /admin/{organiser}/events/{slug}/publish: also a cancelled event, which takes place after
// all. `anyway` = `yes` although something is missing.
decision post_publish(const request& of, const schema::reader& db, services& with) {
  const auto at = find_editing(of, db);
  if (!at) return error_page(404, of, with, "error.not_found");
  if (!is_current(of, *at)) return edited_page(of, db, with, *at);
  const auto found = events::check_publishing(db, at->event(), of.at);
  const bool gaps = std::any_of(found.begin(), found.end(), [](const auto& x) { return !x.hint; });
  if (gaps && of.form.get("anyway") != "yes")
    return task_page(422, of, db, with, *at, {{"", "editor_gaps"}});
  return set_status(of, with, *at, "published");
}

// POST /admin/{organiser}/events/{slug}/unpublish: only as long as nobody has registered
decision post_unpublish(const request& of, const schema::reader& db, services& with) {
  const auto at = find_editing(of, db);
  if (!at) return error_page(404, of, with, "error.not_found");
  if (!is_current(of, *at)) return edited_page(of, db, with, *at);
  if (events::count_registrations(db, at->event().id) > 0)
    return task_page(409, of, db, with, *at, {{"", "editor_has_registrations"}});
  return set_status(of, with, *at, "draft");
}

// POST /admin/{organiser}/events/{slug}/call-off: asks first
decision post_call_off(const request& of, const schema::reader& db, services& with) {
  const auto at = find_editing(of, db);
  if (!at) return error_page(404, of, with, "error.not_found");
  if (!is_current(of, *at)) return edited_page(of, db, with, *at);
  if (is_confirmed(of)) return set_status(of, with, *at, "cancelled");
  const auto& in = *of.language;
  const auto people = events::count_concerned(db, at->event().id);
  auto data = editor_page(of, at->event(), in.text("editor.call_off_title"));
  return confirm_page(of, with, std::move(data),
                      {in.text("editor.call_off_text", {{"count", people}}),
                       in.text("editor.call_off"),
                       editor_link(of, at->event().slug, "/call-off"),
                       editor_link(of, at->event().slug, "/edit"),
                       {{"version", of.form.get("version")}}});
}

// GET /admin/{organiser}/events/{slug}/event.json
response show_event_file(const request& of, const schema::reader& db, services& with) {
  const auto at = find_editing(of, db);
  if (!at) return error_page(404, of, with, "error.not_found");
  auto file = nlohmann::json::object();
  file["events"] = nlohmann::json::array({at->what.entry});
  response made;
  made.content_type = "application/json";
  made.body = file.dump(2) + "\n";
  made.with("Content-Disposition", "attachment; filename=\"" + at->event().slug + ".json\"");
  return made;
}

std::string editor_link(const request& of, const std::string& slug, const std::string& rest) {
  return admin_link(of, "/events/" + slug + rest);
}

nlohmann::json editor_page(const request& of, const events::event& at, const std::string& title) {
  const auto& in = *of.language;
  const auto name = web::pick(at.title, in.language());
  const auto task_list = in.text("editor.title", {{"event", name}});
  auto data = admin_page(of, title.empty() ? task_list : title);
  add_step(data, in.text("admin.home"), link_to(of, "/admin"));
  add_organiser_step(data, of, at);
  add_step(data, name, editor_link(of, at.slug, ""));
  if (title.empty()) {
    add_step(data, in.text("editor.edit"));
    return data;
  }
  add_step(data, in.text("editor.edit"), editor_link(of, at.slug, "/edit"));
  add_step(data, title);
  return data;
}

std::string section_words(const std::string& section, const web::locale& in) {
  return in.text("editor.section." + section);
}

std::string changed_words(const schema::reader& db, const events::event& of,
                          const web::locale& in) {
  const auto last = events::find_last_change(db, of);
  const auto when = in.date_time(last.at, home_zone);
  if (last.staff_email.empty()) return in.text("editor.changed", {{"when", when}});
  return in.text("editor.changed_by", {{"when", when}, {"who", last.staff_email}});
}

std::string place_words(const std::string& place, const nlohmann::json& entry,
                        const web::locale& in) {
  const auto open = place.find('[');
  const auto list = place.substr(0, open);
  const auto key = "editor.element." + list;
  if (open == std::string::npos || !in.has(key)) return place;
  const auto index = std::size_t(std::strtoul(place.c_str() + open + 1, nullptr, 10));
  const auto found = entry.find(list);
  if (found == entry.end() || index >= found->size()) return place;
  const auto& element = found->at(index);
  std::string title = element.is_string() ? element.get<std::string>() : element.value("key", "");
  for (const auto* member : {"title", "label", "subject"}) {
    if (!element.is_object() || !element.contains(member)) continue;
    if (auto words = web::pick(element.at(member), in.language()); !words.empty()) title = words;
  }
  return in.text(key, {{"name", title}});
}

faults without_fields(const faults& wrong, const nlohmann::json& entry, const web::locale& in) {
  auto made = at_fields(wrong, {}, {}, "", in);
  for (auto& one : made) {
    if (one.code == "editor_elsewhere")
      one.arguments["place"] = place_words(one.arguments["place"].get<std::string>(), entry, in);
  }
  return made;
}

}  // namespace zusage::server
