// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <charconv>

#include "base/time_zone.hpp"
#include "events/csv.hpp"
#include "events/own_events.hpp"
#include "events/retention.hpp"
#include "server/admin.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"
#include "server/record_download.hpp"
#include "server/retention_words.hpp"

namespace zusage::server {
namespace {

using events::retention_ahead;

constexpr std::int64_t rows_per_page = 50, shown_runs = 14;

nlohmann::json area_page(const request& of, const schema::reader& db, bool is_register) {
  const auto& in = *of.language;
  auto data =
      organiser_page(of, db, in.text(is_register ? "retention.register" : "retention.title"));
  add_step(data, in.text("retention.title"), is_register ? admin_link(of, "/retention") : "");
  if (is_register) add_step(data, in.text("retention.register"));
  return data;
}

nlohmann::json ahead_row(const retention_ahead& one, const request& of) {
  const auto& in = *of.language;
  const auto& rule = events::retention_rule_of(one.rule);
  const auto question = one.question.is_object() ? web::pick(one.question, in.language()) : "";
  const auto what = rule_words(rule, ".what", in);
  return {
      {"event", one.title.is_object() ? web::pick(one.title, in.language()) : ""},
      {"content_language", one.title.is_object() ? foreign_language(one.title, in) : ""},
      {"what", question.empty() ? what : in.text("retention.answer_to", {{"question", question}})},
      {"period", period_words(rule, in)},
      {"on", in.short_date(one.at, one.time_zone.empty() ? home_zone : one.time_zone)},
      {"count", in.number(one.count)},
      {"stored", in.number(one.stored)},
      {"overdue", events::is_overdue(one, of.at)}};
}

std::int64_t page_asked(const request& of, std::int64_t pages) {
  const auto& text = of.query.get("page");
  std::int64_t number = 1;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return std::clamp<std::int64_t>(number, 1, pages);
}

void add_paging(nlohmann::json& data, const request& of, std::int64_t number, std::int64_t pages) {
  if (pages < 2) return;
  const auto link = [&](std::int64_t to) {
    return admin_link(of, "/retention?page=" + std::to_string(to));
  };
  data["paging"] = {
      {"previous_url", number > 1 ? link(number - 1) : ""},
      {"next_url", number < pages ? link(number + 1) : ""},
      {"words", of.language->text("admin.page_of", {{"page", number}, {"pages", pages}})}};
}

// What belongs to an event page by page, everything else whole.
void add_ahead(nlohmann::json& data, const request& of, const events::all_ahead& all) {
  std::vector<const retention_ahead*> by_event;
  std::int64_t overdue = 0;
  data["others"] = nlohmann::json::array();
  for (const auto& one : all) {
    if (events::is_overdue(one, of.at)) overdue += one.count;
    if (one.slug.empty()) {
      data["others"].push_back(ahead_row(one, of));
    } else {
      by_event.push_back(&one);
    }
  }
  const auto rows = std::int64_t(by_event.size());
  const auto pages = std::max<std::int64_t>(1, (rows + rows_per_page - 1) / rows_per_page);
  const auto number = page_asked(of, pages);
  data["rows"] = nlohmann::json::array();
  for (auto i = (number - 1) * rows_per_page; i < std::min(rows, number * rows_per_page); ++i) {
    data["rows"].push_back(ahead_row(*by_event[std::size_t(i)], of));
  }
  add_paging(data, of, number, pages);
  data["nothing_ahead"] = all.empty();
  data["overdue"] =
      overdue > 0 ? of.language->text("retention.overdue", {{"count", overdue}}) : std::string();
}

std::string erased_words(const events::retention_run& run, const web::locale& in) {
  if (run.erased.empty()) {
    return in.text(run.ended_at ? "retention.nothing_erased" : "retention.running");
  }
  std::string words;
  for (const auto& [rule, count] : run.erased) {
    words += (words.empty() ? "" : "; ") +
             rule_words(events::retention_rule_of(rule), ".what", in) + ": " + in.number(count);
  }
  return words;
}

void add_runs(nlohmann::json& data, const schema::reader& db, const request& of) {
  const auto& in = *of.language;
  data["runs"] = nlohmann::json::array();
  for (const auto& run : events::list_runs(db, *of.scope, shown_runs)) {
    data["runs"].push_back(
        {{"at", in.date_time(run.started_at, home_zone)},
         {"cause", in.text(run.by_hand ? "retention.by_hand" : "retention.by_itself")},
         {"erased", erased_words(run, in)}});
  }
}

// What a run would erase now; looking at it erases nothing.
void add_dry_run(nlohmann::json& data, const schema::reader& db, const request& of) {
  const auto& in = *of.language;
  data["dry_url"] = admin_link(of, "/retention");
  const bool asked = of.query.get("dry_run") == "1";
  data["dry_run"] = asked;
  auto rows = nlohmann::json::array();
  std::int64_t sum = 0;
  if (asked) {
    for (const auto& one : events::list_due(db, of.at)) {
      if (one.organiser_id != of.scope->organiser_id()) continue;
      sum += one.count;
      const auto question = one.question.is_object() ? web::pick(one.question, in.language()) : "";
      const auto what = rule_words(events::retention_rule_of(one.rule), ".what", in);
      rows.push_back(
          {{"event", one.slug},
           {"what",
            question.empty() ? what : in.text("retention.answer_to", {{"question", question}})},
           {"count", in.number(one.count)}});
    }
    data["dry_text"] =
        in.text("retention.dry_found", {{"at", in.date_time(of.at, home_zone)}, {"count", sum}});
  }
  data["dry_rows"] = std::move(rows);
}

events::organiser_pages pages_of(const request& of, const schema::reader& db) {
  return events::find_organiser_pages(db, of.capture("organiser")).value();
}

std::string file_name(const request& of, const char* ending) {
  return "attachment; filename=\"" + of.capture("organiser") + "-register-" +
         to_local_text(of.at, home_zone).substr(0, 10) + ending + "\"";
}

constexpr const char* columns[] = {"what",         "people",     "purpose",
                                   "legal_basis",  "stored_in",  "period",
                                   "counted_from", "looked_for", "erased_by"};
constexpr const char* whose_columns[] = {"controller", "data_protection_officer", "recipients"};

// Programs read keys that stay; who opens it in a spreadsheet reads words.
std::vector<std::string> headings(bool words, const web::locale& in) {
  std::vector<std::string> all;
  const auto add = [&](const char* name) {
    all.push_back(words ? in.text("retention.column." + std::string(name)) : name);
  };
  for (const auto* name : columns) add(name);
  for (const auto* name : whose_columns) add(name);
  return all;
}

// The same in every row, so that each stands for itself.
std::vector<std::string> whose_cells(const nlohmann::json& file) {
  std::string recipients;
  for (const auto& one : file.at("recipients"))
    recipients += (recipients.empty() ? "" : "; ") + one.get<std::string>();
  return {file.at("controller").get<std::string>(),
          file.at("data_protection_officer").get<std::string>(), recipients};
}

nlohmann::json register_file(const request& of, services& with, const char* format) {
  record_download(of, with, "register.downloaded", format);
  return with.db.read([&](const schema::reader& db) {
    return processing_register(db, pages_of(of, db), *of.language);
  });
}

}  // namespace

// GET /admin/{organiser}/retention: counts over many tables, so not on the network's thread.
response show_retention(const request& of, services& with) {
  return with.db.read([&](const schema::reader& db) {
    auto data = area_page(of, db, false);
    add_ahead(data, of, events::list_ahead(db, *of.scope, of.at));
    add_runs(data, db, of);
    add_dry_run(data, db, of);
    data["register_url"] = admin_link(of, "/retention/register");
    return page(200, of, with, "admin_retention", std::move(data));
  });
}

// GET /admin/{organiser}/retention/register
response show_processing_register(const request& of, const schema::reader& db, services& with) {
  auto data = area_page(of, db, true);
  const auto shown = processing_register(db, pages_of(of, db), *of.language);
  for (const auto* part : {"controller", "data_protection_officer", "entries", "recipients",
                           "third_countries", "security"}) {
    data[part] = shown.at(part);
  }
  data["csv_url"] = admin_link(of, "/retention/register.csv");
  data["excel_url"] = admin_link(of, "/retention/register.csv?for=excel-de");
  data["json_url"] = admin_link(of, "/retention/register.json");
  return page(200, of, with, "admin_register", std::move(data));
}

// GET /admin/{organiser}/retention/register.json
response export_register_json(const request& of, services& with) {
  auto file = register_file(of, with, "json");
  file["made_at"] = to_iso(of.at);
  auto made = json_response(200, file);
  made.with("Content-Disposition", file_name(of, ".json"));
  return made;
}

// GET /admin/{organiser}/retention/register.csv
response export_register_csv(const request& of, services& with) {
  const bool excel = of.query.get("for") == "excel-de";
  const auto file = register_file(of, with, excel ? "excel-de" : "csv");
  const char separator = excel ? ';' : ',';
  response made;
  made.content_type = "text/csv; charset=utf-8; header=present";
  made.body = "\xEF\xBB\xBF" + events::csv_row(headings(excel, *of.language), separator);
  const auto whose = whose_cells(file);
  for (const auto& entry : file.at("entries")) {
    std::vector<std::string> cells;
    for (const auto* name : columns) cells.push_back(entry.at(name).get<std::string>());
    cells.insert(cells.end(), whose.begin(), whose.end());
    made.body += events::csv_row(cells, separator);
  }
  made.with("Content-Disposition", file_name(of, ".csv"));
  return made;
}

}  // namespace zusage::server
