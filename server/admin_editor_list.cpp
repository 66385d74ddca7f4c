// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <optional>

#include "server/admin_confirm.hpp"
#include "server/admin_editor.hpp"
#include "server/event_view.hpp"

namespace zusage::server {
namespace {

using nlohmann::json;

/// One step with an element of a list.
struct list_step {
  std::string list, key, act;
};

const std::vector<std::string>& acts() {
  static const std::vector<std::string> all = {"up", "down", "remove"};
  return all;
}

const json& list_in(const json& entry, const std::string& name) {
  static const json none = json::array();
  const auto found = entry.find(name);
  return found != entry.end() && found->is_array() ? *found : none;
}

std::string key_of(const json& element) {
  if (element.is_string()) return element.get<std::string>();
  return element.is_object() ? element.value("key", "") : std::string();
}

std::optional<std::size_t> find_element(const json& list, const std::string& key) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (key_of(list[i]) == key) return i;
  }
  return {};
}

// Only what lists there are; a wrong word is no step.
std::optional<list_step> step_in(const request& of, const editor_part& part) {
  list_step step{of.form.get("list"), of.form.get("key"), of.form.get("do")};
  const auto& known = acts();
  if (std::find(known.begin(), known.end(), step.act) == known.end()) return {};
  if (part.section == "purposes") {
    if (step.list != "purposes" || step.act == "remove") return {};
    return step;
  }
  for (const auto& one : editor_lists()) {
    if (one.name == step.list && one.section == part.section) return step;
  }
  return {};
}

// The sessions of a choice that goes stay, as part of the programme that everybody books.
void forget_choice(json& entry, const std::string& choice) {
  if (!entry.contains("sessions")) return;
  for (auto& one : entry["sessions"]) {
    if (one.value("choice", "") == choice) one.erase("choice");
  }
}

json taken(json entry, const list_step& step, std::size_t at) {
  auto& list = entry[step.list];
  if (step.act == "remove") {
    list.erase(at);
    if (step.list == "choices") forget_choice(entry, step.key);
  } else if (step.act == "up" && at > 0) {
    std::swap(list[at], list[at - 1]);
  } else if (step.act == "down" && at + 1 < list.size()) {
    std::swap(list[at], list[at + 1]);
  }
  return entry;
}

std::string note_of_session(const events::session& one, const events::event& of,
                            const web::locale& in) {
  std::string note = one.starts_at && one.ends_at
                         ? in.period(*one.starts_at, *one.ends_at, of.time_zone)
                         : web::pick(one.when, in.language());
  if (note.empty()) note = in.text("editor.without_time");
  if (const auto* chosen = of.find_choice(one.choice))
    note += ", " + web::pick(chosen->title, in.language());
  if (one.capacity) note += ", " + in.text("editor.places", {{"count", *one.capacity}});
  if (one.cancelled) note += ", " + in.text("ring.cancelled");
  return note;
}

std::string note_of(const std::string& list, const std::string& key, const events::event& of,
                    const web::locale& in) {
  if (list == "sessions") {
    if (const auto* one = of.find_session(key)) return note_of_session(*one, of, in);
  } else if (list == "choices") {
    if (const auto* one = of.find_choice(key))
      return in.text("editor.choice_of", {{"least", one->minimum}, {"most", one->maximum}});
  } else if (list == "questions") {
    if (const auto* one = of.find_question(key)) {
      auto note = in.text("editor.type." + std::string(to_text(one->type)));
      if (one->required) note += ", " + in.text("editor.is_required");
      return note;
    }
  }
  return {};
}

json row_of(const request& of, const editing& at, const std::string& list, std::size_t index) {
  const auto& in = *of.language;
  const auto& all = list_in(at.what.entry, list);
  const auto key = key_of(all[index]);
  auto title = place_words(list + "[" + std::to_string(index) + "].", at.what.entry, in);
  const bool purpose = list == "purposes";
  for (const auto& [known, text] : at.purposes) {
    if (purpose && known == key) title = text;
  }
  return {
      {"element_title", title},
      {"note", note_of(list, key, at.event(), in)},
      {"edit_url", purpose ? "" : editor_link(of, at.event().slug, "/edit/" + list + "/" + key)},
      {"element", key},
      {"can_up", index > 0},
      {"can_down", index + 1 < all.size()},
      {"has_acts", all.size() > 1 || !purpose},
      {"can_remove", !purpose}};
}

json list_view(const request& of, const editing& at, const std::string& list,
               const std::string& new_page) {
  const auto& in = *of.language;
  auto rows = json::array();
  for (std::size_t i = 0; i < list_in(at.what.entry, list).size(); ++i)
    rows.push_back(row_of(of, at, list, i));
  return {
      {"list", list},
      {"heading", in.text("editor.list." + list)},
      {"empty_text", rows.empty() ? in.text("editor.none_yet") : ""},
      {"rows", std::move(rows)},
      {"new_url", new_page.empty() ? "" : editor_link(of, at.event().slug, "/edit/" + new_page)},
      {"new_text", new_page.empty() ? "" : in.text("editor.new." + list)}};
}

// Taking something away cannot be taken back, so it is asked first.
response ask_to_remove(const request& of, services& with, const editing& at,
                       const editor_part& part, const list_step& step, std::size_t index) {
  const auto& in = *of.language;
  const auto what = place_words(step.list + "[" + std::to_string(index) + "].", at.what.entry, in);
  auto data = editor_page(of, at.event(), in.text("editor.remove_title", {{"what", what}}));
  const auto path = editor_link(of, at.event().slug, "/edit/" + part.section);
  return confirm_page(of, with, std::move(data),
                      {in.text("editor.remove_text"),
                       in.text("editor.remove"),
                       path,
                       path,
                       {{"list", step.list},
                        {"key", step.key},
                        {"do", step.act},
                        {"version", of.form.get("version")}}});
}

response edited_list(const request& of, const schema::reader& db, services& with,
                     const editor_part& part) {
  const auto now = find_editing(of, db);
  if (!now) return error_page(404, of, with, "error.not_found");
  return list_page(409, of, db, with, *now, part, {{"", "event_edited"}});
}

}  // namespace

nlohmann::json section_lists(const request& of, const editor_part& part, const editing& at) {
  auto lists = nlohmann::json::array();
  if (!part.list.empty()) return lists;
  for (const auto& one : editor_lists()) {
    if (one.section == part.section) lists.push_back(list_view(of, at, one.name, one.new_page));
  }
  if (part.section == "purposes" && list_in(at.what.entry, "purposes").size() > 1)
    lists.push_back(list_view(of, at, "purposes", ""));
  return lists;
}

response list_page(int status, const request& of, const schema::reader& db, services& with,
                   const editing& at, const editor_part& part, const faults& wrong) {
  const auto& in = *of.language;
  auto data = editor_page(of, at.event(), section_words(part.section, in));
  data["intro"] = in.text("editor.intro." + part.section);
  data["lists"] = section_lists(of, part, at);
  data["action"] = editor_link(of, at.event().slug, "/edit/" + part.section);
  data["back_url"] = editor_link(of, at.event().slug, "/edit");
  data["version"] = std::to_string(at.event().version);
  data["saved"] = status == 200 && of.query.has("saved");
  const auto people = events::count_concerned(db, at.event().id);
  data["told"] =
      people > 0 && part.section == "programme" ? in.text("editor.told", {{"count", people}}) : "";
  data["meetings_url"] = at.event().ring && part.section == "programme"
                             ? editor_link(of, at.event().slug, "/meetings")
                             : "";
  const bool edited = !wrong.empty() && wrong.front().code == "event_edited";
  data["changed_by"] = edited ? changed_words(db, at.event(), in) : "";
  web::show_faults(data, wrong, in);
  return page(status, of, with, "admin_editor_list", std::move(data));
}

decision change_list(const request& of, const schema::reader& db, services& with, const editing& at,
                     const editor_part& part) {
  const auto step = step_in(of, part);
  const auto index =
      step ? find_element(list_in(at.what.entry, step->list), step->key) : std::nullopt;
  const bool current = of.form.get("version") == std::to_string(at.event().version);
  if (!step || !index || !current) return edited_list(of, db, with, part);
  const auto entry = taken(at.what.entry, *step, *index);
  const auto checked = events::check_entry(db, entry);
  if (!checked)
    return list_page(422, of, db, with, at, part,
                     without_fields(checked.error(), at.what.entry, *of.language));
  if (step->act == "remove" && !is_confirmed(of))
    return ask_to_remove(of, with, at, part, *step, *index);
  const events::entry_change change{entry, at.event().version, step->list};
  return action([of, at, part, change, &with](schema::transaction& tx) {
    const auto done = events::save_entry(tx, with.registrar, *of.scope, change, of.at);
    if (done)
      return see_other(editor_link(of, at.event().slug, "/edit/" + part.section + "?saved=1"));
    tx.undo();
    if (done.error().front().code == "event_edited") return edited_list(of, tx, with, part);
    return list_page(422, of, tx, with, at, part,
                     without_fields(done.error(), at.what.entry, *of.language));
  });
}

}  // namespace zusage::server
