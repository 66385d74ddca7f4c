// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <variant>

#include "base/text.hpp"
#include "events/paper.hpp"
#include "server/admin_confirm.hpp"
#include "server/admin_editor.hpp"
#include "server/deliver_document.hpp"
#include "server/event_view.hpp"
#include "server/paper_view.hpp"
#include "server/uploaded_file.hpp"

namespace zusage::server {
namespace {

const std::string chosen_file = "file";  // the field, at which faults stand

std::string document_path(const request& of) {
  return editor_link(of, of.capture("slug"), "/edit/paper/document");
}

/// `.pdf,.epub,…` for the file dialogue.
std::string endings() {
  std::string all;
  for (const char c : std::string(events::known_document_types())) {
    if (c == ' ') continue;
    if (all.empty() || all.back() == ',') all += '.';
    all += c;
  }
  return all;
}

// What visitors save it as: the name that it came with where the event file allows it.
std::string document_name(const std::string& given) {
  auto name = is_utf8(given) ? cleaned(given) : std::string();
  if (events::is_document_name(name)) return name;
  const auto dot = name.rfind('.');
  const bool has_ending = dot != std::string::npos;
  auto base = key_from(has_ending ? name.substr(0, dot) : name, events::file_limits::slug);
  if (base.empty()) base = "dokument";
  return has_ending ? base + "." + key_from(name.substr(dot + 1), events::file_limits::key) : base;
}

// The bytes stay in the request, which outlives the whole of its handling: 50 MiB are not copied.
std::shared_ptr<const std::string> content_of(const request& of) {
  return {std::shared_ptr<const void>(), &of.form.get(chosen_file)};
}

response refused(int status, const request& of, const schema::reader& db, services& with,
                 const editing& at, faults wrong) {
  const editor_part part{"paper", "", 0, false};
  for (auto& one : wrong) {
    if (one.field.starts_with("paper")) one.field = chosen_file;
    const auto code = "editor_" + one.code;
    if (of.language->has("fault." + code)) one.code = code;
  }
  auto stored = fields_from(part_fields(part, at, *of.language), part_in(part, at), at.languages);
  return part_page(status, of, db, with, at, {part, std::move(stored), std::move(wrong)});
}

faults check_upload(const schema::reader& db, const request& of, events::entry_change& change) {
  if (!of.form.has(chosen_file + ".filename")) return {{chosen_file, "editor_document_missing"}};
  const auto name = document_name(of.form.get(chosen_file + ".filename"));
  auto& paper = change.entry["paper"];
  if (!paper.is_object()) paper = nlohmann::json::object();
  paper.erase("url");
  change.entry.erase("join_url");
  paper["file"] = name;
  if (auto entry = events::check_entry(db, change.entry); !entry) return entry.error();
  auto document = events::read_new_document(name, content_of(of));
  if (!document) return document.error();
  change.document = std::make_shared<const events::document_entry>(std::move(*document));
  return {};
}

faults check_removal(const schema::reader& db, events::entry_change& change) {
  change.entry["paper"].erase("file");
  const auto entry = events::check_entry(db, change.entry);
  return entry ? faults{} : entry.error();
}

response ask_to_remove(const request& of, services& with, const editing& at) {
  const auto& in = *of.language;
  const auto name = at.event().paper->file;
  auto data =
      editor_page(of, at.event(), in.text("editor.document.remove_title", {{"name", name}}));
  return confirm_page(of, with, std::move(data),
                      {in.text("editor.document.remove_text"),
                       in.text("editor.remove"),
                       document_path(of),
                       editor_link(of, at.event().slug, "/edit/paper"),
                       {{"do", "remove"}, {"version", of.form.get("version")}}});
}

using checked_change = std::variant<response, events::entry_change>;

checked_change check(const request& of, const schema::reader& db, services& with) {
  const auto at = find_editing(of, db);
  if (!at || !at->event().paper) return error_page(404, of, with, "error.not_found");
  if (of.form.get("version") != std::to_string(at->event().version))
    return refused(409, of, db, with, *at, {{"", "event_edited"}});
  events::entry_change change{at->what.entry, at->event().version, "paper"};
  const bool removes = of.form.get("do") == "remove";
  const auto wrong = removes ? check_removal(db, change) : check_upload(db, of, change);
  if (!wrong.empty()) return refused(422, of, db, with, *at, wrong);
  if (removes && !is_confirmed(of)) return ask_to_remove(of, with, *at);
  return change;
}

response store(const request& of, schema::transaction& tx, services& with,
               const events::entry_change& change) {
  const auto done = events::save_entry(tx, with.registrar, *of.scope, change, of.at);
  if (done) return see_other(editor_link(of, of.capture("slug"), "/edit/paper?saved=1"));
  tx.undo();
  const auto now = find_editing(of, tx);
  if (!now) return error_page(404, of, with, "error.not_found");
  return refused(409, of, tx, with, *now, done.error());
}

}  // namespace

nlohmann::json document_view(const request& of, const schema::reader& db, const editing& at) {
  const auto& in = *of.language;
  const auto stored = events::find_document(db, at.event().id);
  const auto label = in.text(stored ? "editor.document.replace" : "editor.document.choose");
  auto field =
      file_input({chosen_file, "file", "off", in.text("editor.document.hint"), label}, {}, in);
  field["accept"] = endings();
  const bool draft = at.event().status == events::event_status::draft;
  return {{"stored", stored ? document_words(db, at.event(), in) : ""},
          {"stored_url", document_path(of)},
          {"document_action", document_path(of)},
          {"document_field", std::move(field)},
          {"can_remove", stored && draft}};
}

// GET /admin/{organiser}/events/{slug}/edit/paper/document: as it is stored, for whoever looks
// after it
response show_document_of_paper(const request& of, services& with) {
  const auto stored = with.db.read([&](const schema::reader& db) {
    const auto at = find_editing(of, db);
    return at ? events::find_document(db, at->event().id) : std::nullopt;
  });
  return stored ? deliver_document(*stored, with) : error_page(404, of, with, "error.not_found");
}

// POST /admin/{organiser}/events/{slug}/edit/paper/document: a file, or `do` = `remove`
response post_document_of_paper(const request& of, services& with) {
  auto found =
      with.db.read([&](const schema::reader& db) -> checked_change { return check(of, db, with); });
  if (auto* answer = std::get_if<response>(&found)) return std::move(*answer);
  const auto& change = std::get<events::entry_change>(found);
  return with.db.write([&](schema::transaction& tx) { return store(of, tx, with, change); });
}

}  // namespace zusage::server
