// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "base/time_zone.hpp"
#include "events/consent_import.hpp"
#include "events/csv.hpp"
#include "events/form_input.hpp"
#include "events/json_members.hpp"
#include "server/admin_attendees.hpp"
#include "server/admin_registration_import.hpp"
#include "server/event_view.hpp"

namespace zusage::server {
namespace {

using events::taken_as;
using nlohmann::json;

constexpr std::size_t most_broken = 100, most_rows = 10, most_examples = 3, longest_example = 40;
constexpr std::int64_t most_imports = 10;

using kind = std::pair<const char*, taken_as>;
constexpr auto kinds = std::to_array<kind>({{"placed", taken_as::placed},
                                            {"over", taken_as::over},
                                            {"waiting", taken_as::waiting},
                                            {"applied", taken_as::applied},
                                            {"cancelled", taken_as::cancelled},
                                            {"known", taken_as::already},
                                            {"full", taken_as::full},
                                            {"outdated", taken_as::outdated}});
// As the audit trail has them.
constexpr auto counted =
    std::to_array<const char*>({"placed", "over_capacity", "waiting", "applied", "cancelled",
                                "known", "full", "outdated", "open", "outside", "broken"});

std::string fact_words(const char* name, const web::locale& in) {
  return in.text("import_registrations.fact." + std::string(name));
}

const char* name_of(taken_as what) {
  const auto found =
      std::find_if(kinds.begin(), kinds.end(), [&](const auto& one) { return one.second == what; });
  return found->first;
}

// `12 (Zeilen 3, 7 und 10 weitere)`
std::string with_lines(std::int64_t count, const std::vector<std::size_t>& named,
                       const web::locale& in) {
  const auto shown = std::min(named.size(), events::most_lines_named);
  std::string list;
  for (std::size_t i = 0; i < shown; ++i) list += (i == 0 ? "" : ", ") + std::to_string(named[i]);
  const auto more = count - std::int64_t(shown);
  if (more > 0) list += " " + in.text("admin.upload.more", {{"count", more}});
  return in.number(count) + " (" +
         in.text("import_consents.rows", {{"count", count}, {"lines", list}}) + ")";
}

std::string target_words(const events::event& to, const std::string& target,
                         const web::locale& in) {
  constexpr std::string_view answer = "answer.";
  if (!target.starts_with(answer)) return in.text("import_registrations.target." + target);
  const auto* asked = to.find_question(target.substr(answer.size()));
  return in.text("import_registrations.answer_to",
                 {{"question", asked ? web::pick(asked->label, in.language()) : target}});
}

std::string examples_of(const events::import_table& table, std::size_t column) {
  std::string all;
  std::size_t count = 0;
  for (const auto& row : table.rows) {
    if (count == most_examples) break;
    if (column >= row.cells.size()) continue;
    const auto text = cut(cleaned(row.cells[column]), longest_example);
    if (text.empty()) continue;
    all += (count++ == 0 ? "" : " · ") + text;
  }
  return all;
}

const char* note_of(events::left_out why) {
  if (why == events::left_out::consent) return "import_registrations.never_consent";
  return why == events::left_out::sensitive ? "import_registrations.never_sensitive" : nullptr;
}

std::string fault_text(const fault& what, const web::locale& in) {
  const auto key = "import_registrations.fault." + what.code;
  return in.has(key) ? in.text(key, what.arguments) : fault_words(what, in);
}

std::string sessions_text(const events::event& to, const events::sign_up& form,
                          const web::locale& in) {
  std::string all;
  for (const auto& wish : form.sessions) {
    for (const auto& one : to.sessions) {
      if (one.id == wish.session_id)
        all += (all.empty() ? "" : ", ") + web::pick(one.title, in.language());
    }
  }
  return all;
}

// `12 mit Platz, 3 auf der Warteliste`
std::string counts_words(const json& counts, const web::locale& in) {
  std::string words;
  for (const auto* name : counted) {
    const auto count = events::integer_member(counts, name).value_or(0);
    if (count < 1) continue;
    words += (words.empty() ? "" : ", ") +
             in.text("import_registrations.count." + std::string(name), {{"count", count}});
  }
  return words.empty() ? in.text("import_registrations.count.none") : words;
}

// The column of a row that was left out, in our words.
std::string place_words(const events::event& to, const std::string& target, const web::locale& in) {
  const bool known =
      target.starts_with("answer.") || in.has("import_registrations.target." + target);
  return known ? target_words(to, target, in) : target;
}

std::string reason_words(const fault& why, const web::locale& in) {
  const auto fact = "import_registrations.left." + why.code;
  return in.has(fact) ? in.text(fact) : fault_text(why, in);
}

}  // namespace

std::string seen_preview(const events::import_table& table, const import_choice& chosen) {
  std::string all(events::to_text(table.source));
  for (const bool one :
       {chosen.rules.with_open, chosen.rules.with_outside, chosen.over_capacity, chosen.tell})
    all += one ? " yes" : " no";
  for (const auto& one : table.columns) all += "," + one.target;
  return all;
}

nlohmann::json mapping_rows(const events::event& to, const events::import_table& table,
                            const faults& wrong, const web::locale& in) {
  auto rows = json::array();
  const auto targets = events::import_targets(to);
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const auto& column = table.columns[i];
    const auto id = "column." + std::to_string(i);
    auto options = json::array();
    for (const auto& target : targets)
      options.push_back({{"option", target},
                         {"text", target_words(to, target, in)},
                         {"selected", target == column.target}});
    std::string error;
    for (const auto& one : wrong) {
      if (one.field == id) error = fault_words(one, in);
    }
    const auto* note = note_of(column.why);
    rows.push_back(
        {{"id", id},
         {"heading", column.heading.empty()
                         ? in.text("import_registrations.column_number", {{"number", i + 1}})
                         : column.heading},
         {"examples", examples_of(table, i)},
         {"note", note ? in.text(note) : ""},
         {"error", error},
         {"targets", std::move(options)}});
  }
  return rows;
}

nlohmann::json registration_import_facts(const events::registration_counts& counts,
                                         const events::registration_list& list,
                                         const web::locale& in) {
  auto facts = json::array();
  const auto add = [&](const char* name, const std::string& value) {
    facts.push_back({{"label", fact_words(name, in)}, {"value", value}});
  };
  for (const auto& [name, what] : kinds) {
    const auto count = counts.of(what);
    if (count == 0) continue;
    const bool plain = what == taken_as::placed;
    add(name, plain ? in.number(count) : with_lines(count, counts.lines.at(what), in));
  }
  if (const auto& open = list.open_lines; !open.empty())
    add("open", with_lines(std::int64_t(open.size()), open, in));
  if (const auto& outside = list.outside_lines; !outside.empty())
    add("outside", with_lines(std::int64_t(outside.size()), outside, in));
  if (const auto& doubled = list.doubled_lines; !doubled.empty())
    add("doubled", with_lines(std::int64_t(doubled.size()), doubled, in));
  if (list.broken_rows > 0) add("broken", in.number(std::int64_t(list.broken_rows)));
  return facts;
}

nlohmann::json first_rows(const events::event& to, const events::registration_list& list,
                          const std::vector<taken_as>& each, const web::locale& in) {
  auto rows = json::array();
  for (std::size_t i = 0; i < std::min(most_rows, list.rows.size()); ++i) {
    const auto& row = list.rows[i];
    rows.push_back(
        {{"line", row.line},
         {"name", row.form.given_name + " " + row.form.family_name},
         {"email", row.form.email},
         {"from", row.form.organisation.empty() ? row.form.municipality : row.form.organisation},
         {"sessions", sessions_text(to, row.form, in)},
         {"becomes", fact_words(name_of(each.at(i)), in)}});
  }
  return rows;
}

nlohmann::json broken_rows(const events::registration_list& list, const web::locale& in) {
  auto rows = json::array();
  for (const auto& one : list.broken) {
    if (rows.size() == most_broken) break;
    rows.push_back({{"line", one.line},
                    {"column", one.target == "row"   ? in.text("import_registrations.target.row")
                               : one.heading.empty() ? one.target
                                                     : one.heading},
                    {"shown", one.shown},
                    {"fault", fault_text(one.what, in)}});
  }
  return rows;
}

nlohmann::json import_result_view(const events::event& to, const events::import_result& result,
                                  const web::locale& in) {
  auto rows = json::array();
  for (const auto& one : result.left)
    rows.push_back({{"line", one.line},
                    {"column", place_words(to, one.target, in)},
                    {"reason", reason_words(one.why, in)}});
  return {{"words", counts_words(result.counts, in)},
          {"has_left", !rows.empty()},
          {"left", std::move(rows)},
          {"more", result.more > 0 ? in.text("admin.upload.more", {{"count", result.more}}) : ""}};
}

std::string left_rows_csv(const events::event& to, const events::import_result& result,
                          const web::locale& in) {
  constexpr char separator = ';';  // people open it in a spreadsheet
  auto all = "\xEF\xBB\xBF" +
             events::csv_row({in.text("import_consents.line"), in.text("import_consents.column"),
                              in.text("import_registrations.reason")},
                             separator);
  for (const auto& one : result.left)
    all += events::csv_row(
        {std::to_string(one.line), place_words(to, one.target, in), reason_words(one.why, in)},
        separator);
  return all;
}

nlohmann::json earlier_imports(const request& of, const schema::reader& db,
                               const events::event& at) {
  const auto& in = *of.language;
  auto rows = json::array();
  db.each<std::int64_t, instant, std::optional<std::string>, std::string>(
      "SELECT a.id, a.at, s.email, a.details"
      " FROM audit_entry a"
      " LEFT JOIN staff s ON s.id = a.staff_id"
      " WHERE a.organiser_id = :1 AND a.action = 'registration.imported' AND a.subject = :2"
      " ORDER BY a.id DESC"
      " LIMIT :3",
      [&](std::int64_t id, instant when, const std::optional<std::string>& by,
          const std::string& details) {
        rows.push_back({{"at", in.date_time(when, home_zone)},
                        {"by", by.value_or(in.text("proof.by_operator"))},
                        {"url", attendee_link(of, at, "import", "?import=" + std::to_string(id))},
                        {"result", counts_words(events::from_stored(details), in)}});
      },
      of.scope->organiser_id(), at.slug, most_imports);
  return rows;
}

}  // namespace zusage::server
