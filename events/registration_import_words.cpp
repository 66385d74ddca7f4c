// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/registration_import_words.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/text.hpp"
#include "events/consent_file.hpp"
#include "events/foreign_time.hpp"
#include "events/heading_words.hpp"

namespace zusage::events {
namespace {

constexpr std::size_t longest_word = 200, day_length = 10;

std::string bare(std::string_view text) {
  return bare_word(text.substr(0, longest_word));
}

// Our own words, then those of pretix, Indico and Hi.Events.
constexpr std::string_view comes =
    " confirmed offered paid bezahlt completed complete abgeschlossen active aktiv approved"
    " attending bestatigt angemeldet teilnehmend ";
constexpr std::string_view waits = " waiting waitinglist waitlisted warteliste wartend ";
constexpr std::string_view open =
    " applied unverified pending ausstehend offen unpaid awaitingpayment zahlungausstehend"
    " approvalpending freigabeausstehend wartetauffreigabe pendingconfirmedsepayment"
    " awaitingofflinepayment unbestatigt beworben ";
constexpr std::string_view ended =
    " refused cancelled canceled storniert expired abgelaufen rejected abgelehnt withdrawn"
    " zuruckgezogen refunded erstattet declined abgesagt ";

template <class Texts>
bool is_called(const Texts& titles, const std::string& word) {
  if (word.empty() || !titles.is_object()) return false;
  return std::any_of(titles.begin(), titles.end(), [&](const auto& one) {
    return one.is_string() && bare(one.template get_ref<const std::string&>()) == word;
  });
}

// At `,`, `;` or a line's end.
std::vector<std::string> pieces_of(const std::string& text) {
  std::vector<std::string> pieces;
  std::size_t at = 0;
  while (at <= text.size()) {
    const auto end = std::min(text.find_first_of(",;\n", at), text.size());
    if (auto piece = cleaned(text.substr(at, end - at)); !piece.empty())
      pieces.push_back(std::move(piece));
    at = end + 1;
  }
  return pieces;
}

// By its key, else by one of its labels.
std::string option_in(const question& asked, const std::string& typed) {
  for (const auto& one : asked.options) {
    if (one.key == typed) return one.key;
  }
  const auto word = bare(typed);
  for (const auto& one : asked.options) {
    if (is_called(one.label, word)) return one.key;
  }
  return typed;
}

std::string yes_or_no_in(const std::string& typed) {
  const auto word = bare(typed);
  if (is_among(word, " yes ja y j true wahr 1 x ")) return "yes";
  if (is_among(word, " no nein n false falsch 0 ")) return "no";
  return typed;
}

// `31.01.2027` as `2027-01-31`; whether there is such a day is checked with all others.
std::string date_in(const std::string& typed) {
  int day = 0, month = 0, year = 0, read = 0;
  const bool german = std::sscanf(typed.c_str(), "%2d.%2d.%4d%n", &day, &month, &year, &read) == 3;
  if (!german || std::size_t(read) != typed.size()) return typed;
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02d-%02d", year, month, day);
  return text.data();
}

std::string session_in(const event& of, const std::string& typed) {
  if (of.find_session(typed)) return typed;
  const auto word = bare(typed);
  for (const auto& one : of.sessions) {
    if (is_called(one.title, word)) return one.key;
  }
  return {};
}

}  // namespace

std::optional<foreign_standing> standing_of(const std::string& typed) {
  const auto word = bare(typed);
  if (typed.empty() || is_among(word, comes)) return foreign_standing::comes;
  if (is_among(word, waits)) return foreign_standing::waits;
  if (is_among(word, open)) return foreign_standing::open;
  if (is_among(word, ended)) return foreign_standing::ended;
  return {};
}

std::pair<std::string, std::string> split_name(const std::string& name) {
  if (const auto comma = name.find(','); comma != std::string::npos)
    return {cleaned(name.substr(comma + 1)), cleaned(name.substr(0, comma))};
  const auto space = name.rfind(' ');
  if (space == std::string::npos) return {"", name};
  return {cleaned(name.substr(0, space)), name.substr(space + 1)};
}

std::string language_in(const std::string& typed) {
  using word = std::pair<std::string_view, std::string_view>;
  static constexpr auto names =
      std::to_array<word>({{"de", " deutsch german duits "},
                           {"en", " englisch english engels "},
                           {"nl", " niederlandisch dutch nederlands hollandisch "}});
  for (const auto& [language, words] : names) {
    if (is_among(bare(typed), words)) return std::string(language);
  }
  const auto language = lower_ascii(typed.substr(0, typed.find_first_of("-_")));
  const bool letters =
      std::all_of(language.begin(), language.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  return language.size() == 2 && letters ? language : std::string();
}

std::optional<instant> read_registered_at(std::string day, const std::string& time,
                                          const std::string& zone) {
  if (day.size() <= day_length) day += time.empty() ? " 00:00" : " " + time;
  if (const auto at = read_foreign_time(day, zone)) return at;
  return read_given_at(day);  // with an offset
}

std::vector<std::string> answers_in(const question& asked, const std::string& typed) {
  if (typed.empty()) return {};
  if (asked.type == question_type::yes_no) return {yes_or_no_in(typed)};
  if (asked.type == question_type::choice) return {option_in(asked, typed)};
  if (asked.type == question_type::date) return {date_in(typed)};
  if (asked.type != question_type::multiple) return {typed};
  if (auto whole = option_in(asked, typed); whole != typed) return {std::move(whole)};
  std::vector<std::string> all;
  for (const auto& piece : pieces_of(typed)) all.push_back(option_in(asked, piece));
  return all;
}

std::vector<std::string> sessions_in(const event& of, const std::string& typed) {
  if (typed.empty()) return {};
  if (auto whole = session_in(of, typed); !whole.empty()) return {std::move(whole)};
  std::vector<std::string> all;
  for (const auto& piece : pieces_of(typed)) {
    auto key = session_in(of, piece);
    if (key.empty()) key = piece;
    all.push_back(std::move(key));
  }
  return all;
}

}  // namespace zusage::events
