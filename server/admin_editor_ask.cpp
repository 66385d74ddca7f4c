// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <set>

#include "base/text.hpp"
#include "events/event_change.hpp"
#include "events/form_input.hpp"
#include "events/paper.hpp"
#include "server/admin_confirm.hpp"
#include "server/admin_editor.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"
#include "web/form.hpp"

namespace zusage::server {
namespace {

void add_sentence(std::string& words, const std::string& more) {
  words += (words.empty() ? "" : " ") + more;
}

// What those who are registered learn of it, or lose.
void add_concerned(change_consequences& what, const request& of, const schema::reader& db,
                   const events::event& before, const events::event& after) {
  const auto& in = *of.language;
  const bool draft = before.status == events::event_status::draft;
  const auto people = draft ? events::concerned_people() : events::find_concerned(db, before.id);
  if (people.all() == 0) return;
  const bool over = before.ends_at <= of.at && after.ends_at <= of.at;
  const bool paper = before.kind == events::kind::paper;
  auto change = events::compare(before, after, of.at);
  change.was_cancelled = false;  // it says how it was, not that it has changed
  what.tells = !over && !paper && !change.none();
  if (what.tells)
    add_sentence(what.words, in.text("editor.will_tell", {{"registered", people.registered},
                                                          {"waiting", people.waiting}}));
  const auto taken = events::find_occupancy(db, before.id).taken;
  if (after.capacity && *after.capacity < taken && before.capacity != after.capacity)
    add_sentence(what.words,
                 in.text("editor.will_be_over", {{"taken", taken}, {"capacity", *after.capacity}}));
}

// Nobody took the tick away where there was none.
bool notice_told(const request& of) {
  return !of.form.has("tell_offered") || of.form.get("tell") == "yes";
}

}  // namespace

events::change_notice notice_in(const request& of, faults& wrong) {
  events::change_notice made;
  made.tell = notice_told(of);
  made.words = events::checked_text("words", of.form.get("words"),
                                    {events::most_notice_words, false, true}, wrong);
  return made;
}

nlohmann::json notice_field(const request& of, const std::string& label, const std::string& hint,
                            const faults& wrong) {
  const auto& in = *of.language;
  web::form_field field;
  field.as = web::form_field::control::textarea;
  field.name = "words";
  field.label = label;
  field.hint = hint;
  field.optional = true;
  const auto& typed = of.form.get("words");
  if (is_utf8(typed)) field.value = typed;
  auto made = web::to_json(field);
  made["id"] = "words";
  for (const auto& one : wrong) {
    if (one.field == "words") made["error"] = fault_words(one, in);
  }
  return made;
}

change_consequences consequences(const request& of, const schema::reader& db, const editing& at,
                                 const events::event& after) {
  const auto& before = at.event();
  change_consequences what;
  if (before.paper && !before.paper->file.empty() && after.paper && after.paper->file.empty())
    add_sentence(what.words,
                 of.language->text("editor.document.goes", {{"name", before.paper->file}}));
  add_concerned(what, of, db, before, after);
  return what;
}

namespace {

// What the page asks itself, and what its buttons say.
bool is_asked_here(const std::string& name, const std::string& value) {
  const std::set<std::string> own = {"csrf", "confirm", "edit", "tell", "tell_offered", "words"};
  return own.contains(name) || (name == "do" && value != "next");
}

}  // namespace

response ask_first(const request& of, services& with, const editing& at, const std::string& path,
                   const change_consequences& what, const faults& wrong) {
  const auto& in = *of.language;
  auto data = editor_page(of, at.event(), in.text("editor.ask_title"));
  question asked{what.words, in.text("editor.save"), path, path, {}};
  for (const auto& [name, value] : of.form.all()) {
    if (!is_asked_here(name, value)) asked.fields.emplace_back(name, is_utf8(value) ? value : "");
  }
  data["edits"] = true;
  if (what.tells) {
    asked.fields.emplace_back("tell_offered", "yes");
    data["box"] = {{"id", "tell"},
                   {"name", "tell"},
                   {"label", in.text("editor.tell")},
                   {"checked", notice_told(of)},
                   {"hint", in.text("editor.tell_hint")}};
    data["notice"] =
        notice_field(of, in.text("editor.notice"), in.text("editor.notice_hint"), wrong);
  }
  list_faults(data, wrong, in);
  data["has_errors"] = !wrong.empty();
  auto made = confirm_page(of, with, std::move(data), asked);
  if (!wrong.empty()) made.status = 422;
  return made;
}

}  // namespace zusage::server
