// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

/// Languages: texts in web/locales/<language>.json (nested objects; keys are joined by dots), each
/// an ICU message (https://unicode-org.github.io/icu/userguide/format_parse/messages/) with named
/// arguments. A further language is one more file. Locales are safe to use from several threads.
namespace zusage::web {

class locale {
 public:
  locale(std::string language, const nlohmann::json& texts);
  ~locale();
  locale(const locale&) = delete;
  locale& operator=(const locale&) = delete;

  const std::string& language() const { return language_; }  ///< `de`
  std::string name() const;                                  ///< `Deutsch`, in itself

  bool has(std::string_view key) const;

  /// All keys in alphabetical order.
  std::vector<std::string> keys() const;

  /// The names of the placeholders of a text, each once, in alphabetical order. @throws as `text`.
  std::vector<std::string> placeholders(std::string_view key) const;

  /// Whether `text` can fill the placeholders in with any text (no plural, no select, no number).
  bool is_plain(std::string_view key) const;

  /// The text, its placeholders filled from the members of `arguments` (strings and numbers).
  /// Plain text, not HTML. @throws std::out_of_range for a key that does not exist.
  std::string text(std::string_view key,
                   const nlohmann::json& arguments = nlohmann::json::object()) const;

  std::string date(instant t, std::string_view zone) const;  ///< `Samstag, 11. September 2027`
  std::string short_date(instant t, std::string_view zone) const;  ///< `11.09.2027`
  std::string month(instant t, std::string_view zone) const;       ///< `September 2027`
  std::string time(instant t, std::string_view zone) const;        ///< `9:00 Uhr`, `09:00`
  std::string date_time(instant t, std::string_view zone) const;

  /// Of one day: `9:00–12:00 Uhr`.
  std::string times(instant from, instant to, std::string_view zone) const;

  /// From–to with what both have in common said once: `Samstag, 11. September 2027, 9:00–12:00
  /// Uhr`, `11.–12. September 2027`.
  std::string period(instant from, instant to, std::string_view zone) const;
  std::string number(std::int64_t n) const;

  /// Negative, zero or positive by the language's collation (ICU).
  int compare(std::string_view a, std::string_view b) const;

 private:
  struct parts;
  std::string language_;
  std::unique_ptr<parts> parts_;
};

/// All languages that the program has, `de` first.
std::span<const std::string> languages();

/// The locale of `language`, else that of `de`.
const locale& find_locale(std::string_view language);

/// The best language for a visitor: `wanted` (from `?lang=`) if there is such a locale, else the
/// best match of `Accept-Language` (RFC 9110 12.5.4), else `de`.
const locale& negotiate(std::string_view wanted, std::string_view accept_language);

/// From {"de": "…", "en": "…"}: the text in `language`, else `de`, else the first, else "".
std::string pick(const nlohmann::json& texts, std::string_view language);

}  // namespace zusage::web
