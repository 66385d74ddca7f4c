// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "web/locale.hpp"

#include <set>
#include <stdexcept>

#include "base/time_zone.hpp"
#include "tests/support/catch.hpp"
#include "web/language_name.hpp"
#include "web/zone_name.hpp"

using namespace zusage;

namespace {

constexpr auto berlin = "Europe/Berlin";

instant at(std::string_view local, std::string_view zone = berlin) {
  const auto t = local_to_instant(local, zone);
  REQUIRE(t);
  return *t;
}

const web::locale& de() {
  return web::find_locale("de");
}
const web::locale& en() {
  return web::find_locale("en");
}
const web::locale& nl() {
  return web::find_locale("nl");
}

web::locale tiny(nlohmann::json texts) {
  return web::locale("de", texts);
}

}  // namespace

TEST_CASE("a text without placeholders is shown as it stands", "[web]") {
  CHECK(de().text("kind.conference") == "Konferenz");
  CHECK(en().text("kind.comparison_ring") == "Comparison ring");
}

TEST_CASE("a missing text is an error that names the key", "[web]") {
  CHECK_FALSE(de().has("no.such.text"));
  CHECK_THROWS_WITH(de().text("no.such.text"), Catch::Contains("no.such.text"));
  CHECK_THROWS_AS(de().text("no.such.text"), std::out_of_range);
}

TEST_CASE("placeholders are filled and what is filled in is not read as a message", "[web]") {
  const auto own = tiny({{"greeting", "Guten Tag {name}, {n}!"}});
  CHECK(own.text("greeting", {{"name", "{n} '{x}' #"}, {"n", 3}}) == "Guten Tag {n} '{x}' #, 3!");
}

TEST_CASE("plurals follow the language and numbers are grouped", "[web]") {
  CHECK(de().text("event.free", {{"count", 0}}) == "Keine Plätze frei");
  CHECK(de().text("event.free", {{"count", 1}}) == "Noch ein Platz frei");
  CHECK(de().text("event.free", {{"count", 1200}}) == "Noch 1.200 Plätze frei");
  CHECK(en().text("event.free", {{"count", 1200}}) == "1,200 places left");
  CHECK(de().text("register.choose", {{"minimum", 1}, {"maximum", 1}}) ==
        "Bitte wählen Sie einen Programmpunkt.");
  CHECK(de().text("register.choose", {{"minimum", 1}, {"maximum", 3}}) ==
        "Bitte wählen Sie einen bis 3 Programmpunkte.");
  CHECK(de().text("register.choose", {{"minimum", 2}, {"maximum", 4}}) ==
        "Bitte wählen Sie 2 bis 4 Programmpunkte.");
  CHECK(de().text("register.choose", {{"minimum", 0}, {"maximum", 3}}) ==
        "Sie können bis zu 3 wählen.");
}

TEST_CASE("dates are written as people write them", "[web]") {
  const auto t = at("2027-09-11T09:00");
  CHECK(de().date(t, berlin) == "Samstag, 11. September 2027");
  CHECK(de().short_date(t, berlin) == "11.09.2027");
  CHECK(de().month(t, berlin) == "September 2027");
  CHECK(de().time(t, berlin) == "9:00 Uhr");
  CHECK(de().date_time(t, berlin) == "Samstag, 11. September 2027, 9:00 Uhr");
  CHECK(en().short_date(t, berlin) == "11/09/2027");
  CHECK(en().time(t, berlin) == "09:00");
  CHECK(en().time(at("2027-09-11T12:00"), berlin) == "12:00");
  CHECK_THAT(en().date(t, berlin),
             Catch::Contains("Saturday") && Catch::Contains("11 September 2027"));
}

TEST_CASE("dates and times in Dutch are written as the Dutch write them", "[web]") {
  const auto t = at("2027-03-13T09:00");
  CHECK(nl().date(t, berlin) == "zaterdag 13 maart 2027");
  CHECK(nl().short_date(t, berlin) == "13-03-2027");
  CHECK(nl().month(t, berlin) == "maart 2027");
  CHECK(nl().time(t, berlin) == "9:00 uur");
  CHECK(nl().date_time(t, berlin) == "zaterdag 13 maart 2027, 9:00 uur");
  CHECK(nl().period(t, at("2027-03-13T12:30"), berlin) == "zaterdag 13 maart 2027, 9:00–12:30 uur");
  CHECK(nl().period(t, at("2027-03-14T16:00"), berlin) == "13–14 maart 2027");
  CHECK(nl().number(1234567) == "1.234.567");
}

TEST_CASE("a time is that of its zone", "[web]") {
  const auto t = at("2027-01-31T23:30");
  CHECK(de().time(t, "UTC") == "22:30 Uhr");
  CHECK(de().short_date(t, "Asia/Tokyo") == "01.02.2027");
}

TEST_CASE("a period says once what both ends have in common", "[web]") {
  const auto day = [](std::string_view from, std::string_view to) {
    return de().period(at(from), at(to), berlin);
  };
  CHECK(day("2027-09-11T09:00", "2027-09-11T12:00") ==
        "Samstag, 11. September 2027, 9:00–12:00 Uhr");
  CHECK(day("2027-09-11T09:00", "2027-09-12T16:00") == "11.–12. September 2027");
  CHECK(day("2027-09-30T09:00", "2027-10-02T16:00") == "30. September – 2. Oktober 2027");
  CHECK_THAT(day("2027-12-31T09:00", "2028-01-01T16:00"),
             Catch::Contains("2027") && Catch::Contains("2028"));
  CHECK(en().period(at("2027-09-11T09:00"), at("2027-09-11T12:00"), berlin) ==
        en().date(at("2027-09-11T09:00"), berlin) + ", 09:00–12:00");
  CHECK(de().times(at("2027-09-11T09:00"), at("2027-09-11T12:00"), berlin) == "9:00–12:00 Uhr");
}

TEST_CASE("what ends at midnight stays on its day", "[web]") {
  CHECK(de().period(at("2027-09-11T18:00"), at("2027-09-12T00:00"), berlin) ==
        "Samstag, 11. September 2027, 18:00–0:00 Uhr");
}

TEST_CASE("a period without length is a point in time", "[web]") {
  const auto t = at("2027-09-11T18:00");
  CHECK(de().period(t, t, berlin) == de().date_time(t, berlin));
}

TEST_CASE("periods keep the clock on both sides of a clock change", "[web]") {
  CHECK(de().period(at("2027-03-28T01:30"), at("2027-03-28T03:30"), berlin) ==
        "Sonntag, 28. März 2027, 1:30–3:30 Uhr");
  CHECK(de().period(at("2027-10-31T01:00"), at("2027-10-31T04:00"), berlin) ==
        "Sonntag, 31. Oktober 2027, 1:00–4:00 Uhr");
  CHECK(de().time(at("2027-03-27T09:00"), berlin) == de().time(at("2027-03-29T09:00"), berlin));
}

TEST_CASE("names sort by the rules of the language", "[web]") {
  CHECK(de().compare("Ärzte", "Bauamt") < 0);
  CHECK(de().compare("Zeven", "Österreich") > 0);
  CHECK(de().compare("Kiel", "Kiel") == 0);
  CHECK(de().number(1234567) == "1.234.567");
}

TEST_CASE("the language is the one asked for, else the best accepted, else German", "[web]") {
  const auto best = [](std::string_view wanted, std::string_view accepted) {
    return web::negotiate(wanted, accepted).language();
  };
  CHECK(best("en", "de") == "en");
  CHECK(best("EN", "") == "en");
  CHECK(best("xx", "en") == "en");
  CHECK(best("", "") == "de");
  CHECK(best("", "en-GB,en;q=0.9,de;q=0.8") == "en");
  CHECK(best("", "de;q=0.5, en;q=0.7") == "en");
  CHECK(best("", "fr, nl;q=0.8") == "nl");
  CHECK(best("", "nl-BE, de;q=0.9") == "nl");
  CHECK(best("", "fr, pl;q=0.8") == "de");
  CHECK(best("", "de-AT-1996") == "de");
  CHECK(best("", "fr, *;q=0.1") == "de");
  CHECK(best("", "de;q=0, *") == web::languages()[1]);
  CHECK(best("", "en;q=0") == "de");
  CHECK(best("", "en;q=2, de;q=0.1") == "de");
  CHECK(best("", ";;;,,,q=1;en") == "de");
  CHECK(best("", std::string(100'000, ',') + "en") == "en");
}

TEST_CASE("of many accepted languages only the first ones are read", "[web]") {
  std::string many;
  for (int i = 0; i < 40; ++i) many += "fr,";
  CHECK(web::negotiate("", many + "en").language() == "de");
}

TEST_CASE("a text in several languages falls back to German, then to any", "[web]") {
  CHECK(web::pick({{"de", "Tag"}, {"en", "Day"}}, "en") == "Day");
  CHECK(web::pick({{"de", "Tag"}, {"nl", "Dag"}}, "en") == "Tag");
  CHECK(web::pick({{"nl", "Dag"}}, "en") == "Dag");
  CHECK(web::pick(nlohmann::json::object(), "en").empty());
  CHECK(web::pick(nullptr, "en").empty());
  CHECK(web::pick({{"de", 7}}, "de").empty());
}

TEST_CASE("German comes first among the languages", "[web]") {
  REQUIRE_FALSE(web::languages().empty());
  CHECK(web::languages().front() == "de");
  CHECK(web::find_locale("xx").language() == "de");
}

TEST_CASE("every language has the same texts with the same placeholders, none empty", "[web]") {
  for (const auto& language : web::languages()) {
    const auto& other = web::find_locale(language);
    INFO(language);
    CHECK(other.keys() == de().keys());
    for (const auto& key : other.keys()) {
      INFO(key);
      if (key.starts_with("locale.")) continue;  // patterns of the language itself
      CHECK_FALSE(other.text(key).empty());
      if (de().has(key)) CHECK(other.placeholders(key) == de().placeholders(key));
    }
  }
}

TEST_CASE("texts are set with typographic quotation marks", "[web]") {
  for (const auto& language : web::languages()) {
    const auto& in = web::find_locale(language);
    INFO(language);
    for (const auto& key : in.keys()) {
      if (key.starts_with("locale.")) continue;
      INFO(key);
      CHECK(in.text(key).find('"') == std::string::npos);
      // One between letters is an apostrophe, and even that has a sign of its own.
      CHECK(in.text(key).find('\'') == std::string::npos);
    }
  }
}

TEST_CASE("a locale file with something other than texts is refused", "[web]") {
  CHECK_THROWS_WITH(tiny({{"a", {{"b", 1}}}}), Catch::Contains("a.b"));
}

TEST_CASE("a language is called what the reader calls it", "[web]") {
  CHECK(web::language_name(de(), "en") == "Englisch");
  CHECK(web::language_name(en(), "de") == "German");
  CHECK(web::language_name(nl(), "de") == "Duits");
}

TEST_CASE("a zone is called what people call it, in summer as in winter", "[web]") {
  for (const auto* day : {"2027-01-31T09:00", "2027-07-31T09:00"}) {
    CHECK(web::zone_name(de(), at(day), berlin) == "Mitteleuropäische Zeit");
    CHECK(web::zone_name(en(), at(day), berlin) == "Central European Time");
    CHECK(web::zone_name(nl(), at(day), berlin) == "Midden-Europese tijd");
  }
  CHECK(web::zone_name(de(), at("2027-01-31T09:00"), "Europe/Helsinki") == "Osteuropäische Zeit");
}
