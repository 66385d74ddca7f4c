// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <unicode/dtitvfmt.h>
#include <unicode/dtptngen.h>
#include <unicode/smpdtfmt.h>
#include <unicode/timezone.h>

#include <map>
#include <tuple>
#include <unordered_map>

#include "base/time_zone.hpp"
#include "web/locale_parts.hpp"

namespace zusage::web {
namespace {

/// Zones and times come from event files, so there are few; a bound keeps it so.
constexpr std::size_t most_formatters = 512, most_periods = 512;

icu::UnicodeString to_unicode(std::string_view text) {
  return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), int32_t(text.size())));
}

UDate to_udate(instant t) {
  return double(to_micros(t)) / 1000.0;
}

/// CLDR sets thin and narrow spaces that some fonts show as boxes.
std::string plain_spaces(icu::UnicodeString text) {
  for (const char16_t narrow : {u'\u2009', u'\u202f'}) {
    text.findAndReplace(icu::UnicodeString(narrow), icu::UnicodeString(u' '));
  }
  std::string result;
  return text.toUTF8String(result);
}

std::string formatter_name(std::uint64_t serial, std::string_view pattern, std::string_view zone) {
  std::string name = std::to_string(serial);
  return name.append(1, ':').append(pattern).append(1, ':').append(zone);
}

icu::TimeZone* new_zone(std::string_view zone) {
  return icu::TimeZone::createTimeZone(to_unicode(zone));
}

/// Formatters of ICU are not safe to share, so each thread keeps its own.
const icu::DateFormat& date_format(std::uint64_t serial, const icu::Locale& in,
                                   std::string_view pattern, bool is_skeleton,
                                   std::string_view zone) {
  thread_local std::unordered_map<std::string, std::unique_ptr<icu::DateFormat>> kept;
  if (kept.size() >= most_formatters) kept.clear();
  auto& format = kept[formatter_name(serial, pattern, zone)];
  if (!format) {
    UErrorCode status = U_ZERO_ERROR;
    auto wanted = to_unicode(pattern);
    if (is_skeleton) {
      const std::unique_ptr<icu::DateTimePatternGenerator> generator(
          icu::DateTimePatternGenerator::createInstance(in, status));
      check_icu(status, pattern);
      wanted = generator->getBestPattern(wanted, status);
    }
    auto made = std::make_unique<icu::SimpleDateFormat>(wanted, in, status);
    check_icu(status, pattern);
    made->adoptTimeZone(new_zone(zone));
    format = std::move(made);
  }
  return *format;
}

std::string formatted(const icu::DateFormat& format, instant t) {
  icu::UnicodeString text;
  format.format(to_udate(t), text);
  return plain_spaces(text);
}

std::string interval(std::uint64_t serial, const icu::Locale& in, instant from, instant to,
                     std::string_view zone) {
  thread_local std::unordered_map<std::string, std::unique_ptr<icu::DateIntervalFormat>> kept;
  if (kept.size() >= most_formatters) kept.clear();
  UErrorCode status = U_ZERO_ERROR;
  auto& format = kept[formatter_name(serial, {}, zone)];
  if (!format) {
    std::unique_ptr<icu::DateIntervalFormat> made(
        icu::DateIntervalFormat::createInstance(icu::UnicodeString(u"yMMMMd"), in, status));
    check_icu(status, "a period");
    made->adoptTimeZone(new_zone(zone));
    format = std::move(made);
  }
  const icu::DateInterval both(to_udate(from), to_udate(to));
  icu::UnicodeString text;
  icu::FieldPosition nowhere(icu::FieldPosition::DONT_CARE);
  format->format(&both, text, nowhere, status);
  check_icu(status, "a period");
  return plain_spaces(text);
}

bool same_day(const local_time& a, const local_time& b) {
  return a.year == b.year && a.month == b.month && a.day == b.day;
}

/// A template because only members of `locale` can name its parts.
template <class Parts>
std::string new_period(const locale& in, const Parts& with, instant from, instant to,
                       std::string_view zone) {
  if (to <= from) return in.date_time(from, zone);
  // What ends at midnight does not reach into the next day.
  const instant last = to - std::chrono::microseconds(1);
  if (!same_day(to_local(from, zone), to_local(last, zone))) {
    return interval(with.serial, with.icu_locale, from, last, zone);
  }
  return in.text("locale.date_time",
                 {{"date", in.date(from, zone)}, {"time", in.times(from, to, zone)}});
}

}  // namespace

std::string locale::date(instant t, std::string_view zone) const {
  return formatted(date_format(parts_->serial, parts_->icu_locale, "yMMMMEEEEd", true, zone), t);
}

std::string locale::short_date(instant t, std::string_view zone) const {
  return formatted(date_format(parts_->serial, parts_->icu_locale, "yMMdd", true, zone), t);
}

std::string locale::month(instant t, std::string_view zone) const {
  return formatted(date_format(parts_->serial, parts_->icu_locale, "yMMMM", true, zone), t);
}

std::string locale::time(instant t, std::string_view zone) const {
  const auto& pattern = parts_->find("locale.time_pattern");
  return text(
      "locale.time",
      {{"time",
        formatted(date_format(parts_->serial, parts_->icu_locale, pattern, false, zone), t)}});
}

std::string locale::date_time(instant t, std::string_view zone) const {
  return text("locale.date_time", {{"date", date(t, zone)}, {"time", time(t, zone)}});
}

std::string locale::times(instant from, instant to, std::string_view zone) const {
  const auto& pattern = parts_->find("locale.time_pattern");
  const auto& clock = date_format(parts_->serial, parts_->icu_locale, pattern, false, zone);
  return text("locale.time_range",
              {{"from", formatted(clock, from)}, {"to", formatted(clock, to)}});
}

std::string locale::period(instant from, instant to, std::string_view zone) const {
  // Every mail and every page of an event asks for the same few.
  thread_local std::map<std::tuple<std::uint64_t, instant, instant, std::string>, std::string> kept;
  const std::tuple key(parts_->serial, from, to, std::string(zone));
  if (const auto found = kept.find(key); found != kept.end()) return found->second;
  auto made = new_period(*this, *parts_, from, to, zone);
  if (kept.size() >= most_periods) kept.clear();
  return kept[key] = std::move(made);
}

}  // namespace zusage::web
