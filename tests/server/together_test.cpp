// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/event_file.hpp"
#include "tests/server/admin_fixture.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"
#include "tests/support/services.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

bool has(const seen& page, const std::string& part) {
  return page.body.find(part) != std::string::npos;
}

// The sample, run together with `kdn`, which has an event of its own already.
nlohmann::json together_file() {
  auto file = sample_event_file();
  file["organisers"].push_back({{"key", "netz"},
                                {"name", {{"de", "Innovationsnetz"}, {"en", "Innovation network"}}},
                                {"contact", "info@netz.example.org"},
                                {"imprint_url", "https://netz.example.org/impressum"},
                                {"privacy_url", "https://netz.example.org/datenschutz"},
                                {"languages", {"de", "en"}}});
  file["events"][0]["also_by"] = {"netz"};
  return file;
}

}  // namespace

TEST_CASE("both organisers of an event are named with their duties", "[server]") {
  test_services with;
  import_file(with.database(), together_file());
  const auto page = body_of(with.get("/e/kick-off"));
  for (const auto* part :
       {"Stadt-IT Verbund", "Innovationsnetz", "info@netz.example.org",
        "https://netz.example.org/datenschutz", "https://netz.example.org/impressum"}) {
    INFO(part);
    CHECK(page.find(part) != std::string::npos);
  }
  CHECK(body_of(with.get("/e/kick-off/register")).find("https://netz.example.org/datenschutz") !=
        std::string::npos);
  CHECK(body_of(with.get("/", {{"organiser", "netz"}})).find("/e/kick-off") != std::string::npos);
  CHECK(body_of(with.get("/api/v1/events/kick-off")).find("\"key\":\"netz\"") != std::string::npos);
}

TEST_CASE("a page hears of a change of its second organiser", "[server]") {
  test_services with;
  auto file = together_file();
  import_file(with.database(), file);
  CHECK(body_of(with.get("/e/kick-off")).find("Innovationsnetz") != std::string::npos);
  file["organisers"][1]["name"]["de"] = "Netz der Städte";
  import_file(with.database(), file);
  CHECK(body_of(with.get("/e/kick-off")).find("Netz der Städte") != std::string::npos);
}

TEST_CASE("staff of the second organiser has this event and nothing else", "[server][admin]") {
  admin_side side;
  import_file(side.db, together_file());
  const auto here = side.add_attendee("kick-off", "Ina", "Kurz");
  const auto there = side.add_attendee("other-day", "Fremde", "Person");
  side.sign_in_as("nora@netz.example.org", "netz", "owner");
  CHECK(has(side.get("/admin/netz/events"), "/admin/netz/events/kick-off"));
  const auto list = side.get("/admin/netz/events/kick-off");
  CHECK(list.status == 200);
  CHECK(has(list, "Kurz"));
  CHECK_FALSE(has(list, "/copy"));
  CHECK(side.get("/admin/netz/events/kick-off/attendees/" + here).status == 200);
  const auto file = side.get("/admin/netz/events/kick-off/export.csv");
  CHECK(file.status == 200);
  CHECK(has(file, "Kurz"));
  CHECK_FALSE(has(file, "consent.newsletter"));  // consents were given to the other one
  CHECK(side.get("/admin/netz/events/kick-off/copy").status == 404);
  for (const auto* path : {"/admin/sit/events", "/admin/sit/events/kick-off",
                           "/admin/netz/events/other-day", "/admin/kdn/events"}) {
    INFO(path);
    CHECK(side.get(path).status == 404);
  }
  CHECK(side.get("/admin/netz/events/kick-off/attendees/" + there).status == 404);
}

TEST_CASE("an event that the second organiser does not reach stays the main one's",
          "[server][admin]") {
  admin_side side;
  auto file = together_file();
  auto second = file["events"][0];
  second["slug"] = "alone";
  second.erase("also_by");
  file["events"].push_back(second);
  import_file(side.db, file);
  const auto alone = side.add_attendee("alone", "Nur", "Hier");
  side.sign_in_as("nora@netz.example.org", "netz", "owner");
  CHECK(side.get("/admin/netz/events/alone").status == 404);
  CHECK(side.get("/admin/netz/events/kick-off/attendees/" + alone).status == 404);
  CHECK_FALSE(has(side.get("/admin/netz/events"), "/events/alone"));
  // Taken out of the file again, it is gone for them at once.
  file["events"][0].erase("also_by");
  import_file(side.db, file);
  CHECK(side.get("/admin/netz/events/kick-off").status == 404);
}

TEST_CASE("a second organiser must be another one that is known", "[events]") {
  auto file = sample_event_file();
  file["events"][0]["also_by"] = {"sit", "nobody"};
  const auto parsed = events::parse_event_file(file.dump());
  REQUIRE(parsed.has_error());
  CHECK(parsed.error()[0].field == "events[0].also_by[0]");
  CHECK(parsed.error()[0].code == "organiser_twice");
  CHECK(parsed.error()[1].code == "unknown_organiser");
}

TEST_CASE("a hidden event is in no list, but has its page", "[server]") {
  test_services with;
  auto file = sample_event_file();
  file["events"][0]["hidden"] = true;
  file["series"] = {{{"key", "auftakt"}, {"organiser", "sit"}, {"title", {{"de", "Auftakt"}}}}};
  file["events"][0]["series"] = "auftakt";
  import_file(with.database(), file);
  for (const auto* path : {"/", "/calendar.ics", "/api/v1/events", "/s/sit/auftakt",
                           "/s/sit/auftakt/feed.atom", "/s/sit/auftakt/calendar.ics"}) {
    INFO(path);
    const auto answer = with.get(path);
    CHECK(answer.status == 200);
    CHECK(body_of(answer).find("kick-off") == std::string::npos);
  }
  const auto page = with.get("/e/kick-off");
  CHECK(page.status == 200);
  CHECK(header_of(page, "X-Robots-Tag") == "noindex");
  CHECK(body_of(page).find("<meta name=\"robots\" content=\"noindex\">") != std::string::npos);
  CHECK(with.get("/e/kick-off/register").status == 200);
}
