// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "web/locale.hpp"

#include <unicode/messagepattern.h>
#include <unicode/msgfmt.h>

#include <atomic>
#include <set>
#include <stdexcept>
#include <unordered_map>

#include "web/locale_parts.hpp"

namespace zusage::web {
namespace {

icu::UnicodeString to_unicode(std::string_view text) {
  return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), int32_t(text.size())));
}

void flatten(const nlohmann::json& from, const std::string& prefix,
             std::map<std::string, std::string, std::less<>>& into) {
  for (const auto& [name, value] : from.items()) {
    const auto key = prefix.empty() ? name : std::string(prefix).append(".").append(name);
    if (value.is_object()) {
      flatten(value, key, into);
    } else if (value.is_string()) {
      into.emplace(key, value.get<std::string>());
    } else {
      throw std::invalid_argument("the text '" + key + "' is neither text nor a group of texts");
    }
  }
}

/// Most texts are shown as they stand; ICU is asked only for those that it could change.
bool is_literal(std::string_view text) {
  return text.find_first_of("{}'") == std::string_view::npos;
}

icu::MessagePattern parsed(const std::string& text) {
  UErrorCode status = U_ZERO_ERROR;
  icu::MessagePattern pattern(to_unicode(text), nullptr, status);
  check_icu(status, text);
  return pattern;
}

icu::Formattable argument(const nlohmann::json& value) {
  if (value.is_string()) return icu::Formattable(to_unicode(value.get_ref<const std::string&>()));
  if (value.is_number_integer()) return icu::Formattable(value.get<std::int64_t>());
  if (value.is_number()) return icu::Formattable(value.get<double>());
  return icu::Formattable(to_unicode(value.is_null() ? "" : value.dump()));
}

/// MessageFormat builds its parts lazily while it formats, so each thread keeps its own.
const icu::MessageFormat& message_format(std::uint64_t serial, std::string_view key,
                                         const std::string& text, const icu::Locale& in) {
  thread_local std::unordered_map<std::string, std::unique_ptr<icu::MessageFormat>> kept;
  std::string name = std::to_string(serial);
  name.append(1, ':').append(key);
  auto& format = kept[name];
  if (!format) {
    UErrorCode status = U_ZERO_ERROR;
    UParseError place;
    auto made = std::make_unique<icu::MessageFormat>(to_unicode(text), in, place, status);
    check_icu(status, key);
    format = std::move(made);
  }
  return *format;
}

}  // namespace

void check_icu(UErrorCode status, std::string_view what) {
  if (U_FAILURE(status)) {
    throw std::runtime_error("ICU: " + std::string(u_errorName(status)) + " for " +
                             std::string(what));
  }
}

const std::string& locale::parts::find(std::string_view key) const {
  const auto found = texts.find(key);
  if (found == texts.end()) throw std::out_of_range("there is no text '" + std::string(key) + "'");
  return found->second;
}

locale::locale(std::string language, const nlohmann::json& texts)
    : language_(std::move(language)), parts_(std::make_unique<parts>()) {
  static std::atomic<std::uint64_t> last_serial{0};
  parts_->serial = ++last_serial;
  flatten(texts, {}, parts_->texts);
  const auto tag = parts_->texts.find("locale.icu");
  UErrorCode status = U_ZERO_ERROR;
  parts_->icu_locale =
      icu::Locale::forLanguageTag(tag == parts_->texts.end() ? language_ : tag->second, status);
  check_icu(status, language_);
  parts_->numbers = icu::number::NumberFormatter::withLocale(parts_->icu_locale);
  parts_->collator.reset(icu::Collator::createInstance(parts_->icu_locale, status));
  check_icu(status, language_);
}

locale::~locale() = default;

std::string locale::name() const {
  return text("locale.name");
}

bool locale::has(std::string_view key) const {
  return parts_->texts.contains(key);
}

std::vector<std::string> locale::keys() const {
  std::vector<std::string> result;
  for (const auto& [key, text] : parts_->texts) result.push_back(key);
  return result;
}

std::vector<std::string> locale::placeholders(std::string_view key) const {
  const std::string& message = parts_->find(key);
  if (is_literal(message)) return {};
  const auto pattern = parsed(message);
  std::set<std::string> names;
  for (int32_t i = 0; i < pattern.countParts(); ++i) {
    const auto type = pattern.getPartType(i);
    if (type != UMSGPAT_PART_TYPE_ARG_NAME && type != UMSGPAT_PART_TYPE_ARG_NUMBER) continue;
    std::string name;
    names.insert(pattern.getSubstring(pattern.getPart(i)).toUTF8String(name));
  }
  return {names.begin(), names.end()};
}

bool locale::is_plain(std::string_view key) const {
  const std::string& message = parts_->find(key);
  if (is_literal(message)) return true;
  const auto pattern = parsed(message);
  for (int32_t i = 0; i < pattern.countParts(); ++i) {
    const auto& part = pattern.getPart(i);
    if (part.getType() == UMSGPAT_PART_TYPE_ARG_START &&
        part.getArgType() != UMSGPAT_ARG_TYPE_NONE) {
      return false;
    }
  }
  return true;
}

std::string locale::text(std::string_view key, const nlohmann::json& arguments) const {
  const std::string& message = parts_->find(key);
  if (is_literal(message)) return message;
  std::vector<icu::UnicodeString> names;
  std::vector<icu::Formattable> values;
  if (arguments.is_object()) {
    for (const auto& [name, value] : arguments.items()) {
      // A mail has many members and a text few places for them.
      if (value.is_structured() || message.find(name) == std::string::npos) continue;
      names.push_back(to_unicode(name));
      values.push_back(argument(value));
    }
  }
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString filled;
  message_format(parts_->serial, key, message, parts_->icu_locale)
      .format(names.data(), values.data(), int32_t(names.size()), filled, status);
  check_icu(status, key);
  std::string result;
  return filled.toUTF8String(result);
}

std::string locale::number(std::int64_t n) const {
  UErrorCode status = U_ZERO_ERROR;
  const auto formatted = parts_->numbers.formatInt(n, status);
  check_icu(status, "a number");
  std::string result;
  return formatted.toString(status).toUTF8String(result);
}

int locale::compare(std::string_view a, std::string_view b) const {
  UErrorCode status = U_ZERO_ERROR;
  const auto result =
      parts_->collator->compareUTF8(icu::StringPiece(a.data(), int32_t(a.size())),
                                    icu::StringPiece(b.data(), int32_t(b.size())), status);
  check_icu(status, "a comparison");
  return result == UCOL_LESS ? -1 : result == UCOL_GREATER ? 1 : 0;
}

}  // namespace zusage::web
