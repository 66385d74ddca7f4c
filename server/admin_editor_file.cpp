// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/crypto.hpp"
#include "events/load_event.hpp"
#include "events/own_event_file.hpp"
#include "server/admin_confirm.hpp"
#include "server/admin_editor.hpp"
#include "server/event_view.hpp"
#include "server/uploaded_file.hpp"

namespace zusage::server {
namespace {

using steps = std::vector<events::own_event_step>;

/// What the page says besides the field for the file.
struct shown_file {
  faults wrong = {};
  steps would = {};
  std::string kept = {};  ///< the file, to be sent again
};

// What publishing by hand would have named first.
nlohmann::json missing_rows(const events::own_event_step& one, const web::locale& in) {
  auto rows = nlohmann::json::array();
  if (!one.published) return rows;
  for (const auto& finding : one.missing) {
    if (!finding.hint) rows.push_back({{"words", finding_words(finding, in)}});
  }
  return rows;
}

nlohmann::json step_rows(const steps& all, const web::locale& in) {
  using what = events::own_event_step::what;
  auto rows = nlohmann::json::array();
  for (const auto& one : all) {
    const auto* state = one.done == what::made      ? "editor.file_made"
                        : one.done == what::changed ? "editor.file_changed"
                                                    : "editor.file_unchanged";
    const bool told = one.rescheduled && one.concerned > 0;
    const bool opens = one.published && one.done == what::made;
    rows.push_back({{"event_title", web::pick(one.title, in.language())},
                    {"slug", one.slug},
                    {"state", in.text(opens ? "editor.file_made_public" : state)},
                    {"missing", missing_rows(one, in)},
                    {"told", told ? in.text("editor.told", {{"count", one.concerned}}) : ""}});
  }
  return rows;
}

// With the place in the file, as its author looks for it.
faults with_places(const faults& wrong, const web::locale& in) {
  faults made;
  for (const auto& one : wrong) {
    const auto words = editor_fault_words(one, in);
    if (one.field.empty()) {
      made.push_back({"", in.has("fault.editor_" + one.code) ? "editor_" + one.code : one.code,
                      one.arguments});
    } else {
      made.push_back({"", "editor_elsewhere", {{"place", one.field}, {"text", words}}});
    }
  }
  return made;
}

response file_page(int status, const request& of, const schema::reader& db, services& with,
                   const shown_file& shown) {
  const auto& in = *of.language;
  const auto whose = events::load_organiser(db, of.scope->organiser_id());
  auto data = admin_page(of, in.text("editor.import_title"));
  add_step(data, in.text("admin.home"), link_to(of, "/admin"));
  add_step(data, web::pick(whose.name, in.language()), admin_link(of, "/events"));
  add_step(data, in.text("editor.import_title"));
  data["file_field"] = file_input(
      {"file", "file", "off", in.text("editor.hint.file"), in.text("editor.field.file")}, {}, in);
  data["file_field"]["accept"] = ".json,application/json";
  data["action"] = admin_link(of, "/import-event");
  data["back_url"] = admin_link(of, "/events");
  data["steps"] = step_rows(shown.would, in);
  data["kept"] = shown.kept;
  web::show_faults(data, with_places(shown.wrong, in), in);
  return page(status, of, with, "admin_editor_import", std::move(data));
}

// What storing it does; undone unless it was confirmed.
checked<steps> try_import(services& with, const request& of, const std::string& text) {
  checked<steps> outcome = faults{{"", "unknown"}};
  with.db.write([&](schema::transaction& tx) {
    const auto file = events::read_own_file(tx, *of.scope, text);
    if (file) {
      outcome = events::import_own_file(tx, with.registrar, *of.scope, *file, of.at);
    } else {
      outcome = file.error();
    }
    if (!outcome || !is_confirmed(of)) tx.undo();
  });
  return outcome;
}

}  // namespace

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

// GET /admin/{organiser}/import-event
response show_import_event(const request& of, const schema::reader& db, services& with) {
  return file_page(200, of, db, with, {});
}

// POST /admin/{organiser}/import-event: shows first what would be made and changed
response post_import_event(const request& of, services& with) {
  const auto text = uploaded_file(of);
  const auto outcome = try_import(with, of, text);
  if (outcome && is_confirmed(of)) return see_other(admin_link(of, "/events?imported=1"));
  return with.db.read([&](const schema::reader& db) {
    if (!outcome) return file_page(422, of, db, with, {outcome.error()});
    return file_page(200, of, db, with, {{}, *outcome, to_base64url(text)});
  });
}

}  // namespace zusage::server
