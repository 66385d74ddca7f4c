// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "base/text.hpp"
#include "events/event_change.hpp"
#include "server/admin_confirm.hpp"
#include "server/admin_editor.hpp"
#include "server/event_view.hpp"

namespace zusage::server {
namespace {

/// What a form of a part shows.
struct shown_part {
  editor_part part;
  fields sent;
  faults wrong = {};
  bool moved = false;     ///< somebody else has changed the event since
  bool previews = false;  ///< of Markdown
};

std::string part_path(const request& of) {
  auto path = "/edit/" + of.capture("section");
  if (of.captured.contains("item")) path += "/" + of.capture("item");
  return editor_link(of, of.capture("slug"), path);
}

std::string part_title(const editor_part& part, const editing& at, const web::locale& in) {
  if (part.list.empty()) return section_words(part.section, in);
  if (part.is_new) return in.text("editor.new." + part.list);
  return place_words(part.inside(), at.what.entry, in);
}

// The version that the form was made from, or which its sender has seen since and wants to replace.
std::string version_sent(const request& of) {
  const auto& replaces = of.form.get("overwrite");
  return replaces.empty() ? of.form.get("version") : replaces;
}

bool affects_people(const editor_part& part) {
  return part.section == "time-place" || part.list == "sessions";
}

void add_conflict(nlohmann::json& data, const request& of, const schema::reader& db,
                  const editing& at, const shown_part& shown) {
  const auto& in = *of.language;
  const auto all = part_fields(shown.part, at, in);
  const auto stored = fields_from(all, part_in(shown.part, at), at.languages);
  auto rows = differences(all, stored, shown.sent, at.languages, in);
  data["conflict"] = {{"text", changed_words(db, at.event(), in)},
                      {"same", rows.empty()},
                      {"current", std::to_string(at.event().version)}};
  data["differences"] = std::move(rows);
}

void add_notices(nlohmann::json& data, const schema::reader& db, const editing& at,
                 const shown_part& shown, const web::locale& in) {
  const auto people = events::count_concerned(db, at.event().id);
  data["told"] = "";
  if (people > 0 && affects_people(shown.part))
    data["told"] = in.text("editor.told", {{"count", people}});
  if (people > 0 && shown.part.section == "registration") {
    const auto taken = events::find_occupancy(db, at.event().id).taken;
    data["told"] = in.text("editor.taken", {{"count", taken}});
  }
}

response part_page(int status, const request& of, const schema::reader& db, services& with,
                   const editing& at, shown_part shown) {
  const auto& in = *of.language;
  const auto title = part_title(shown.part, at, in);
  auto data = editor_page(of, at.event(), title);
  const auto all = part_fields(shown.part, at, in);
  data["fields"] = fields_view(all, shown.sent, at.languages, in);
  const auto intro = "editor.intro." + shown.part.section;
  data["intro"] = shown.part.list.empty() && in.has(intro) ? in.text(intro) : "";
  data["action"] = part_path(of);
  data["back_url"] = editor_link(of, at.event().slug,
                                 shown.part.list.empty() ? "/edit" : "/edit/" + shown.part.section);
  data["version"] = shown.moved ? of.form.get("version") : std::to_string(at.event().version);
  data["can_preview"] = std::any_of(all.begin(), all.end(), [](const entry_field& one) {
    return one.as == entry_field::shape::markdown;
  });
  data["previews"] =
      shown.previews ? preview(all, shown.sent, at.languages, in) : nlohmann::json::array();
  data["lists"] = section_lists(of, shown.part, at);
  data["conflict"] = false;
  data["nothing_done"] = true;
  if (shown.moved) {
    add_conflict(data, of, db, at, shown);
    shown.wrong.insert(shown.wrong.begin(), {"", "event_edited"});
  }
  add_notices(data, db, at, shown, in);
  web::show_faults(data, shown.wrong, in);
  return page(status, of, with, "admin_editor_part", std::move(data));
}

faults in_words(const faults& wrong, const editor_part& part, const editing& at,
                const nlohmann::json& entry, const web::locale& in) {
  auto near = wrong;
  // Of a choice the file says what is wrong at the whole of it.
  for (auto& one : near) {
    if (part.list == "choices" && one.field + "." == part.inside()) one.field += ".sessions";
  }
  auto made = at_fields(near, part_fields(part, at, in), at.languages, part.inside(), in);
  for (auto& one : made) {
    if (one.code == "editor_elsewhere")
      one.arguments["place"] = place_words(one.arguments["place"].get<std::string>(), entry, in);
  }
  return made;
}

// What people learn of a change, or lose; "" when it concerns nobody.
std::string consequences(const request& of, const schema::reader& db, const editing& at,
                         const events::event& after) {
  const auto& in = *of.language;
  const auto& before = at.event();
  const bool draft = before.status == events::event_status::draft;
  const auto people = draft ? 0 : events::count_concerned(db, before.id);
  if (people == 0) return {};
  std::string words;
  const bool over = before.ends_at <= of.at && after.ends_at <= of.at;
  const bool paper = before.kind == events::kind::paper;
  auto change = events::compare(before, after, of.at);
  change.was_cancelled = false;  // it says how it was, not that it has changed
  if (!over && !paper && !change.none()) words = in.text("editor.will_tell", {{"count", people}});
  const auto taken = events::find_occupancy(db, before.id).taken;
  if (after.capacity && *after.capacity < taken && before.capacity != after.capacity) {
    words += words.empty() ? "" : " ";
    words += in.text("editor.will_be_over", {{"taken", taken}, {"capacity", *after.capacity}});
  }
  return words;
}

response ask_first(const request& of, services& with, const editing& at, const std::string& words) {
  const auto& in = *of.language;
  auto data = editor_page(of, at.event(), in.text("editor.ask_title"));
  question asked{words, in.text("editor.save"), part_path(of), part_path(of), {}};
  for (const auto& [name, value] : of.form.all()) {
    if (name == "csrf" || name == "confirm" || name == "do") continue;
    asked.fields.emplace_back(name, is_utf8(value) ? value : "");
  }
  return confirm_page(of, with, std::move(data), asked);
}

std::string after_saving(const request& of, const editing& at, const editor_part& part) {
  const bool element = !part.list.empty();
  return editor_link(of, at.event().slug,
                     (element ? "/edit/" + part.section : "/edit") + "?saved=1");
}

// The list of an element that is there no more.
response gone_page(const request& of, const schema::reader& db, services& with, const editing& at) {
  for (const auto& one : editor_lists()) {
    if (one.name == of.capture("section"))
      return list_page(409, of, db, with, at, {one.section, "", 0, false}, {{"", "event_edited"}});
  }
  return error_page(404, of, with, "error.not_found");
}

// Somebody else was faster: what is stored now beside what was sent.
response moved_page(const request& of, const schema::reader& db, services& with) {
  const auto now = find_editing(of, db);
  if (!now) return error_page(404, of, with, "error.not_found");
  const auto part = find_part(of, *now);
  if (!part) return gone_page(of, db, with, *now);
  return part_page(409, of, db, with, *now, {*part, of.form, {}, true});
}

decision save_part(const request& of, const schema::reader& db, services& with, const editing& at,
                   const editor_part& part) {
  const auto& in = *of.language;
  auto made = part_in(part, at);
  auto wrong = apply(part_fields(part, at, in), of.form, at.languages, made);
  const auto entry = entry_with(part, at, std::move(made));
  if (of.form.get("do") == "preview")
    return part_page(200, of, db, with, at, {part, of.form, {}, false, true});
  if (version_sent(of) != std::to_string(at.event().version)) return moved_page(of, db, with);
  const auto checked = events::check_entry(db, entry);
  if (!checked) {
    for (const auto& one : in_words(checked.error(), part, at, entry, in)) wrong.push_back(one);
  }
  if (!wrong.empty()) return part_page(422, of, db, with, at, {part, of.form, wrong});
  const auto words = consequences(of, db, at, checked->events.front().what);
  if (!words.empty() && !is_confirmed(of)) return ask_first(of, with, at, words);
  events::entry_change change{entry, at.event().version,
                              part.list.empty() ? part.section : part.list};
  return action([of, at, part, change, &with](schema::transaction& tx) {
    const auto done = events::save_entry(tx, with.registrar, *of.scope, change, of.at);
    if (done) return see_other(after_saving(of, at, part));
    tx.undo();
    if (done.error().front().code == "event_edited") return moved_page(of, tx, with);
    return part_page(422, of, tx, with, at,
                     {part, of.form, in_words(done.error(), part, at, change.entry, *of.language)});
  });
}

bool is_list(const editor_part& part) {
  if (!part.list.empty()) return false;
  return part.section == "programme" || part.section == "questions" || part.section == "mails";
}

}  // namespace

// GET /admin/{organiser}/events/{slug}/edit/{section}, and …/{item}
response show_editor_part(const request& of, const schema::reader& db, services& with) {
  const auto at = find_editing(of, db);
  const auto part = at ? find_part(of, *at) : std::nullopt;
  if (!part) return error_page(404, of, with, "error.not_found");
  if (is_list(*part)) return list_page(200, of, db, with, *at, *part, {});
  auto sent =
      fields_from(part_fields(*part, *at, *of.language), part_in(*part, *at), at->languages);
  return part_page(200, of, db, with, *at, {*part, std::move(sent)});
}

// POST the same; `do` = `preview`, or `up`, `down`, `remove` of an element
decision post_editor_part(const request& of, const schema::reader& db, services& with) {
  const auto at = find_editing(of, db);
  if (!at) return error_page(404, of, with, "error.not_found");
  const auto part = find_part(of, *at);
  if (!part) return gone_page(of, db, with, *at);
  if (is_list(*part) || of.form.has("list")) return change_list(of, db, with, *at, *part);
  return save_part(of, db, with, *at, *part);
}

}  // namespace zusage::server
