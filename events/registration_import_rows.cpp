// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <unordered_map>

#include "base/email_address.hpp"
#include "base/text.hpp"
#include "events/check_form.hpp"
#include "events/registration_import_words.hpp"

namespace zusage::events {
namespace {

constexpr std::size_t most_shown = 80;  // code points
// No system that lists come from is older; an earlier year is a slip of the hand or of a format.
constexpr auto earliest = from_micros(946'684'800'000'000);  // 2000-01-01

// The event as a list is checked by: what the other system did not ask stays open, and who was let
// in there is in. Capacities are looked at when places are given.
event relaxed(const event& to) {
  auto made = to;
  made.audience = {};
  made.admission.reset();
  for (auto& one : made.choices) one.minimum = 0;
  for (auto& one : made.questions) one.required = false;
  return made;
}

// An official key as it is, also when a spreadsheet has taken the zero in front of it for nothing.
std::string whole_ags(std::string ags) {
  constexpr std::size_t of_municipality = 8, of_county = 5;
  const bool digits =
      std::all_of(ags.begin(), ags.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (digits && (ags.size() + 1 == of_municipality || ags.size() + 1 == of_county))
    ags.insert(0, 1, '0');
  return ags;
}

// The column of a list that a field of the form came from.
std::string target_of(const import_table& table, const std::string& field) {
  if (field == "session" || field.starts_with("second.")) return "sessions";
  if (field == "lang") return "language";
  if (field == "municipality" && table.has("ags")) return "ags";
  const bool name = field == "given_name" || field == "family_name";
  return name && !table.has(field) ? "name" : field;
}

class row_reader {
 public:
  row_reader(const schema::reader& db, const event& to, const import_table& table,
             const import_rules& rules, instant now)
      : db_(db),
        relaxed_(relaxed(to)),
        members_(to.audience.municipalities),
        table_(table),
        rules_(rules),
        now_(now) {}

  void read(const csv_line& line, registration_list& into) {
    row_ = &line;
    wrong_.clear();
    registration_row made;
    made.line = line.number;
    made.by_order = cell("email").empty() && !cell("order_email").empty();
    made.standing = read_standing();
    if (made.standing == foreign_standing::open && !rules_.with_open)
      return into.open_lines.push_back(line.number);
    look_at_length();
    made.registered_at = read_time();
    auto checked = check_changed_form(db_, relaxed_, form_of(made.standing), true);
    if (!checked) {
      for (const auto& one : checked.error())
        broken(one.field == "email" ? address_target() : target_of(table_, one.field), one);
    } else {
      made.form = std::move(*checked);
    }
    if (wrong_.empty() && is_outside(made)) return into.outside_lines.push_back(line.number);
    if (wrong_.empty()) return into.rows.push_back(std::move(made));
    ++into.broken_rows;
    std::move(wrong_.begin(), wrong_.end(), std::back_inserter(into.broken));
  }

 private:
  std::string cell(std::string_view target) const { return table_.cell(*row_, target); }

  bool is_outside(const registration_row& made) const {
    if (rules_.with_outside || members_.empty()) return false;
    if (made.standing == foreign_standing::ended) return false;
    return std::find(members_.begin(), members_.end(), made.form.ags) == members_.end();
  }

  // Cells behind the last heading: a comma too many has moved the others as well.
  void look_at_length() {
    for (auto i = table_.columns.size(); i < row_->cells.size(); ++i) {
      auto text = cleaned(row_->cells[i]);
      if (text.empty()) continue;
      return wrong_.push_back({row_->number,
                               "row",
                               "",
                               cut(text, most_shown),
                               {"row", "row_too_long", {{"count", table_.columns.size()}}}});
    }
  }

  // The address of the order stands in only where it is one.
  std::string address_target() const {
    const bool own = table_.has("email") && (!cell("email").empty() || cell("order_email").empty());
    return own ? "email" : "order_email";
  }

  void broken(const std::string& target, fault what) {
    wrong_.push_back({row_->number, target, table_.heading_of(target),
                      cut(cell(target), most_shown), std::move(what)});
  }

  foreign_standing read_standing() {
    const auto found = standing_of(cell("status"));
    if (!found) broken("status", {"status", "status_unknown"});
    return found.value_or(foreign_standing::comes);
  }

  std::optional<instant> read_time() {
    const auto typed = cell("registered_at");
    if (typed.empty()) return {};
    // Hi.Events writes UTC without saying so.
    const auto zone = table_.source == import_source::hievents ? "UTC" : relaxed_.time_zone;
    const auto at = read_registered_at(typed, cell("registered_time"), zone);
    if (!at) broken("registered_at", {"registered_at", "time_unreadable"});
    if (at && *at > now_) broken("registered_at", {"registered_at", "time_ahead"});
    if (at && *at < earliest) broken("registered_at", {"registered_at", "time_too_early"});
    return at;
  }

  void add_name(typed_fields& form) const {
    auto given = cell("given_name"), family = cell("family_name");
    if (given.empty() && family.empty()) std::tie(given, family) = split_name(cell("name"));
    form.emplace_back("given_name", std::move(given));
    form.emplace_back("family_name", std::move(family));
  }

  // Who has ended keeps name and contact data; what they would have come to is not theirs any more.
  typed_fields form_of(foreign_standing standing) const {
    typed_fields form;
    add_name(form);
    const auto own = cell("email");
    form.emplace_back("email", own.empty() ? cell("order_email") : own);
    for (const auto* field : {"organisation", "function", "phone"})
      form.emplace_back(field, cell(field));
    const auto ags = whole_ags(cell("ags"));
    form.emplace_back("municipality", ags.empty() ? cell("municipality") : ags);
    if (auto language = language_in(cell("language")); !language.empty())
      form.emplace_back("lang", std::move(language));
    if (standing == foreign_standing::ended) return form;
    for (const auto* target : {"sessions", "sessions_waiting"}) {
      for (auto& key : sessions_in(relaxed_, cell(target)))
        form.emplace_back("session", std::move(key));
    }
    for (const auto& asked : relaxed_.questions) {
      const auto field = "answer." + asked.key;
      for (auto& answer : answers_in(asked, cell(field)))
        form.emplace_back(field, std::move(answer));
    }
    return form;
  }

  const schema::reader& db_;
  const event relaxed_;
  const std::vector<std::string>& members_;
  const import_table& table_;
  const import_rules& rules_;
  instant now_;
  const csv_line* row_ = nullptr;
  std::vector<broken_row> wrong_;
};

// One row for each address: whoever comes or waits goes before who has ended, and of two who come
// the second is broken, since nobody can say which is right.
class by_address {
 public:
  by_address(const import_table& table, registration_list& list) : table_(table), list_(list) {}

  void sort_out() {
    std::vector<registration_row> kept;
    for (const bool ended : {false, true}) {
      for (auto& row : list_.rows) {
        if ((row.standing == foreign_standing::ended) == ended) take(row, kept);
      }
    }
    std::sort(kept.begin(), kept.end(),
              [](const auto& a, const auto& b) { return a.line < b.line; });
    std::sort(list_.doubled_lines.begin(), list_.doubled_lines.end());
    std::stable_sort(list_.broken.begin(), list_.broken.end(),
                     [](const auto& a, const auto& b) { return a.line < b.line; });
    list_.rows = std::move(kept);
  }

 private:
  void take(registration_row& row, std::vector<registration_row>& kept) {
    const auto [seen, first] = lines_.emplace(email_key(row.form.email), row.line);
    if (first) return kept.push_back(std::move(row));
    if (row.standing == foreign_standing::ended) return list_.doubled_lines.push_back(row.line);
    const auto* target = row.by_order ? "order_email" : "email";
    const auto* code = row.by_order ? "order_address_twice" : "row_twice";
    ++list_.broken_rows;
    list_.broken.push_back({row.line,
                            target,
                            table_.heading_of(target),
                            cut(row.form.email, most_shown),
                            {"email", code, {{"line", seen->second}}}});
  }

  const import_table& table_;
  registration_list& list_;
  std::unordered_map<std::string, std::size_t> lines_;
};

}  // namespace

registration_list read_registrations(const schema::reader& db, const event& to,
                                     const import_table& table, const import_rules& rules,
                                     instant now) {
  registration_list made;
  row_reader reader(db, to, table, rules, now);
  for (const auto& line : table.rows) reader.read(line, made);
  by_address(table, made).sort_out();
  return made;
}

}  // namespace zusage::events
