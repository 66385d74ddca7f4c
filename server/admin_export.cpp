// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/time_zone.hpp"
#include "events/export.hpp"
#include "server/admin.hpp"
#include "server/admin_view.hpp"
#include "server/record_download.hpp"

namespace zusage::server {
namespace {

using events::export_format;

struct format_words {
  export_format format;
  std::string_view name, content_type;
};

constexpr format_words as_csv{export_format::csv, "csv", "text/csv; charset=utf-8; header=present"};
constexpr format_words as_json{export_format::json, "json", "application/json"};

std::string file_name(const events::event& at, std::string_view ending, instant now) {
  const auto today = to_local_text(now, at.time_zone).substr(0, 10);
  return at.slug + "-" + today + "." + std::string(ending);
}

response export_as(const request& of, services& with, const format_words& how) {
  const auto at =
      with.db.read([&](const schema::reader& db) { return find_own_event(of, db, with); });
  if (!at) return error_page(404, of, with, "error.not_found");
  record_download(of, with, "export.downloaded", at->slug, {{"format", how.name}});
  response made;
  made.content_type = how.content_type;
  made.with("Content-Disposition",
            "attachment; filename=\"" + file_name(*at, how.name, of.at) + "\"");
  const bool excel = of.query.get("for") == "excel-de";
  made.stream = [&with, at, scope = *of.scope, excel, format = how.format](const sink& to) {
    with.db.read([&](const schema::reader& db) {
      events::export_registrations(db, scope, *at, {with.ledger, format, excel}, to);
    });
  };
  return made;
}

}  // namespace

// GET /admin/{organiser}/events/{slug}/export.csv
response export_csv(const request& of, services& with) {
  return export_as(of, with, as_csv);
}

// GET /admin/{organiser}/events/{slug}/export.json
response export_json(const request& of, services& with) {
  return export_as(of, with, as_json);
}

}  // namespace zusage::server
