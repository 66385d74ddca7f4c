// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "web/zone_name.hpp"

#include <unicode/smpdtfmt.h>
#include <unicode/timezone.h>

#include <map>
#include <memory>
#include <tuple>

#include "web/locale_parts.hpp"

namespace zusage::web {
namespace {

/// Zones come from event files, so there are few; a bound keeps it so.
constexpr std::size_t most_names = 512;

std::string new_name(const locale& in, instant at, std::string_view zone) {
  UErrorCode status = U_ZERO_ERROR;
  const auto language = icu::Locale::forLanguageTag(in.text("locale.icu"), status);
  icu::SimpleDateFormat format(icu::UnicodeString(u"vvvv"), language, status);
  check_icu(status, "the name of a time zone");
  format.adoptTimeZone(icu::TimeZone::createTimeZone(
      icu::UnicodeString::fromUTF8(icu::StringPiece(zone.data(), int32_t(zone.size())))));
  icu::UnicodeString text;
  format.format(double(to_micros(at)) / 1000.0, text);
  std::string name;
  return text.toUTF8String(name);
}

}  // namespace

std::string zone_name(const locale& in, instant at, std::string_view zone) {
  // Every page and mail about an event asks for it. Only the year can make a difference.
  thread_local std::map<std::tuple<std::string, std::string, std::int64_t>, std::string> kept;
  const auto year = std::chrono::duration_cast<std::chrono::years>(at.time_since_epoch()).count();
  const std::tuple key(in.language(), std::string(zone), std::int64_t(year));
  if (const auto found = kept.find(key); found != kept.end()) return found->second;
  auto made = new_name(in, at, zone);
  if (kept.size() >= most_names) kept.clear();
  return kept[key] = std::move(made);
}

}  // namespace zusage::web
