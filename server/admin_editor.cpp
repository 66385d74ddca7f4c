// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/admin_editor.hpp"

#include <algorithm>

#include "server/admin_confirm.hpp"
#include "server/event_view.hpp"
#include "web/language_name.hpp"

namespace zusage::server {
namespace {

using nlohmann::json;

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
  if (section == "invitations") {
    const auto count = elements_of(at.what.entry, "invitations").size();
    return in.text("editor.invitations", {{"count", count}});
  }
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
  const bool made_public = status == 200 && published && of.query.has("published");
  data["published_url"] = made_public ? link_to(of, events::public_path(event)) : "";
  data["saved"] = status == 200 && of.query.has("saved") && !made_public;
  data["missing_words"] = in.text(draft ? "editor.missing" : "editor.missing_anyway");
  web::show_faults(data, wrong, in);
  return page(status, of, with, "admin_editor", std::move(data));
}

// Stores another status; refused, the task list says why.
decision set_status(const request& of, services& with, const editing& at, const char* status,
                    events::change_notice notice = {}) {
  events::entry_change change{at.what.entry, at.event().version, "status"};
  change.notice = std::move(notice);
  change.entry["status"] = status;
  return action([of, change, &with](schema::transaction& tx) {
    const auto done = events::save_entry(tx, with.registrar, *of.scope, change, of.at);
    const bool published = change.entry["status"] == "published";
    const auto* rest = published ? "/edit?saved=1&published=1" : "/edit?saved=1";
    if (done) return see_other(editor_link(of, of.capture("slug"), rest));
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
  faults wrong;
  auto notice = notice_in(of, wrong);
  if (is_confirmed(of) && wrong.empty())
    return set_status(of, with, *at, "cancelled", std::move(notice));
  const auto& in = *of.language;
  const auto people = events::find_concerned(db, at->event().id);
  auto data = editor_page(of, at->event(), in.text("editor.call_off_title"));
  if (people.all() > 0)
    data["notice"] =
        notice_field(of, in.text("editor.reason"), in.text("editor.reason_hint"), wrong);
  list_faults(data, wrong, in);
  data["has_errors"] = !wrong.empty();
  return confirm_page(
      of, with, std::move(data),
      {in.text(people.all() == 0 ? "editor.call_off_nobody" : "editor.call_off_text",
               {{"registered", people.registered}, {"waiting", people.waiting}}),
       in.text("editor.call_off"),
       editor_link(of, at->event().slug, "/call-off"),
       editor_link(of, at->event().slug, "/edit"),
       {{"version", of.form.get("version")}}});
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

std::string finding_words(const events::publish_finding& one, const web::locale& in) {
  auto arguments = one.arguments;
  for (const auto* texts : {"session", "choice"}) {
    if (arguments.contains(texts)) arguments[texts] = web::pick(arguments[texts], in.language());
  }
  if (arguments.contains("language"))
    arguments["language"] = web::language_name(in, arguments["language"].get<std::string>());
  return in.text("editor.check." + one.code, arguments);
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

namespace {

// A member of the entry as the pages call it: its section, its list or its field.
std::string member_words(const std::string& place, const web::locale& in) {
  for (auto member = place; !member.empty();
       member.erase(std::min(member.rfind('.'), member.size()))) {
    for (const auto* family : {"editor.section.", "editor.list.", "editor.field."}) {
      if (in.has(family + member)) return in.text(family + member);
    }
    if (member.find('.') == std::string::npos) break;
  }
  return place;
}

}  // namespace

std::string place_words(const std::string& place, const nlohmann::json& entry,
                        const web::locale& in) {
  const auto open = place.find('[');
  if (open == std::string::npos) return member_words(place, in);
  auto list = place.substr(0, open);
  for (const auto& one : editor_lists()) {
    if (one.place == list) list = one.name;
  }
  const auto key = "editor.element." + list;
  const auto index = std::size_t(std::strtoul(place.c_str() + open + 1, nullptr, 10));
  const auto& all = elements_of(entry, list);
  if (!in.has(key) || index >= all.size()) return place;
  const auto& element = all.at(index);
  auto title =
      element.is_object() ? element.value("code", element.value("key", "")) : element_id(element);
  for (const auto* member : {"title", "label", "subject"}) {
    if (!element.is_object() || !element.contains(member)) continue;
    const auto& said = element.at(member);
    const auto words = said.is_string() ? said.get<std::string>() : web::pick(said, in.language());
    if (!words.empty()) title = words;
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
