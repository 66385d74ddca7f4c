// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/registration_import_columns.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.hpp"
#include "events/heading_words.hpp"
#include "events/windows_1252.hpp"

namespace zusage::events {
namespace {

constexpr std::size_t most_before_heading = 10, longest_heading = 200;

constexpr auto source_names = std::to_array<std::pair<import_source, std::string_view>>({
    {import_source::zusage, "zusage"},
    {import_source::pretix, "pretix"},
    {import_source::indico, "indico"},
    {import_source::hievents, "hievents"},
    {import_source::other, "other"},
});

// Headings are compared folded and without anything but letters and digits, and stand between
// spaces here.
struct known_heading {
  std::string_view target, headings;
};

// What these words mean wherever they come from.
constexpr auto common = std::to_array<known_heading>({
    {"given_name", " givenname firstname vorname teilnehmernamevorname attendeenamegivenname "},
    {"family_name",
     " familyname lastname surname nachname familienname teilnehmernamenachname"
     " teilnehmernamefamilienname attendeenamefamilyname "},
    {"name", " name fullname teilnehmername attendeename namedesteilnehmers vollstandigername "},
    {"email",
     " email emailaddress emailadresse mail mailadresse attendeeemail teilnehmeremail"
     " emailadressedesteilnehmers emaildesteilnehmers "},
    {"phone", " phone phonenumber telefon telefonnummer "},
    {"organisation",
     " organisation organization company firma unternehmen affiliation institution behorde"
     " einrichtung zugehorigkeit "},
    {"function", " function funktion jobtitle position berufsbezeichnung "},
    {"municipality", " municipality kommune gemeinde "},
    {"ags", " ags gemeindeschlussel amtlichergemeindeschlussel "},
    {"language",
     " language sprache locale orderlocale sprachederbestellung bestellsprache sprachcode "},
    {"status",
     " status registrationstate registrationstatus registrierungsstatus anmeldestatus"
     " statusderanmeldung "},
    {"registered_at",
     " registeredat registrationdate registrierungsdatum anmeldedatum createddate"
     " erstellungsdatum orderdate bestelldatum "},
    {"registered_time", " ordertime bestellzeit bestellzeitpunkt "},
    {"sessions", " sessions programmpunkte "},
    {"sessions_waiting", " sessionswaiting "},
});

// Where a source means something else by a word.
constexpr auto of_pretix = std::to_array<known_heading>({
    {"order_email", " email emailadresse emailaddress "},
});

// Words that only one source writes.
constexpr auto signs = std::to_array<std::pair<import_source, std::string_view>>({
    {import_source::zusage, " registeredat sizeclass checkedinat "},
    {import_source::pretix,
     " ordercode bestellnummer bestellcode eventslug pseudonymizationid positionid positionsid"
     " ordertime bestellzeit orderlocale "},
    {import_source::hievents, " shortid publicid productname ticketname "},
    {import_source::indico,
     " registrationstate registrationdate registrierungsstatus registrierungsdatum checkindate "},
});
constexpr std::size_t least_signs = 2;

std::string bare(std::string_view heading) {
  return bare_word(heading.substr(0, longest_heading));
}

template <class List>
std::string find_target(const List& known, const std::string& word) {
  for (const auto& [target, headings] : known) {
    if (is_among(word, headings)) return std::string(target);
  }
  return {};
}

bool is_taken(const question& asked) {
  return !asked.sensitive && !asked.after_approval;
}

// The question that a heading names by its key, or by its label in any language.
const question* find_question(const event& of, const std::string& heading) {
  if (heading.starts_with("answer.")) return of.find_question(heading.substr(7));
  const auto word = bare(heading);
  if (word.empty()) return nullptr;
  for (const auto& asked : of.questions) {
    if (!asked.label.is_object()) continue;
    for (const auto& [language, label] : asked.label.items()) {
      if (label.is_string() && bare(label.get_ref<const std::string&>()) == word) return &asked;
    }
  }
  return nullptr;
}

import_column meaning_of(const std::string& typed, const event& to, import_source from) {
  import_column made{cut(cleaned(typed), longest_heading), "", left_out::unknown};
  if (made.heading.starts_with("consent.")) {
    made.why = left_out::consent;
    return made;
  }
  const auto word = bare(made.heading);
  if (from == import_source::pretix) made.target = find_target(of_pretix, word);
  if (made.target.empty()) made.target = find_target(common, word);
  if (const auto* asked = made.target.empty() ? find_question(to, made.heading) : nullptr) {
    if (is_taken(*asked)) made.target = "answer." + asked->key;
    if (asked->sensitive) made.why = left_out::sensitive;
  }
  if (!made.target.empty()) made.why = left_out::no;
  return made;
}

// Of several columns that mean the same the first is taken.
std::vector<import_column> columns_of(const csv_line& line, const event& to, import_source from) {
  std::vector<import_column> made;
  std::set<std::string> seen;
  for (const auto& cell : line.cells) {
    auto one = meaning_of(cell, to, from);
    if (!one.target.empty() && !seen.insert(one.target).second) {
      one.target.clear();
      one.why = left_out::unknown;
    }
    made.push_back(std::move(one));
  }
  return made;
}

import_source source_of(const csv_line& headings) {
  auto best = import_source::other;
  std::size_t most = least_signs - 1;
  for (const auto& sign : signs) {
    const auto count = std::size_t(
        std::count_if(headings.cells.begin(), headings.cells.end(),
                      [&](const std::string& cell) { return is_among(bare(cell), sign.second); }));
    if (count <= most) continue;
    most = count;
    best = sign.first;
  }
  return best;
}

std::size_t known_in(const std::vector<import_column>& columns) {
  return std::size_t(std::count_if(columns.begin(), columns.end(),
                                   [](const import_column& one) { return !one.target.empty(); }));
}

checked<csv_table> read_any(std::string_view bytes) {
  const bool utf16 = bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff");
  if (bytes.size() <= registration_import_limits::bytes && !utf16 && !is_utf8(bytes)) {
    // A letter takes up to three bytes in UTF-8.
    if (const auto text = from_windows_1252(bytes))
      return read_csv(*text, 3 * registration_import_limits::bytes);
  }
  return read_csv(bytes, registration_import_limits::bytes);
}

// Without the ' that our export and others put before what a spreadsheet would calculate.
std::string without_guard(std::string text) {
  constexpr std::string_view starts_formula = "=+-@";
  const bool guarded =
      text.size() > 1 && text[0] == '\'' && starts_formula.find(text[1]) != std::string_view::npos;
  return guarded ? text.substr(1) : text;
}

}  // namespace

std::string_view to_text(import_source s) {
  for (const auto& [source, name] : source_names) {
    if (source == s) return name;
  }
  return "other";
}

std::optional<import_source> import_source_from(std::string_view text) {
  for (const auto& [source, name] : source_names) {
    if (name == text) return source;
  }
  return {};
}

std::string import_table::cell(const csv_line& row, std::string_view target) const {
  const auto count = std::min(columns.size(), row.cells.size());
  for (std::size_t i = 0; i < count; ++i) {
    if (columns[i].target == target) return without_guard(cleaned(row.cells[i]));
  }
  return {};
}

bool import_table::has(std::string_view target) const {
  return std::any_of(columns.begin(), columns.end(),
                     [&](const import_column& one) { return one.target == target; });
}

const std::string& import_table::heading_of(std::string_view target) const {
  static const std::string none;
  for (const auto& one : columns) {
    if (one.target == target) return one.heading;
  }
  return none;
}

std::vector<std::string> import_targets(const event& of) {
  std::vector<std::string> all = {
      "given_name",      "family_name",  "name",          "email",           "order_email",
      "phone",           "organisation", "function",      "municipality",    "ags",
      "language",        "status",       "registered_at", "registered_time", "sessions",
      "sessions_waiting"};
  for (const auto& asked : of.questions) {
    if (is_taken(asked)) all.push_back("answer." + asked.key);
  }
  return all;
}

checked<import_table> read_import_table(std::string_view bytes, const event& to,
                                        std::optional<import_source> from) {
  auto table = read_any(bytes);
  if (!table) return table.error();
  import_table best;
  std::size_t heading = 0, most = 0;
  const auto looked_at = std::min(table->lines.size(), most_before_heading);
  for (std::size_t i = 0; i < looked_at; ++i) {
    const auto source = from ? *from : source_of(table->lines[i]);
    auto columns = columns_of(table->lines[i], to, source);
    const auto known = known_in(columns);
    if (i > 0 && known <= most) continue;
    most = known;
    heading = i;
    best.source = source;
    best.columns = std::move(columns);
  }
  const auto begin = table->lines.begin() + std::ptrdiff_t(heading) + 1;
  best.rows.assign(std::make_move_iterator(begin), std::make_move_iterator(table->lines.end()));
  if (best.rows.size() > registration_import_limits::rows)
    return faults{{"file", "file_too_many_rows", {{"most", registration_import_limits::rows}}}};
  return best;
}

faults set_targets(import_table& table, const event& to, const std::vector<std::string>& targets) {
  faults wrong;
  const auto known = import_targets(to);
  std::set<std::string> seen;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const auto target = i < targets.size() ? targets[i] : std::string();
    auto& column = table.columns[i];
    column.target.clear();
    if (target.empty()) {
      if (column.why == left_out::no) column.why = left_out::unknown;
      continue;
    }
    const auto field = "column." + std::to_string(i);
    if (std::find(known.begin(), known.end(), target) == known.end()) {
      wrong.push_back({field, "unknown_option"});
    } else if (!seen.insert(target).second) {
      wrong.push_back({field, "target_twice"});
    }
    column.target = target;
    column.why = left_out::no;
  }
  return wrong;
}

faults missing_targets(const import_table& table) {
  faults wrong;
  if (!table.has("email") && !table.has("order_email"))
    wrong.push_back({"columns", "no_email_column"});
  if (!table.has("name") && !(table.has("given_name") && table.has("family_name")))
    wrong.push_back({"columns", "no_name_column"});
  return wrong;
}

}  // namespace zusage::events
