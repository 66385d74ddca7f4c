// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <chrono>
#include <nlohmann/json.hpp>

#include "base/link.hpp"
#include "base/time_zone.hpp"
#include "tests/http/shared.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"
#include "tests/support/scenario.hpp"
#include "tests/support/wait_for_mail.hpp"

using namespace zusage;
using namespace zusage::tests;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

// `YYYY-MM-DD` so many days from now.
std::string day(int from_now) {
  return to_iso(now() + from_now * 24h, "Europe/Berlin").substr(0, 10);
}

json organiser_entry(const std::string& key, const std::string& name) {
  return {{"key", key},
          {"name", {{"de", name}}},
          {"contact", "info@" + key + ".example.org"},
          {"languages", {"de", "en"}}};
}

json event_by(const std::string& slug, const std::string& by, const std::string& mode,
              const json& title, const std::string& starts, const std::string& ends) {
  json made = {{"slug", slug},          {"organiser", by}, {"kind", "conference"},
               {"status", "published"}, {"title", title},  {"starts_at", starts},
               {"ends_at", ends},       {"mode", mode}};
  if (mode != "on_site") made["join_url"] = "https://meet.example.org/" + slug;
  if (mode != "online") made["venue"] = {{"name", "Bürgerhaus"}, {"city", "Musterstadt"}};
  return made;
}

// Three organisers: an hour online, three days on site, and a bilingual one of two days in both.
json portal() {
  json file = {
      {"organisers",
       {organiser_entry("portal", "Fachportal"), organiser_entry("institut", "Studieninstitut"),
        organiser_entry("grenze", "Grenzregion")}}};
  auto lehrgang = event_by("lehrgang", "institut", "on_site", {{"de", "Lehrgang"}},
                           day(40) + "T09:00", day(42) + "T16:00");
  lehrgang["kind"] = "solution_day";
  auto forum =
      event_by("grenzforum", "grenze", "hybrid", {{"de", "Grenzforum"}, {"nl", "Grensforum"}},
               day(70) + "T09:30", day(71) + "T13:00");
  forum["sessions"] = {{{"key", "tag-1"},
                        {"title", {{"de", "Erster Tag"}, {"nl", "Eerste dag"}}},
                        {"starts_at", day(70) + "T09:30"},
                        {"ends_at", day(70) + "T17:00"}},
                       {{"key", "tag-2"},
                        {"title", {{"de", "Zweiter Tag"}, {"nl", "Tweede dag"}}},
                        {"starts_at", day(71) + "T09:30"},
                        {"ends_at", day(71) + "T13:00"}}};
  file["events"] = {event_by("sprechstunde", "portal", "online", {{"de", "Sprechstunde"}},
                             day(20) + "T10:00", day(20) + "T11:00"),
                    lehrgang, forum};
  return file;
}

// Which of the three a page or feed shows.
std::string shown(const std::string& body) {
  std::string found;
  for (const auto* slug : {"sprechstunde", "lehrgang", "grenzforum"}) {
    if (contains(body, std::string("/e/") + slug))
      found += (found.empty() ? "" : " ") + std::string(slug);
  }
  return found;
}

}  // namespace

TEST_CASE("S6: one calendar of many organisers, from the filter to the export",
          "[http][S6][scenario]") {
  installation site;
  site.import(portal().dump());
  REQUIRE(site.command({"user", "add", "staff@grenze.example.org", "--organiser", "grenze",
                        "--role", "owner"},
                       std::string(staff_password) + "\n")
              .exit_code == 0);
  site.start();
  auto visitor = site.browser();

  // Page, calendar and feed have the same filters and show the same.
  const std::vector<std::pair<std::string, std::string>> filters = {
      {"", "sprechstunde lehrgang grenzforum"},
      {"?mode=online", "sprechstunde grenzforum"},
      {"?mode=on_site", "lehrgang grenzforum"},
      {"?kind=solution_day", "lehrgang"},
      {"?organiser=grenze", "grenzforum"},
      {"?q=SPRECH", "sprechstunde"},
      {"?from=" + day(41) + "&to=" + day(41), "lehrgang"},  // in the middle of its days
      {"?from=" + day(43) + "&to=" + day(69), ""},
  };
  for (const auto& [query, expected] : filters) {
    INFO(query);
    for (const auto* path : {"/", "/calendar.ics", "/feed.atom"}) {
      INFO(path);
      const auto answer = visitor.get(path + query);
      CHECK(answer.status == 200);
      CHECK(shown(answer.body) == expected);
      CHECK_FALSE(contains(answer.body, "meet.example.org"));
    }
  }
  const auto narrowed = visitor.get("/?mode=online").body;
  CHECK(contains(narrowed, "/calendar.ics?mode=online"));
  CHECK(contains(narrowed, "/feed.atom?mode=online"));

  // In Dutch where the event is; in a language that nobody has written, German.
  const auto dutch = visitor.get("/e/grenzforum", "Accept-Language: nl\r\n").body;
  CHECK(contains(dutch, "<html lang=\"nl\""));
  CHECK(contains(dutch, "Grensforum"));
  CHECK_FALSE(contains(dutch, "Grenzforum"));
  const auto french = visitor.get("/e/grenzforum?lang=fr", "Accept-Language: fr\r\n").body;
  CHECK(contains(french, "<html lang=\"de\""));
  CHECK(contains(french, "Grenzforum"));

  // From the calendar to the mail.
  REQUIRE(contains(visitor.get("/e/grenzforum").body, "/e/grenzforum/register"));
  const form typed = {{"given_name", "Anneke"},
                      {"family_name", "Voorbeeld"},
                      {"email", "anneke@gemeente.example.org"},
                      {"organisation", "Gemeente Voorbeeld"},
                      {"package", "all"},
                      {"idempotency_key", new_public_id()},
                      {"lang", "de"}};
  REQUIRE(visitor.post("/e/grenzforum/register", typed).status == 303);
  const auto mail = wait_for_mail(site, "anneke@", "Grenzforum");
  REQUIRE_FALSE(mail.empty());
  const auto text = mail_part(mail, "text/plain"), calendar = mail_part(mail, "text/calendar");
  CHECK(contains(text, "Bürgerhaus, Musterstadt / Online"));
  CHECK(contains(calendar, "SUMMARY:Erster Tag"));
  CHECK(contains(calendar, "SUMMARY:Zweiter Tag"));
  CHECK_FALSE(contains(calendar, "meet.example.org"));
  const auto mine = find_link(text, "/r/");
  REQUIRE_FALSE(mine.empty());
  CHECK(visitor.get(mine).status == 200);

  // The export has the registration and nothing of other organisers.
  auto staff = site.browser();
  sign_in(staff, "staff@grenze.example.org");
  const auto csv = staff.get("/admin/grenze/events/grenzforum/export.csv").body;
  CHECK(contains(csv, ",confirmed,"));
  CHECK(contains(csv, "Anneke,Voorbeeld,anneke@gemeente.example.org"));
  CHECK(contains(csv, "\"tag-1, tag-2\""));
  CHECK(staff.get("/admin/portal/events/sprechstunde/export.csv").status == 404);
  CHECK(site.stop() == 0);
  CHECK(site.command({"check"}).exit_code == 0);
}
