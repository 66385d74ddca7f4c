// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/calendar.hpp"

#include <libical/ical.h>
#include <unicode/vtzone.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <stdexcept>
#include <utility>

#include "base/time_zone.hpp"

namespace zusage::mailer {
namespace {

constexpr std::size_t most_zones_kept = 64;  // 2 kB each, for every thread

using component = std::unique_ptr<icalcomponent, decltype(&icalcomponent_free)>;

component owned(icalcomponent* from) {
  return {from, &icalcomponent_free};
}

void add(icalcomponent* to, icalproperty* property) {
  if (!property) throw std::bad_alloc();
  icalcomponent_add_property(to, property);
}

// libical escapes what has to be escaped, but takes text up to the first NUL.
template <class Make>
void add_text(icalcomponent* to, const std::string& text, Make make) {
  if (!text.empty()) add(to, make(text.c_str()));
}

std::string zone_of(const calendar_entry& entry) {
  return is_time_zone(entry.time_zone) ? entry.time_zone : std::string();
}

icaltimetype to_ical(const local_time& t, bool utc) {
  auto result = icaltime_null_time();
  result.year = t.year;
  result.month = t.month;
  result.day = t.day;
  result.hour = t.hour;
  result.minute = t.minute;
  result.second = t.second;
  if (utc) result.zone = icaltimezone_get_utc_timezone();
  return result;
}

icaltimetype in_utc(instant t) {
  return to_ical(to_local(t, "Etc/UTC"), true);
}

template <class Make>
void add_time(icalcomponent* to, instant t, const std::string& zone, Make make) {
  if (zone.empty()) return add(to, make(in_utc(t)));
  auto* const property = make(to_ical(to_local(t, zone), false));
  if (!property) throw std::bad_alloc();
  icalproperty_add_parameter(property, icalparameter_new_tzid(zone.c_str()));
  icalcomponent_add_property(to, property);
}

icalproperty_method to_ical(calendar_method method) {
  switch (method) {
    case calendar_method::publish:
      return ICAL_METHOD_PUBLISH;
    case calendar_method::request:
      return ICAL_METHOD_REQUEST;
    case calendar_method::cancel:
      return ICAL_METHOD_CANCEL;
  }
  return ICAL_METHOD_NONE;
}

// Addresses are not escaped in iCalendar, so that a line break would end the property.
std::string on_one_line(std::string_view address) {
  std::string result;
  for (const char c : address) {
    if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) result += c;
  }
  return result;
}

// ICU's own remark on where the rules come from.
void remove_remarks(icalcomponent* from) {
  while (auto* const remark = icalcomponent_get_first_property(from, ICAL_X_PROPERTY)) {
    icalcomponent_remove_property(from, remark);
    icalproperty_free(remark);
  }
}

// The rules of a zone that hold at `since` and later: from a year before, so that the change that
// made them hold is among them. ICU writes them, since libical's own definitions depend on the
// machine's zone files and carry an identifier that others do not know.
component time_zone_component(const std::string& zone, instant since) {
  const auto id = icu::UnicodeString::fromUTF8(zone);
  const std::unique_ptr<icu::VTimeZone> rules(icu::VTimeZone::createVTimeZoneByID(id));
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString text;
  const auto from = since - std::chrono::days(366);
  if (rules) rules->write(static_cast<UDate>(to_micros(from)) / 1000, text, status);
  if (!rules || U_FAILURE(status)) throw std::runtime_error("no rules for the time zone " + zone);
  std::string utf8;
  text.toUTF8String(utf8);
  auto parsed = owned(icalparser_parse_string(utf8.c_str()));
  if (!parsed) throw std::runtime_error("no rules for the time zone " + zone);
  remove_remarks(parsed.get());
  return parsed;
}

component event_component(const calendar_entry& entry, calendar_method method) {
  auto event = owned(icalcomponent_new(ICAL_VEVENT_COMPONENT));
  auto* const to = event.get();
  const auto zone = zone_of(entry);
  add(to, icalproperty_new_uid(entry.uid.c_str()));
  add(to, icalproperty_new_dtstamp(in_utc(entry.stamp)));
  add(to, icalproperty_new_sequence(static_cast<int>(entry.sequence)));
  add_time(to, entry.starts_at, zone, &icalproperty_new_dtstart);
  add_time(to, entry.ends_at, zone, &icalproperty_new_dtend);
  add_text(to, entry.summary, &icalproperty_new_summary);
  add_text(to, entry.description, &icalproperty_new_description);
  add_text(to, entry.location, &icalproperty_new_location);
  add_text(to, on_one_line(entry.url), &icalproperty_new_url);
  const bool cancelled = entry.cancelled || method == calendar_method::cancel;
  add(to, icalproperty_new_status(cancelled ? ICAL_STATUS_CANCELLED : ICAL_STATUS_CONFIRMED));
  if (cancelled) add(to, icalproperty_new_transp(ICAL_TRANSP_TRANSPARENT));  // the time is free
  if (!entry.organiser_email.empty()) {
    auto* const organiser =
        icalproperty_new_organizer(("mailto:" + on_one_line(entry.organiser_email)).c_str());
    if (!entry.organiser_name.empty()) {
      icalproperty_add_parameter(organiser, icalparameter_new_cn(entry.organiser_name.c_str()));
    }
    add(to, organiser);
  }
  return event;
}

std::string to_text(icalcomponent* of) {
  char* const text = icalcomponent_as_ical_string_r(of);
  if (!text) throw std::bad_alloc();
  std::string result(text);
  icalmemory_free_buffer(text);
  return result;
}

// Asked for by every mail of an event and the same for all of them, while making it costs more than
// all the rest of a calendar: each thread keeps what it made.
const std::string& time_zone_text(const std::string& zone, instant since) {
  thread_local std::map<std::pair<std::string, instant>, std::string> kept;
  const std::pair key(zone, since);
  if (const auto found = kept.find(key); found != kept.end()) return found->second;
  auto made = to_text(time_zone_component(zone, since).get());
  if (kept.size() >= most_zones_kept) kept.clear();
  return kept[key] = std::move(made);
}

// With the first time that is needed in each.
std::map<std::string, instant> zones_of(const std::vector<calendar_entry>& entries) {
  std::map<std::string, instant> zones;
  for (const auto& entry : entries) {
    const auto zone = zone_of(entry);
    if (zone.empty()) continue;
    const auto [found, is_new] = zones.try_emplace(zone, entry.starts_at);
    if (!is_new) found->second = std::min(found->second, entry.starts_at);
  }
  return zones;
}

component calendar_without_components(calendar_method method, std::string_view name) {
  auto calendar = owned(icalcomponent_new(ICAL_VCALENDAR_COMPONENT));
  auto* const to = calendar.get();
  add(to, icalproperty_new_version("2.0"));
  add(to, icalproperty_new_prodid("-//Zusage//Zusage//EN"));
  add(to, icalproperty_new_calscale("GREGORIAN"));
  add(to, icalproperty_new_method(to_ical(method)));
  if (!name.empty()) {
    auto* const property = icalproperty_new_x(std::string(name).c_str());
    icalproperty_set_x_name(property, "X-WR-CALNAME");
    add(to, property);
  }
  return calendar;
}

}  // namespace

std::string to_icalendar(const std::vector<calendar_entry>& entries, calendar_method method,
                         std::string_view calendar_name) {
  constexpr std::string_view end = "END:VCALENDAR\r\n";
  auto text = to_text(calendar_without_components(method, calendar_name).get());
  if (!text.ends_with(end)) throw std::logic_error("a calendar does not end as calendars do");
  text.resize(text.size() - end.size());
  for (const auto& [zone, since] : zones_of(entries)) text += time_zone_text(zone, since);
  for (const auto& entry : entries) text += to_text(event_component(entry, method).get());
  return text.append(end);
}

}  // namespace zusage::mailer
