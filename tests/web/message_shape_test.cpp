// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <unicode/messagepattern.h>
#include <unicode/plurrule.h>
#include <unicode/strenum.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "base/embedded.hpp"
#include "tests/support/catch.hpp"
#include "web/locale.hpp"

using namespace zusage;

namespace {

using texts_by_key = std::map<std::string, std::string>;
using words = std::set<std::string>;

/// One argument of an ICU message as it is written at one place.
struct argument {
  std::string name;
  UMessagePatternArgType type;
  words arms;  ///< of plural, selectordinal and select
};

std::string utf8(const icu::UnicodeString& text) {
  std::string result;
  return text.toUTF8String(result);
}

words arms_of(const icu::MessagePattern& pattern, int32_t argument_at) {
  words arms;
  const auto end = pattern.getLimitPartIndex(argument_at);
  for (int32_t i = argument_at + 2; i < end; ++i) {
    const auto& part = pattern.getPart(i);
    if (part.getType() == UMSGPAT_PART_TYPE_ARG_SELECTOR)
      arms.insert(utf8(pattern.getSubstring(part)));
    if (part.getType() == UMSGPAT_PART_TYPE_MSG_START) i = pattern.getLimitPartIndex(i);
  }
  return arms;
}

std::vector<argument> arguments_of(const std::string& message) {
  UErrorCode status = U_ZERO_ERROR;
  UParseError place;
  const icu::MessagePattern pattern(icu::UnicodeString::fromUTF8(message), &place, status);
  INFO(message);
  REQUIRE(U_SUCCESS(status));
  std::vector<argument> all;
  for (int32_t i = 0; i < pattern.countParts(); ++i) {
    const auto& part = pattern.getPart(i);
    if (part.getType() != UMSGPAT_PART_TYPE_ARG_START) continue;
    all.push_back({utf8(pattern.getSubstring(pattern.getPart(i + 1))), part.getArgType(),
                   arms_of(pattern, i)});
  }
  return all;
}

/// The categories that numbers of the language fall into: `one`, `other` …
words categories_of(const std::string& tag, UPluralType type) {
  UErrorCode status = U_ZERO_ERROR;
  const auto in = icu::Locale::forLanguageTag(tag, status);
  const std::unique_ptr<icu::PluralRules> rules(icu::PluralRules::forLocale(in, type, status));
  REQUIRE(U_SUCCESS(status));
  const std::unique_ptr<icu::StringEnumeration> names(rules->getKeywords(status));
  words all;
  while (const auto* name = names->snext(status)) all.insert(utf8(*name));
  REQUIRE(all.contains("other"));
  return all;
}

/// The arguments whose plural forms are not those of the language. Exact numbers
/// (`=0`, `=2`) may come besides.
words wrong_plurals(const std::string& message, const std::string& tag) {
  words wrong;
  for (auto& one : arguments_of(message)) {
    const bool ordinal = one.type == UMSGPAT_ARG_TYPE_SELECTORDINAL;
    if (!ordinal && one.type != UMSGPAT_ARG_TYPE_PLURAL) continue;
    std::erase_if(one.arms, [](const auto& arm) { return arm.starts_with("="); });
    const auto type = ordinal ? UPLURAL_TYPE_ORDINAL : UPLURAL_TYPE_CARDINAL;
    if (one.arms != categories_of(tag, type)) wrong.insert(one.name);
  }
  return wrong;
}

/// What has to be the same in every language: which arguments there are, what is done with each,
/// and between which words a `select` chooses.
std::set<std::string> shape_of(const std::string& message) {
  std::set<std::string> shape;
  for (const auto& one : arguments_of(message)) {
    auto text = one.name + " " + std::to_string(int(one.type));
    if (one.type == UMSGPAT_ARG_TYPE_SELECT)
      for (const auto& arm : one.arms) text += " " + arm;
    shape.insert(text);
  }
  return shape;
}

void flatten(const nlohmann::json& from, const std::string& prefix, texts_by_key& into) {
  for (const auto& [name, value] : from.items()) {
    const auto key = prefix.empty() ? name : prefix + "." + name;
    if (value.is_object()) {
      flatten(value, key, into);
    } else {
      into[key] = value.get<std::string>();
    }
  }
}

texts_by_key texts_of(const std::string& language) {
  for (const auto& file : embedded::web_files()) {
    if (file.path != "locales/" + language + ".json") continue;
    texts_by_key all;
    flatten(nlohmann::json::parse(file.content), "", all);
    return all;
  }
  return {};
}

}  // namespace

TEST_CASE("every plural has exactly the forms of its language", "[web]") {
  for (const auto& language : web::languages()) {
    const auto all = texts_of(language);
    REQUIRE_FALSE(all.empty());
    for (const auto& [key, message] : all) {
      INFO(language << " " << key);
      CHECK(wrong_plurals(message, all.at("locale.icu")).empty());
    }
  }
}

TEST_CASE("every language fills in the same arguments the same way", "[web]") {
  const auto german = texts_of("de");
  for (const auto& language : web::languages()) {
    for (const auto& [key, message] : texts_of(language)) {
      INFO(language << " " << key);
      REQUIRE(german.contains(key));
      CHECK(shape_of(message) == shape_of(german.at(key)));
    }
  }
}

TEST_CASE("a plural that lacks a form, or has one that the language has not, is found", "[web]") {
  CHECK(wrong_plurals("{n, plural, one {#} other {#}}", "nl") == words{});
  CHECK(wrong_plurals("{n, plural, =0 {-} one {#} other {#}}", "nl") == words{});
  CHECK(wrong_plurals("{n, plural, =0 {-} other {#}}", "nl") == words{"n"});
  CHECK(wrong_plurals("{n, plural, one {#} few {#} other {#}}", "nl") == words{"n"});
  CHECK(wrong_plurals("{n, plural, one {#} other {#}}", "pl") == words{"n"});
  CHECK(wrong_plurals("{n, plural, one {#} few {#} many {#} other {#}}", "pl") == words{});
  CHECK(wrong_plurals("{a, plural, one {{b, plural, other {#}}} other {#}}", "de") == words{"b"});
  CHECK(wrong_plurals("{n, selectordinal, other {#.}}", "de") == words{});
  CHECK(wrong_plurals("{n, selectordinal, one {#st} other {#th}}", "en") == words{"n"});
}

TEST_CASE("a choice between other words, and another kind of argument, is found", "[web]") {
  CHECK(shape_of("{a}, {b}") == shape_of("{b} ({a})"));
  CHECK(shape_of("{a}") != shape_of("{a, number}"));
  CHECK(shape_of("{x, select, yes {ja} other {nee}}") !=
        shape_of("{x, select, true {ja} other {nee}}"));
  CHECK(shape_of("{x, select, yes {ja} other {nee}}") ==
        shape_of("{x, select, yes {yes} other {no}}"));
}
