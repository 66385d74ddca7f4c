// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <map>
#include <set>

#include "events/event_file.hpp"
#include "server/admin.hpp"
#include "tests/events/ring_fixture.hpp"
#include "tests/server/admin_fixture.hpp"
#include "tests/server/message_path.hpp"
#include "tests/server/visitor.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"
#include "tests/support/services.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

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

const std::string message_of_event = "together@example.org";
const std::string message_to_attendees = "together-message";

void add_message_to_attendees(admin_side& side, const std::string& slug) {
  side.db->write([&](schema::transaction& tx) {
    tx.execute(
        "INSERT INTO newsletter (organiser_id, public_id, subject, body, state, created_at,"
        " event_id, kind) SELECT organiser_id, :1, '{\"de\":\"Raum\"}', '{\"de\":\"Saal 2\"}',"
        " 'draft', 1, id, 'service' FROM event WHERE slug = :2",
        message_to_attendees, slug);
  });
}

// Every route of the organiser's side that names an event, asked without anything that is in a
// form, and the status of each. An attendee that a path names is one of the event's.
std::map<std::string, int> answers_at(admin_side& side, const std::string& organiser,
                                      const std::string& slug, const std::string& reference) {
  std::map<std::string, int> answers;
  for (const auto& one : server::all_routes()) {
    if (!one.path.starts_with("/admin")) continue;
    std::string path(one.path);
    const auto put = [&](const std::string& name, const std::string& value) {
      const auto at = path.find(name);
      if (at == std::string::npos) return false;
      path.replace(at, name.size(), value);
      return true;
    };
    put("{organiser}", organiser);
    if (!put("{slug}", slug)) continue;
    put("{section}", "questions");
    put("{item}", "diet");
    put("{session}", slug == "vergleich" ? "all" : "forum-1");
    put("{reference}", reference);
    put("{message}", message_of_event);
    put("{newsletter}", message_to_attendees);
    put("{language}", "de");
    REQUIRE(path.find('{') == std::string::npos);
    path = with_message_tokens(side, path);
    const auto seen =
        one.method == "GET" ? side.get(path) : side.post(path, {{"csrf", side.csrf()}});
    answers[std::string(one.method) + " " + std::string(one.path)] = seen.status;
  }
  return answers;
}

// What the second organiser's staff has of an event; the rest belongs to the main one.
const std::set<std::string> only_main = {
    "GET /admin/{organiser}/events/{slug}/copy",
    "POST /admin/{organiser}/events/{slug}/copy",
    "GET /admin/{organiser}/events/{slug}/staff",
    "POST /admin/{organiser}/events/{slug}/staff/invite",
    "POST /admin/{organiser}/events/{slug}/staff/withdraw",
    "POST /admin/{organiser}/events/{slug}/staff/role",
    "POST /admin/{organiser}/events/{slug}/staff/remove",
    "GET /admin/{organiser}/events/{slug}/edit",
    "GET /admin/{organiser}/events/{slug}/edit/{section}",
    "POST /admin/{organiser}/events/{slug}/edit/{section}",
    "GET /admin/{organiser}/events/{slug}/edit/{section}/{item}",
    "POST /admin/{organiser}/events/{slug}/edit/{section}/{item}",
    "POST /admin/{organiser}/events/{slug}/edit/paper/document",
    "POST /admin/{organiser}/events/{slug}/publish",
    "POST /admin/{organiser}/events/{slug}/unpublish",
    "POST /admin/{organiser}/events/{slug}/call-off",
    "GET /admin/{organiser}/events/{slug}/event.json"};

}  // namespace

TEST_CASE("both organisers of an event are named with their duties", "[server]") {
  test_services with;
  import_file(with.database(), together_file());
  const auto page = body_of(with.get("/e/kick-off"));
  for (const auto* part :
       {"Stadt-IT Verbund", "Innovationsnetz", "info@netz.example.org",
        "href=\"/privacy?organiser=netz\"", "href=\"/imprint?organiser=netz\""}) {
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

TEST_CASE("the second organiser sees mails about registrations and none that tells of a consent",
          "[server][admin][messages]") {
  admin_side side;
  import_file(side.db, together_file());
  side.add_sent_message(message_of_event, side.add_attendee("kick-off", "Ina", "Kurz"));
  side.sign_in_as("nora@netz.example.org", "netz", "owner");
  const std::string list = "/admin/netz/events/kick-off/messages",
                    one = with_message_tokens(side, list + "/" + message_of_event);
  CHECK(has(side.get(list), "Anmeldung bestätigt"));
  CHECK(side.get(one).status == 200);
  side.db->write([](schema::transaction& tx) {
    tx.execute("UPDATE message SET purpose_id = (SELECT MIN(id) FROM purpose)");
  });
  CHECK_FALSE(has(side.get(list), "Anmeldung bestätigt"));
  CHECK(side.get(one).status == 404);
  side.sign_in_as("anna@example.org", "sit", "owner");
  CHECK(has(side.get("/admin/sit/events/kick-off/messages"), "Anmeldung bestätigt"));
}

TEST_CASE("the second organiser's staff sees its own name above the pages", "[server][admin]") {
  admin_side side;
  import_file(side.db, together_file());
  const auto here = side.add_attendee("kick-off", "Ina", "Kurz");
  side.sign_in_as("nora@netz.example.org", "netz", "owner");
  const std::string step = "href=\"/admin/netz/events\">";
  for (const auto* rest : {"", "/attendees/", "/invitations", "/online"}) {
    const auto path = "/admin/netz/events/kick-off" + std::string(rest);
    INFO(path);
    const auto page = side.get(path.ends_with('/') ? path + here : path);
    CHECK(page.status == 200);
    CHECK(has(page, step + "Innovationsnetz</a>"));
    CHECK_FALSE(has(page, step + "Stadt-IT Verbund</a>"));
  }
  side.sign_in_as("anna@example.org", "sit", "owner");
  CHECK(has(side.get("/admin/sit/events/kick-off"),
            "href=\"/admin/sit/events\">Stadt-IT Verbund</a>"));
}

TEST_CASE("every route of an event is open to its second organiser and to no third",
          "[server][admin]") {
  admin_side side;
  auto file = together_file();
  auto ring = file["events"][0];
  ring.merge_patch(ring_with({ring_meeting("all")}));
  ring["slug"] = "vergleich";
  file["events"].push_back(ring);
  import_file(side.db, file);
  const auto slug = std::string(GENERATE("kick-off", "vergleich"));
  side.sign_in_as("anna@example.org", "sit", "owner");
  const auto here = side.add_attendee(slug, "Ina", "Kurz");
  side.add_sent_message(message_of_event, here);
  add_message_to_attendees(side, slug);
  const auto main = answers_at(side, "sit", slug, here);
  CHECK(main.at("GET /admin/{organiser}/events/{slug}/attendees/{reference}") == 200);
  side.sign_in_as("nora@netz.example.org", "netz", "owner");
  const auto second = answers_at(side, "netz", slug, here);
  const auto missing = answers_at(side, "netz", "no-such-event", here);
  side.sign_in_as("carl@kdn.example.org", "kdn", "owner");
  const auto third = answers_at(side, "kdn", slug, here);
  const auto foreign_path = answers_at(side, "sit", slug, here);
  CHECK(main.size() > 20);
  for (const auto& [route, status] : main) {
    INFO(route << " " << slug);
    CHECK(missing.at(route) == 404);
    CHECK(third.at(route) == missing.at(route));
    CHECK(foreign_path.at(route) == missing.at(route));
    CHECK(second.at(route) == (only_main.contains(route) ? 404 : status));
  }
}

TEST_CASE("a calendar entry names both organisers", "[server]") {
  test_services with;
  import_file(with.database(), together_file());
  for (const auto* path : {"/e/kick-off/event.ics", "/calendar.ics"}) {
    INFO(path);
    const auto text = body_of(with.get(path));
    CHECK(text.find("Stadt-IT Verbund\\, Innovationsnetz") != std::string::npos);
  }
  const auto text = body_of(with.get("/e/kick-off/event.ics"));
  CHECK(text.find("ORGANIZER") == text.rfind("ORGANIZER"));
}

TEST_CASE("whoever is not among the members finds whom to write to as a link", "[server]") {
  visitor v(nlohmann::json{{"audience", {{"municipalities", {"05962016"}}}}});
  const auto refused = v.sign_up({{"municipality", "05962004"}});
  CHECK(refused.status == 409);
  const auto page = body_of(refused);
  CHECK(page.find("href=\"mailto:info@sit.example.org\"") != std::string::npos);
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
