// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/time_zone.hpp"

#include <unicode/gregocal.h>
#include <unicode/timezone.h>

#include <cstdio>
#include <memory>
#include <unordered_map>

namespace zusage {
namespace {

// Zones are immutable after creation and cost 10 µs to make.
const icu::TimeZone* find_zone(std::string_view name) {
  thread_local std::unordered_map<std::string, std::unique_ptr<icu::TimeZone>> zones;
  const std::string key(name);
  if (const auto found = zones.find(key); found != zones.end()) return found->second.get();
  std::unique_ptr<icu::TimeZone> zone(icu::TimeZone::createTimeZone(
      icu::UnicodeString::fromUTF8(icu::StringPiece(key.data(), int32_t(key.size())))));
  if (!zone || *zone == icu::TimeZone::getUnknown()) return nullptr;
  if (zones.size() > 600) zones.clear();
  return (zones[key] = std::move(zone)).get();
}

int offset_seconds(const icu::TimeZone& zone, instant t) {
  int32_t raw = 0, dst = 0;
  UErrorCode status = U_ZERO_ERROR;
  zone.getOffset(double(to_micros(t)) / 1000.0, false, raw, dst, status);
  return U_FAILURE(status) ? 0 : (raw + dst) / 1000;
}

}  // namespace

bool is_time_zone(std::string_view zone) {
  return !zone.empty() && zone.size() < 64 && find_zone(zone) != nullptr;
}

local_time to_local(instant t, std::string_view zone) {
  using namespace std::chrono;
  const auto* found = find_zone(zone);
  const int offset = found ? offset_seconds(*found, t) : 0;
  const auto shifted = t + seconds(offset);
  const auto date = floor<days>(shifted);
  const year_month_day ymd(date);
  const hh_mm_ss time(floor<seconds>(shifted - date));
  return {int(ymd.year()),
          int(unsigned(ymd.month())),
          int(unsigned(ymd.day())),
          int(time.hours().count()),
          int(time.minutes().count()),
          int(time.seconds().count()),
          int(weekday(date).iso_encoding()),
          offset / 60};
}

std::optional<instant> local_to_instant(std::string_view text, std::string_view zone) {
  using namespace std::chrono;
  const auto* found = find_zone(zone);
  if (!found || (text.size() != 16 && text.size() != 19)) return {};
  const std::string full = std::string(text) + (text.size() == 16 ? ":00" : "") + "Z";
  const auto as_utc = from_iso(full);
  if (!as_utc) return {};
  // Both offsets around a change of clocks are tried, the larger first: it gives the earlier time.
  const int before = offset_seconds(*found, *as_utc - hours(26));
  const int after = offset_seconds(*found, *as_utc + hours(26));
  for (const int offset : {std::max(before, after), std::min(before, after)}) {
    const instant t = *as_utc - seconds(offset);
    if (offset_seconds(*found, t) == offset) return t;
  }
  return {};
}

std::string to_local_text(instant t, std::string_view zone) {
  const auto local = to_local(t, zone);
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d", local.year, local.month, local.day,
                local.hour, local.minute);
  return text;
}

std::string to_iso(instant t, std::string_view zone) {
  const auto local = to_local(t, zone);
  const int east = std::abs(local.offset_minutes);
  char text[96];
  std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", local.year,
                local.month, local.day, local.hour, local.minute, local.second,
                local.offset_minutes < 0 ? '-' : '+', east / 60, east % 60);
  return text;
}

}  // namespace zusage
