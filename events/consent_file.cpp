// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/consent_file.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/email_address.hpp"
#include "base/text.hpp"
#include "base/time_zone.hpp"
#include "consent/validity.hpp"
#include "events/foreign_time.hpp"
#include "events/upload_table.hpp"

namespace zusage::events {
namespace {

constexpr auto columns = std::to_array<known_column>({
    {"email", "email emailadresse emailaddress mail mailadresse"},
    {"name", "name"},
    {"language", "language sprache taal"},
    {"given_at", "givenat erteiltam zeitpunkt"},
    {"source", "source quelle herkunft"},
    {"text", "text wortlaut"},
    {"ip", "ip ipadresse ipaddress"},
});
constexpr auto needed = std::to_array<std::string_view>({"email"});
constexpr std::size_t most_source = 1000, most_name = 200, most_shown = 80;  // bytes, code points
// A wording becomes a notice, which stays for as long as any proof needs it: a list has a few, and
// what differs from person to person is none.
constexpr std::size_t most_texts = 50;
constexpr std::int64_t long_ago_months = 10 * 12;
constexpr std::size_t least_name = 5;  // bytes; shorter ones stand in many a word

// `2024-05-01T10:00:00+02:00`: the offset in minutes, taken off the text.
std::optional<int> take_offset(std::string& text) {
  if (text.size() < 16) return {};
  const auto at = text.size() - 6;
  const char sign = text[at];
  if ((sign != '+' && sign != '-') || text[at + 3] != ':') return {};
  int digits = 0;
  for (const auto i : {at + 1, at + 2, at + 4, at + 5}) {
    if (text[i] < '0' || text[i] > '9') return {};
    digits = digits * 10 + (text[i] - '0');
  }
  const int hours = digits / 100, minutes = digits % 100;
  if (hours > 14 || minutes > 59) return {};
  text.resize(at);
  return (sign == '-' ? -1 : 1) * (hours * 60 + minutes);
}

std::optional<instant> read_time(std::string text) {
  if (text.size() == 10) text += "T00:00";  // a day
  const auto offset = take_offset(text);
  if (offset) text += 'Z';
  const auto zone = std::string(home_zone);
  auto at = read_foreign_time(text, zone);
  if (at && offset) *at -= std::chrono::minutes(*offset);
  return at;
}

bool is_network_address(const std::string& text) {
  std::array<unsigned char, 16> bytes{};
  return inet_pton(AF_INET, text.c_str(), bytes.data()) == 1 ||
         inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1;
}

// ISO 639 with a region at most: `de`, `de-AT`.
std::string language_of(const std::string& typed) {
  const auto end = typed.find_first_of("-_");
  auto language = folded(typed.substr(0, end));
  if (language.size() != 2) return {};
  for (const char c : language) {
    if (c < 'a' || c > 'z') return {};
  }
  return language;
}

// One row and what is wrong with it.
class row_reader {
 public:
  row_reader(const upload_table& table, const csv_line& row, consent_list& into,
             std::set<std::string>& texts)
      : table_(table), row_(row), into_(into), texts_(texts) {}

  std::string cell(std::string_view column) const { return table_.cell(row_, column); }

  void broken(std::string_view column, const char* code) {
    into_.broken.push_back({row_.number, std::string(column), code, cut(cell(column), most_shown)});
    good_ = false;
  }

  std::string address(std::set<std::string>& seen) {
    const auto typed = cell("email");
    if (typed.empty()) return broken("email", "required"), "";
    const auto address = normalised_email(typed);
    if (!address) return broken("email", "not_an_email"), "";
    if (!seen.insert(email_key(*address)).second) broken("email", "twice");
    return *address;
  }

  void read(const std::string& language, instant now, std::set<std::string>& seen) {
    consent::imported_row made;
    made.email = address(seen);
    made.name = cell("name");
    made.source = cell("source");
    made.text = cell("text");
    made.network_address = cell("ip");
    made.given_at_as_typed = cell("given_at");
    if (made.name.size() > most_name) broken("name", "too_long");
    if (made.source.size() > most_source) broken("source", "too_long");
    check_text(made);
    if (!made.network_address.empty() && !is_network_address(made.network_address))
      broken("ip", "no_network_address");
    if (!made.given_at_as_typed.empty()) {
      made.given_at = read_time(made.given_at_as_typed);
      if (!made.given_at) broken("given_at", "time_unreadable");
      if (made.given_at && *made.given_at > now) broken("given_at", "time_ahead");
    }
    const auto typed = cell("language");
    made.language = typed.empty() ? language : language_of(typed);
    if (made.language.empty()) broken("language", "language_unknown");
    if (good_) into_.rows.push_back({row_.number, std::move(made)});
  }

  void read_address(std::set<std::string>& seen) {
    consent::imported_row made;
    made.email = address(seen);
    if (good_) into_.rows.push_back({row_.number, std::move(made)});
  }

 private:
  void check_text(const consent::imported_row& of) {
    const auto text = folded(of.text);
    const auto says = [&](const std::string& word) {
      return !word.empty() && text.find(folded(word)) != std::string::npos;
    };
    if (says(of.email) || (of.name.size() >= least_name && says(of.name)))
      broken("text", "text_is_personal");
    if (of.text.empty() || !good_ || texts_.count(of.text) > 0) return;
    if (texts_.size() >= most_texts) return broken("text", "too_many_texts");
    texts_.insert(of.text);
  }

  const upload_table& table_;
  const csv_line& row_;
  consent_list& into_;
  std::set<std::string>& texts_;  // of the rows above that can be taken
  bool good_ = true;
};

template <class Read>
checked<consent_list> read_list(std::string_view csv, const Read& read) {
  const auto table = upload_table::read(csv, columns, needed, most_consent_bytes);
  if (!table) return table.error();
  consent_list made;
  std::set<std::string> seen, texts;
  for (const auto& row : table->rows()) {
    row_reader one(*table, row, made, texts);
    read(one, seen);
  }
  return made;
}

}  // namespace

checked<consent_list> read_consent_list(std::string_view csv, const std::string& language,
                                        instant now) {
  return read_list(
      csv, [&](row_reader& one, std::set<std::string>& seen) { one.read(language, now, seen); });
}

odd_lines find_odd_lines(const consent_list& list, const std::vector<std::string>& languages,
                         instant now) {
  odd_lines found;
  for (const auto& [line, row] : list.rows) {
    if (std::find(languages.begin(), languages.end(), row.language) == languages.end())
      found.language.push_back(line);
    if (row.given_at && consent::after_months(*row.given_at, long_ago_months) < now)
      found.long_ago.push_back(line);
  }
  return found;
}

std::optional<instant> read_given_at(const std::string& typed) {
  return typed.empty() ? std::nullopt : read_time(typed);
}

checked<consent_list> read_revocation_list(std::string_view csv) {
  return read_list(csv,
                   [](row_reader& one, std::set<std::string>& seen) { one.read_address(seen); });
}

}  // namespace zusage::events
