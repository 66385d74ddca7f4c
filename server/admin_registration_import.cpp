// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/admin_registration_import.hpp"

#include <array>
#include <charconv>

#include "base/crypto.hpp"
#include "server/admin_attendees.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"
#include "server/uploaded_file.hpp"

namespace zusage::server {
namespace {

using events::taken_as;
using nlohmann::json;
using own_event = std::shared_ptr<const events::event>;

// A list of 6 MiB (events/registration_import_columns.hpp), in base64 when the preview sends it
// again, with what up to 200 columns mean.
constexpr std::size_t most_form = 9 * 1024 * 1024;

constexpr auto sources =
    std::to_array<const char*>({"zusage", "pretix", "indico", "hievents", "other"});

own_event find_event(const request& of, services& with) {
  return with.db.read([&](const schema::reader& db) { return find_own_event(of, db, with); });
}

std::string import_link(const request& of, const events::event& at, const char* rest = "") {
  return attendee_link(of, at, "import", rest);
}

import_choice chosen_in(const request& of, const events::event& at) {
  const auto ticked = [&](const char* name) { return of.form.get(name) == "yes"; };
  return {{ticked("open"), ticked("outside")},
          ticked("over"),
          ticked("tell") && events::can_tell_imported(at, of.at)};
}

json boxes_of(const import_choice& chosen, const events::event& at, const request& of) {
  const auto& in = *of.language;
  auto boxes = json::array();
  boxes.push_back(act_box("open", in.text("import_registrations.open"), chosen.rules.with_open,
                          in.text(at.approval ? "import_registrations.open_hint_approval"
                                              : "import_registrations.open_hint")));
  if (!at.audience.municipalities.empty())
    boxes.push_back(act_box("outside", in.text("import_registrations.outside"),
                            chosen.rules.with_outside,
                            in.text("import_registrations.outside_hint")));
  boxes.push_back(act_box("over", in.text("import_registrations.over"), chosen.over_capacity,
                          in.text(at.waiting_list ? "import_registrations.over_hint_waiting"
                                                  : "import_registrations.over_hint_full")));
  if (events::can_tell_imported(at, of.at))
    boxes.push_back(act_box("tell", in.text("import_registrations.tell"), chosen.tell,
                            in.text("import_registrations.tell_hint")));
  return boxes;
}

json source_options(const std::string& chosen, const web::locale& in) {
  auto options = json::array();
  for (const auto* one : sources)
    options.push_back({{"option", one},
                       {"text", in.text("import_registrations.source." + std::string(one))},
                       {"selected", chosen == one}});
  return options;
}

// The result that the address asks for.
std::optional<events::import_result> asked_result(const request& of, const schema::reader& db,
                                                  const events::event& at) {
  const auto& text = of.query.get("import");
  std::int64_t id = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), id);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return {};
  return events::find_import_result(db, *of.scope, at, id);
}

void add_result(json& data, const request& of, services& with, const events::event& at) {
  const auto& in = *of.language;
  const auto result =
      with.db.read([&](const schema::reader& db) { return asked_result(of, db, at); });
  if (!result) return;
  data["result"] = import_result_view(at, *result, in);
  data["result"]["csv_url"] =
      result->left.empty()
          ? ""
          : import_link(of, at, ("?import=" + of.query.get("import") + "&as=csv").c_str());
  data["result"]["attendees_url"] = admin_link(of, "/events/" + at.slug);
  data["result"]["just_done"] = !of.query.get("done").empty();
}

response left_rows_file(const request& of, services& with, const events::event& at) {
  const auto result =
      with.db.read([&](const schema::reader& db) { return asked_result(of, db, at); });
  if (!result) return error_page(404, of, with, "error.not_found");
  response made;
  made.content_type = "text/csv; charset=utf-8; header=present";
  made.with("Content-Disposition", "attachment; filename=\"" + at.slug + "-import.csv\"");
  made.body = left_rows_csv(at, *result, *of.language);
  return made;
}

response upload_page(int status, const request& of, services& with, const events::event& at,
                     const faults& wrong) {
  const auto& in = *of.language;
  auto data = attendee_step_data(of, at, in.text("import_registrations.title"), nullptr);
  add_step(data, in.text("import_registrations.title"));
  list_faults(data, wrong, in);
  data["has_errors"] = !wrong.empty();
  add_result(data, of, with, at);
  data["possible"] = events::takes_imports(at);
  data["file"] = file_input({"file", "file", "", in.text("import_registrations.file_hint"),
                             in.text("import_registrations.file")},
                            wrong, in);
  data["sources"] = source_options(of.form.get("source"), in);
  data["boxes"] = boxes_of(chosen_in(of, at), at, of);
  data["action"] = import_link(of, at);
  data["back_url"] = admin_link(of, "/events/" + at.slug);
  data["imports"] =
      with.db.read([&](const schema::reader& db) { return earlier_imports(of, db, at); });
  return page(status, of, with, "admin_registration_import", std::move(data));
}

// What was read of the file.
struct read_file {
  events::import_table table;
  faults wrong;  ///< with the meaning of columns
  import_choice chosen;
  events::registration_list list = {};
  events::registration_counts counts = {};
  bool unseen = false;  ///< confirmed, but with other columns or boxes than in the preview
};

response preview_page(const request& of, services& with, const events::event& at,
                      const read_file& read) {
  const auto& in = *of.language;
  auto data = attendee_step_data(of, at, in.text("import_registrations.preview"), nullptr);
  add_step(data, in.text("import_registrations.title"), import_link(of, at));
  add_step(data, in.text("import_registrations.preview"));
  list_faults(data, read.wrong, in);
  const bool good = read.wrong.empty();
  const auto added = read.counts.added();
  auto broken = broken_rows(read.list, in);
  const auto more = read.list.broken.size() - broken.size();
  const auto source = std::string(events::to_text(read.table.source));
  data["has_errors"] = !good;
  data["unseen"] = good && read.unseen;
  data["source"] = source;
  data["summary"] = in.text("import_registrations.summary",
                            {{"count", read.table.rows.size()},
                             {"source", in.text("import_registrations.source." + source)}});
  data["broken_title"] = in.text("import_registrations.broken", {{"count", read.list.broken_rows}});
  data["broken"] = std::move(broken);
  data["more"] = more > 0 ? in.text("admin.upload.more", {{"count", more}}) : "";
  data["facts"] = good ? registration_import_facts(read.counts, read.list, in) : json::array();
  data["rows"] = first_rows(at, read.list, read.counts.each, in);
  data["columns"] = mapping_rows(at, read.table, read.wrong, in);
  data["boxes"] = boxes_of(read.chosen, at, of);
  data["can_take"] = good && added > 0;
  data["nothing"] = good && added == 0;
  data["submit"] = in.text(
      read.list.broken.empty() ? "import_registrations.submit" : "import_registrations.submit_good",
      {{"count", added}});
  data["seen"] = good ? seen_preview(read.table, read.chosen) : "";
  data["kept"] = to_base64url(uploaded_file(of));
  data["action"] = import_link(of, at);
  data["back_url"] = import_link(of, at);
  return page(good ? 200 : 422, of, with, "admin_registration_import_preview", std::move(data));
}

// As the selects of the preview say; before there is one as at the last import, or as recognised.
void set_meanings(const request& of, services& with, const events::event& at, read_file& read) {
  if (of.form.has("column.0")) {
    std::vector<std::string> targets;
    for (std::size_t i = 0; i < read.table.columns.size(); ++i)
      targets.push_back(of.form.get("column." + std::to_string(i)));
    read.wrong = events::set_targets(read.table, at, targets);
  } else if (of.form.get("step").empty()) {
    with.db.read(
        [&](const schema::reader& db) { events::recall_meanings(db, *of.scope, at, read.table); });
  }
  for (auto& one : events::missing_targets(read.table)) read.wrong.push_back(std::move(one));
}

void look(const request& of, const schema::reader& db, const events::event& at, read_file& read) {
  read.list = events::read_registrations(db, at, read.table, read.chosen.rules, of.at);
  read.counts = events::preview_registrations(db, at, read.list, read.chosen.over_capacity);
}

bool is_confirmed_preview(const request& of) {
  return of.form.get("step") == "take";
}

// Only what was seen is taken: the same columns and the same boxes as the preview that was sent.
bool is_seen(const request& of, const read_file& read) {
  return of.form.get("seen") == seen_preview(read.table, read.chosen);
}

response take_list(const request& of, services& with, const events::event& at,
                   const read_file& read) {
  events::import_registrations(
      {with.db, with.outbox, *of.scope}, at, read.list, read.table.source,
      {read.chosen.over_capacity, read.chosen.tell, events::meanings_of(read.table)}, of.at);
  if (read.chosen.tell) with.wake_mailer();
  const auto id = with.db.read(
      [&](const schema::reader& db) { return events::last_import(db, *of.scope, at); });
  const auto which = id ? "&import=" + std::to_string(*id) : "";
  return see_other(import_link(of, at, ("?done=yes" + which).c_str()));
}

}  // namespace

// GET /admin/{organiser}/events/{slug}/attendees/import
response show_registration_import(const request& of, services& with) {
  const auto at = find_event(of, with);
  if (!at) return error_page(404, of, with, "error.not_found");
  if (of.query.get("as") == "csv") return left_rows_file(of, with, *at);
  return upload_page(200, of, with, *at, {});
}

// POST /admin/{organiser}/events/{slug}/attendees/import: the file, then its preview with `step`
response post_registration_import(const request& of, services& with) {
  const auto at = find_event(of, with);
  if (!at) return error_page(404, of, with, "error.not_found");
  if (!events::takes_imports(*at)) return upload_page(409, of, with, *at, {});
  auto table = events::read_import_table(uploaded_file(of), *at,
                                         events::import_source_from(of.form.get("source")));
  if (!table) return upload_page(422, of, with, *at, table.error());
  read_file read{std::move(*table), {}, chosen_in(of, *at)};
  set_meanings(of, with, *at, read);
  if (!read.wrong.empty()) return preview_page(of, with, *at, read);
  with.db.read([&](const schema::reader& db) { look(of, db, *at, read); });
  read.unseen = is_confirmed_preview(of) && !is_seen(of, read);
  if (!is_confirmed_preview(of) || read.unseen || read.counts.added() == 0)
    return preview_page(of, with, *at, read);
  return take_list(of, with, *at, read);
}

std::span<const route> registration_import_routes() {
  using organisers::permission;
  static const auto manage = staff_with(permission::manage_events);
  static const route routes[] = {
      {"GET", "/admin/{organiser}/events/{slug}/attendees/import", manage,
       show_registration_import},
      {"POST", "/admin/{organiser}/events/{slug}/attendees/import", manage,
       post_registration_import, most_form},
  };
  return routes;
}

}  // namespace zusage::server
