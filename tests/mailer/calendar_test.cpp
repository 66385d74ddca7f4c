// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/calendar.hpp"

#include <libical/ical.h>

#include <algorithm>
#include <memory>

#include "base/time_zone.hpp"
#include "mailer/check.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::mailer;

namespace {

calendar_entry entry() {
  calendar_entry e;
  e.uid = "forum-1@example.org";
  e.sequence = 3;
  e.time_zone = "Europe/Berlin";
  e.starts_at = *local_to_instant("2027-09-11T09:00", e.time_zone);
  e.ends_at = *local_to_instant("2027-09-11T12:30", e.time_zone);
  e.summary = "Forum 1: Straße, Grün; Müll";
  e.description = "Erste Zeile\nZweite Zeile\\ mit Rückstrich";
  e.location = "Rathaus, Markt 1, Münster";
  e.url = "https://example.org/e/forum";
  e.organiser_name = "Städtebund: \"Nord\", Kiel";
  e.organiser_email = "kontakt@example.org";
  e.stamp = *from_iso("2027-01-31T10:02:11Z");
  return e;
}

std::string unfolded(const std::string& text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.compare(i, 3, "\r\n ") == 0) {
      i += 2;
    } else {
      result += text[i];
    }
  }
  return result;
}

bool has_line(const std::string& text, const std::string& line) {
  return ("\r\n" + unfolded(text)).find("\r\n" + line + "\r\n") != std::string::npos;
}

}  // namespace

TEST_CASE("an entry has its UID, sequence, stamp and local times with their zone", "[mailer]") {
  const auto text = to_icalendar({entry()}, calendar_method::publish, "Meine Termine");
  INFO(text);
  CHECK(has_line(text, "VERSION:2.0"));
  CHECK(has_line(text, "METHOD:PUBLISH"));
  CHECK(has_line(text, "X-WR-CALNAME:Meine Termine"));
  CHECK(has_line(text, "UID:forum-1@example.org"));
  CHECK(has_line(text, "SEQUENCE:3"));
  CHECK(has_line(text, "DTSTAMP:20270131T100211Z"));
  CHECK(has_line(text, "DTSTART;TZID=Europe/Berlin:20270911T090000"));
  CHECK(has_line(text, "DTEND;TZID=Europe/Berlin:20270911T123000"));
  CHECK(has_line(text, "STATUS:CONFIRMED"));
  CHECK(has_line(text, "SUMMARY:Forum 1: Straße\\, Grün\\; Müll"));
  CHECK(has_line(text, "DESCRIPTION:Erste Zeile\\nZweite Zeile\\\\ mit Rückstrich"));
}

TEST_CASE("every line ends with CRLF and has at most 75 octets, cut between characters",
          "[mailer]") {
  auto e = entry();
  e.description.clear();
  for (int i = 0; i < 300; ++i) e.description += "ä€𝄞 ";
  const auto text = to_icalendar({e}, calendar_method::publish);
  REQUIRE(is_strict_crlf(text));
  CHECK(text.substr(text.size() - 2) == "\r\n");
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = text.find("\r\n", begin);
    const auto line = text.substr(begin, end - begin);
    CHECK(line.size() <= 75);
    CHECK((line.empty() || (static_cast<unsigned char>(line.back()) < 0xf0)));
    CHECK((line.size() < 2 || (static_cast<unsigned char>(line[1]) & 0xc0) != 0x80));
    begin = end + 2;
  }
  CHECK(unfolded(text).find(e.description.substr(0, e.description.size() - 1)) !=
        std::string::npos);
}

TEST_CASE("the zone's rules are part of the calendar", "[mailer]") {
  const auto text = to_icalendar({entry(), entry()}, calendar_method::publish);
  INFO(text);
  CHECK(has_line(text, "TZID:Europe/Berlin"));
  CHECK(has_line(text, "BEGIN:DAYLIGHT"));
  CHECK(has_line(text, "TZOFFSETTO:+0200"));
  CHECK(has_line(text, "TZOFFSETTO:+0100"));
  const auto first = text.find("BEGIN:VTIMEZONE");
  REQUIRE(first != std::string::npos);
  CHECK(text.find("BEGIN:VTIMEZONE", first + 1) == std::string::npos);
  // Summer time of the year of the entry, not only of the next one.
  CHECK((has_line(text, "DTSTART:20270328T020000") || has_line(text, "DTSTART:20260329T020000")));
}

TEST_CASE("another program finds the same moment by the zone in the calendar", "[mailer]") {
  for (const auto* zone : {"Europe/Berlin", "America/New_York", "Asia/Kolkata"}) {
    for (const auto* local : {"2027-01-11T09:00", "2027-07-11T09:00", "2031-10-26T12:00"}) {
      auto e = entry();
      e.time_zone = zone;
      e.starts_at = *local_to_instant(local, zone);
      e.ends_at = e.starts_at + std::chrono::hours(1);
      const auto text = to_icalendar({e}, calendar_method::publish);
      const std::unique_ptr<icalcomponent, decltype(&icalcomponent_free)> parsed(
          icalparser_parse_string(text.c_str()), &icalcomponent_free);
      REQUIRE(parsed);
      INFO(text);
      auto* const event = icalcomponent_get_first_component(parsed.get(), ICAL_VEVENT_COMPONENT);
      REQUIRE(event);
      const auto start = icalcomponent_get_dtstart(event);
      REQUIRE(start.zone);
      CHECK(std::int64_t{icaltime_as_timet_with_zone(start, start.zone)} * 1'000'000 ==
            to_micros(e.starts_at));
    }
  }
}

TEST_CASE("the zone's rules reach back to each entry, whichever was asked for first", "[mailer]") {
  const auto rules_for = [](const char* local) {
    auto e = entry();
    e.time_zone = "Europe/Lisbon";
    e.starts_at = *local_to_instant(local, e.time_zone);
    e.ends_at = e.starts_at + std::chrono::hours(1);
    return to_icalendar({e}, calendar_method::publish);
  };
  const auto late = rules_for("2031-07-11T09:00");
  const auto early = rules_for("2027-07-11T09:00");
  INFO(late << early);
  CHECK(has_line(late, "DTSTART:20310330T010000"));
  CHECK(has_line(early, "DTSTART:20270328T010000"));
  CHECK(rules_for("2031-07-11T09:00") == late);
}

TEST_CASE("without a zone times are in UTC", "[mailer]") {
  auto e = entry();
  e.time_zone = GENERATE("", "Middle/Earth");
  const auto text = to_icalendar({e}, calendar_method::publish);
  CHECK(has_line(text, "DTSTART:20270911T070000Z"));
  CHECK(text.find("VTIMEZONE") == std::string::npos);
}

TEST_CASE("a cancellation says so in method and status", "[mailer]") {
  const auto text = to_icalendar({entry()}, calendar_method::cancel);
  CHECK(has_line(text, "METHOD:CANCEL"));
  CHECK(has_line(text, "STATUS:CANCELLED"));
  auto e = entry();
  e.cancelled = true;
  const auto among = to_icalendar({entry(), e}, calendar_method::publish);
  CHECK(has_line(among, "STATUS:CANCELLED"));
  CHECK(has_line(among, "TRANSP:TRANSPARENT"));
  CHECK(has_line(among, "STATUS:CONFIRMED"));
}

TEST_CASE("text cannot bring lines of its own into a calendar", "[mailer]") {
  auto e = entry();
  e.summary = "a\r\nATTENDEE:mailto:x@example.org";
  e.organiser_name = "b\r\nATTACH:https://example.org\"";
  e.location = "c\rd";
  e.url = "https://example.org/\r\nCOMMENT:x";
  e.uid = "u\r\nCLASS:PUBLIC";
  e.organiser_email = "k@example.org\r\nCONTACT:x";
  const auto text = unfolded(to_icalendar({e}, calendar_method::publish));
  INFO(text);
  for (const auto* smuggled : {"\nATTENDEE", "\nATTACH", "\nCOMMENT", "\nCLASS", "\nCONTACT"}) {
    CHECK(text.find(smuggled) == std::string::npos);
  }
  CHECK(is_strict_crlf(text));
}
