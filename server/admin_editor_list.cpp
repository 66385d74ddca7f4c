// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <optional>

#include "events/import_parts.hpp"
#include "server/admin_confirm.hpp"
#include "server/admin_editor.hpp"
#include "server/event_view.hpp"
#include "server/target.hpp"

namespace zusage::server {
namespace {

using nlohmann::json;

/// One step with an element of a list.
struct list_step {
  std::string list, key, act;
};

const std::vector<std::string>& acts() {
  static const std::vector<std::string> all = {"up", "down", "remove", "sort"};
  return all;
}

// Only what lists there are; a wrong word is no step.
std::optional<list_step> step_in(const request& of, const editor_part& part) {
  list_step step{of.form.get("list"), of.form.get("key"), of.form.get("do")};
  const auto& known = acts();
  if (std::find(known.begin(), known.end(), step.act) == known.end()) return {};
  if (part.section == "purposes") {
    if (step.list != "purposes" || step.act == "remove" || step.act == "sort") return {};
    return step;
  }
  for (const auto& one : editor_lists()) {
    const bool sorts = step.act == "sort" && one.name != "sessions";
    if (one.name == step.list && one.section == part.section && !sorts) return step;
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

// What has no time yet comes last; what begins together stays in the order in which it stood.
void sort_by_time(json& sessions) {
  std::vector<json> all(sessions.begin(), sessions.end());
  const auto start = [](const json& one) { return one.value("starts_at", "~"); };
  std::stable_sort(all.begin(), all.end(),
                   [&](const json& a, const json& b) { return start(a) < start(b); });
  sessions = std::move(all);
}

json taken(json entry, const list_step& step, std::size_t at) {
  auto& list = elements_in(entry, step.list);
  if (step.act == "sort") {
    sort_by_time(list);
  } else if (step.act == "remove") {
    list.erase(at);
    if (step.list == "choices") forget_choice(entry, step.key);
  } else if (step.act == "up" && at > 0) {
    std::swap(list[at], list[at - 1]);
  } else if (step.act == "down" && at + 1 < list.size()) {
    std::swap(list[at], list[at + 1]);
  }
  return entry;
}

json row_of(const request& of, const editing& at, const std::string& list, std::size_t index) {
  const auto& in = *of.language;
  const auto& all = elements_of(at.what.entry, list);
  const auto key = element_id(all[index]);
  auto title = place_words(editor_part{"", list, index, false}.inside(), at.what.entry, in);
  const bool purpose = list == "purposes";
  const auto* known = find_editor_list(list);
  const auto at_event = [&](const std::string& rest) {
    return editor_link(of, at.event().slug, "/edit/" + rest);
  };
  for (const auto& [offered, text] : at.purposes) {
    if (purpose && offered == key) title = text;
  }
  return {{"element_title", title},
          {"note", element_note(list, key, at, in)},
          {"edit_url", known ? at_event(list + "/" + encode_component(key)) : ""},
          {"copy_url", known ? at_event(known->new_page + "?copy=" + encode_component(key)) : ""},
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
  for (std::size_t i = 0; i < elements_of(at.what.entry, list).size(); ++i)
    rows.push_back(row_of(of, at, list, i));
  return {
      {"list", list},
      {"heading", in.text("editor.list." + list)},
      {"empty_text", rows.empty() ? in.text("editor.none_yet") : ""},
      {"can_sort", list == "sessions" && rows.size() > 1},
      {"rows", std::move(rows)},
      {"new_url", new_page.empty() ? "" : editor_link(of, at.event().slug, "/edit/" + new_page)},
      {"new_text", new_page.empty() ? "" : in.text("editor.new." + list)}};
}

// Taking something away cannot be taken back, so it is asked first.
// What is lost with an element.
const char* remove_words(const std::string& list) {
  if (list == "questions") return "editor.remove_text";
  return list == "sessions" ? "editor.remove_session_text" : "editor.remove_for_good";
}

response ask_to_remove(const request& of, services& with, const editing& at,
                       const editor_part& part, const list_step& step, std::size_t index) {
  const auto& in = *of.language;
  const auto what =
      place_words(editor_part{"", step.list, index, false}.inside(), at.what.entry, in);
  auto data = editor_page(of, at.event(), in.text("editor.remove_title", {{"what", what}}));
  const auto path = editor_link(of, at.event().slug, "/edit/" + part.section);
  return confirm_page(of, with, std::move(data),
                      {in.text(remove_words(step.list)),
                       in.text("editor.remove"),
                       path,
                       path,
                       {{"list", step.list},
                        {"key", step.key},
                        {"do", step.act},
                        {"version", of.form.get("version")}}});
}

// Sorting is of the whole list.
std::optional<std::size_t> index_of(const list_step& step, const editing& at) {
  if (step.act == "sort") return 0;
  return find_element(elements_of(at.what.entry, step.list), step.key);
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
  if (part.section == "purposes" && elements_of(at.what.entry, "purposes").size() > 1)
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
  const auto people = events::find_concerned(db, at.event().id).all();
  data["told"] =
      people > 0 && part.section == "programme" ? in.text("editor.told", {{"count", people}}) : "";
  data["meetings_url"] = at.event().ring && part.section == "programme"
                             ? editor_link(of, at.event().slug, "/meetings")
                             : "";
  data["invitations_url"] =
      part.section == "invitations" ? editor_link(of, at.event().slug, "/invitations") : "";
  const bool edited = !wrong.empty() && wrong.front().code == "event_edited";
  data["changed_by"] = edited ? changed_words(db, at.event(), in) : "";
  web::show_faults(data, wrong, in);
  return page(status, of, with, "admin_editor_list", std::move(data));
}

decision change_list(const request& of, const schema::reader& db, services& with, const editing& at,
                     const editor_part& part) {
  const auto step = step_in(of, part);
  const auto index = step ? index_of(*step, at) : std::nullopt;
  const bool current = of.form.get("version") == std::to_string(at.event().version);
  if (!step || !index || !current) return edited_list(of, db, with, part);
  const auto entry = taken(at.what.entry, *step, *index);
  const auto checked = events::check_entry(db, entry);
  if (!checked)
    return list_page(422, of, db, with, at, part,
                     without_fields(checked.error(), at.what.entry, *of.language));
  // Nobody is asked about what is refused afterwards.
  const auto conflicts = events::of_entry(events::find_conflicts(db, *checked));
  if (step->act == "remove" && !conflicts.empty())
    return list_page(422, of, db, with, at, part,
                     without_fields(conflicts, at.what.entry, *of.language));
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
