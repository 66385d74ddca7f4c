// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/time_zone.hpp"
#include "events/load_event.hpp"
#include "server/admin_editor.hpp"
#include "server/event_view.hpp"

namespace zusage::server {
namespace {

using shape = entry_field::shape;

named_options words(const std::vector<std::string>& values, const std::string& key,
                    const web::locale& in) {
  named_options made;
  for (const auto& one : values) made.emplace_back(one, in.text(key + one));
  return made;
}

entry_fields new_fields(const web::locale& in) {
  return {{"kind", shape::word, true,
           words({"solution_day", "conference", "comparison_ring", "paper"}, "kind.", in)},
          {"title", shape::texts, true},
          {"slug"},
          {"starts_at", shape::time, true},
          {"ends_at", shape::time, true},
          {"mode", shape::word, true, words({"on_site", "online", "hybrid"}, "mode.", in)},
          {"venue.name"},
          {"venue.city"},
          {"paper.url", shape::url}};
}

form_languages languages_of(const request& of, const schema::reader& db) {
  auto languages = events::load_organiser(db, of.scope->organiser_id()).languages;
  if (languages.empty()) languages.emplace_back("de");
  return languages;
}

// What only some events have is asked where it is needed; without script the hint says where.
void add_conditions(nlohmann::json& fields, const web::locale& in) {
  for (auto& one : fields) {
    const auto name = one.value("name", "");
    if (name.starts_with("venue.")) {
      one["show_if"] = "mode";
      one["show_is"] = R"(["on_site","hybrid"])";
      one["hint"] = in.text("editor.needed_on_site");
      one["optional"] = false;
    } else if (name == "paper.url") {
      one["show_if"] = "kind";
      one["show_is"] = R"(["paper"])";
    }
  }
}

response new_page(int status, const request& of, const schema::reader& db, services& with,
                  const faults& wrong) {
  const auto& in = *of.language;
  const auto whose = events::load_organiser(db, of.scope->organiser_id());
  auto data = admin_page(of, in.text("editor.new_event"));
  add_step(data, in.text("admin.home"), link_to(of, "/admin"));
  add_step(data, web::pick(whose.name, in.language()), admin_link(of, "/events"));
  add_step(data, in.text("editor.new_event"));
  data["fields"] = fields_view(new_fields(in), of.form, languages_of(of, db), in);
  add_conditions(data["fields"], in);
  data["action"] = admin_link(of, "/new-event");
  data["back_url"] = admin_link(of, "/events");
  data["import_url"] = admin_link(of, "/import-event");
  web::show_faults(data, wrong, in);
  return page(status, of, with, "admin_editor_new", std::move(data));
}

// What the form does not ask.
void complete(nlohmann::json& entry, const std::string& organiser) {
  entry["organiser"] = organiser;
  entry["status"] = "draft";
  entry["time_zone"] = home_zone;
  if (entry.value("kind", "") == "paper") {
    entry["mode"] = "online";
    // Without an address the document is uploaded in the draft.
    if (!entry.contains("paper")) entry["paper"] = nlohmann::json::object();
  } else {
    entry.erase("paper");
  }
  const auto mode = entry.value("mode", "");
  if (mode == "online") entry.erase("venue");
  // So that all that is missing of the place is told at once.
  if ((mode == "on_site" || mode == "hybrid") && !entry.contains("venue"))
    entry["venue"] = {{"name", ""}, {"city", ""}};
  if (!entry.contains("slug") && entry.contains("title"))
    entry["slug"] = key_from(web::pick(entry["title"], "de"), events::file_limits::slug);
}

faults in_words(const request& of, const schema::reader& db, faults wrong) {
  const auto& in = *of.language;
  for (auto& one : wrong) {
    if (one.field == "join_url") one.field = "paper.url";
  }
  return at_fields(wrong, new_fields(in), languages_of(of, db), "", in);
}

}  // namespace

// GET /admin/{organiser}/new-event
response show_new_event(const request& of, const schema::reader& db, services& with) {
  return new_page(200, of, db, with, {});
}

// POST /admin/{organiser}/new-event: a draft
decision post_new_event(const request& of, const schema::reader& db, services& with) {
  auto entry = nlohmann::json::object();
  auto wrong = apply(new_fields(*of.language), of.form, languages_of(of, db), entry);
  complete(entry, events::load_organiser(db, of.scope->organiser_id()).key);
  const auto checked = events::check_entry(db, entry);
  if (!checked) {
    for (auto& one : in_words(of, db, checked.error())) wrong.push_back(std::move(one));
  }
  if (!wrong.empty()) return new_page(422, of, db, with, wrong);
  return action([of, entry, &with](schema::transaction& tx) {
    const auto made = events::create_from_entry(tx, *of.scope, entry, of.at);
    if (made) return see_other(editor_link(of, entry["slug"].get<std::string>(), "/edit?saved=1"));
    tx.undo();
    return new_page(422, of, tx, with, in_words(of, tx, made.error()));
  });
}

}  // namespace zusage::server
