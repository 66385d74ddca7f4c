// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/time_zone.hpp"
#include "events/export.hpp"
#include "server/admin.hpp"
#include "server/admin_exports.hpp"
#include "server/admin_view.hpp"
#include "server/record_download.hpp"

namespace zusage::server {
namespace {

using events::export_format;

// Columns may be many, and their keys are long.
constexpr std::size_t export_body = default_body_limit;

const char* content_type_of(export_format format) {
  switch (format) {
    case export_format::csv:
      return "text/csv; charset=utf-8; header=present";
    case export_format::json:
      return "application/json";
    case export_format::xlsx:
      return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  }
  return "application/octet-stream";
}

std::string file_name(const events::event& at, std::string_view ending, instant now) {
  const auto today = to_local_text(now, at.time_zone).substr(0, 10);
  return at.slug + "-" + today + "." + std::string(ending);
}

std::shared_ptr<const events::event> own_event(const request& of, services& with) {
  return with.db.read([&](const schema::reader& db) { return find_own_event(of, db, with); });
}

nlohmann::json details_of(const events::export_preset& what, const std::string& purpose,
                          std::int64_t rows) {
  nlohmann::json details = {{"format", what.excel_de ? "excel-de" : to_text(what.format)},
                            {"rows", rows},
                            {"columns", what.columns},
                            {"who", to_text(what.filter.who)}};
  if (!purpose.empty()) details["purpose"] = purpose;
  if (!what.filter.session.empty()) details["session"] = what.filter.session;
  // That it was narrowed, and not to what: a search is a name.
  if (what.filter.among) details["narrowed"] = true;
  return details;
}

// Everything, as scripts fetch it.
response export_all(const request& of, services& with, export_format format) {
  const auto at = own_event(of, with);
  if (!at) return error_page(404, of, with, "error.not_found");
  events::export_preset what;
  what.format = format;
  what.excel_de = of.query.get("for") == "excel-de";
  const auto rows = with.db.read([&](const schema::reader& db) {
    what.columns = events::export_column_keys(db, *of.scope, *at, with.ledger);
    return events::count_export_rows(db, *of.scope, *at, what.filter);
  });
  record_download(of, with, "export.downloaded", at->slug, details_of(what, "", rows));
  return export_file(of, with, at, what, true);
}

// GET /admin/{organiser}/events/{slug}/export
response show_export(const request& of, const schema::reader& db, services& with) {
  const auto at = find_own_event(of, db, with);
  if (!at) return error_page(404, of, with, "error.not_found");
  const auto& asked = of.query.get("preset");
  for (const auto& one : events::list_presets(db, *of.scope, *at)) {
    if (std::to_string(one.id) == asked)
      return export_page(200, of, db, with, preset_form(one), {});
  }
  return export_page(200, of, db, with, form_from_list(of), {});
}

// What was asked for, or the page that says what is wrong with it.
struct asked_file {
  std::shared_ptr<const events::event> at;
  events::export_preset what;
  std::string purpose;
  std::int64_t rows = 0;
};
std::variant<response, asked_file> read_wish(const request& of, const schema::reader& db,
                                             services& with) {
  asked_file asked{find_own_event(of, db, with), {}, {}, 0};
  if (!asked.at) return error_page(404, of, with, "error.not_found");
  const auto typed = typed_export(of);
  const auto what = check_export_form(of, db, with, *asked.at, typed);
  const auto purpose = check_purpose(of.form.get("purpose"));
  faults wrong;
  if (!what) wrong = what.error();
  if (!purpose) {
    for (const auto& one : purpose.error()) wrong.push_back(one);
  }
  if (!wrong.empty()) return export_page(422, of, db, with, typed, wrong);
  asked.what = *what;
  asked.purpose = *purpose;
  asked.rows = events::count_export_rows(db, *of.scope, *asked.at, what->filter);
  return asked;
}

// POST /admin/{organiser}/events/{slug}/export: changes the audit trail, so no GET.
response post_export(const request& of, services& with) {
  auto wish = with.db.read([&](const schema::reader& db) { return read_wish(of, db, with); });
  if (auto* refused = std::get_if<response>(&wish)) return std::move(*refused);
  const auto& asked = std::get<asked_file>(wish);
  record_download(of, with, "export.downloaded", asked.at->slug,
                  details_of(asked.what, asked.purpose, asked.rows));
  return export_file(of, with, asked.at, asked.what);
}

}  // namespace

response export_file(const request& of, services& with,
                     const std::shared_ptr<const events::event>& at,
                     const events::export_preset& what, bool all_columns) {
  response made;
  made.content_type = content_type_of(what.format);
  made.with("Content-Disposition",
            "attachment; filename=\"" + file_name(*at, to_text(what.format), of.at) + "\"");
  made.stream = [&with, at, what, all_columns, scope = *of.scope](const sink& to) {
    events::export_options how{with.ledger, what.format, what.excel_de};
    if (!all_columns) how.columns = what.columns;
    how.filter = what.filter;
    with.db.read(
        [&](const schema::reader& db) { events::export_registrations(db, scope, *at, how, to); });
  };
  return made;
}

// GET /admin/{organiser}/events/{slug}/export.csv
response export_csv(const request& of, services& with) {
  return export_all(of, with, export_format::csv);
}

// GET /admin/{organiser}/events/{slug}/export.json
response export_json(const request& of, services& with) {
  return export_all(of, with, export_format::json);
}

std::span<const route> exports_routes() {
  using organisers::permission;
  static constexpr auto by = staff_with(permission::export_attendees);
  static const route routes[] = {
      {"GET", "/admin/{organiser}/events/{slug}/export", by, show_export},
      {"POST", "/admin/{organiser}/events/{slug}/export", by, post_export, export_body},
      {"POST", "/admin/{organiser}/events/{slug}/export/presets", by, post_export_preset,
       export_body},
      {"POST", "/admin/{organiser}/events/{slug}/export/presets/remove", by,
       post_remove_export_preset, 4096},
      {"GET", "/admin/{organiser}/events/{slug}/print-list", by, show_print_list},
      {"GET", "/admin/{organiser}/events/{slug}/badges", by, show_badges},
      {"GET", "/admin/{organiser}/events/{slug}/certificates", by, show_certificates},
  };
  return routes;
}

}  // namespace zusage::server
