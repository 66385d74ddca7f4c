// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/admin.hpp"

#include "organisers/audit.hpp"
#include "organisers/sign_in.hpp"
#include "tests/organisers/people.hpp"
#include "tests/server/admin_fixture.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"

using namespace zusage;
using tests::admin_side;
using tests::good_password;

namespace {

std::int64_t id_of(admin_side& side, const std::string& organiser) {
  return side.db->read([&](const schema::reader& view) {
    return *view.value<std::int64_t>("SELECT id FROM organiser WHERE key = :1", organiser);
  });
}

}  // namespace

TEST_CASE("an organiser that exists and one that does not are refused alike", "[server][admin]") {
  admin_side side;
  side.sign_in_as("anna@example.org", "sit", "owner");
  const auto exists = side.get("/admin/kdn/events"), nobody = side.get("/admin/nix/events");
  CHECK(exists.status == nobody.status);
  const auto without = [](std::string text, const std::string& path) {
    for (auto at = text.find(path); at != text.npos; at = text.find(path))
      text.erase(at, path.size());
    return text;
  };
  CHECK(without(exists.body, "/admin/kdn/events") == without(nobody.body, "/admin/nix/events"));
}

TEST_CASE("each role reaches what it is for and nothing else", "[server][admin]") {
  admin_side side;
  const auto reference = side.add_attendee("kick-off", "Ina", "Kurz");
  const auto statuses = [&](const std::string& role) {
    side.sign_in_as(role + "@example.org", "sit", role);
    std::vector<int> result;
    for (const auto* rest : {"/events", "/events/kick-off", "/events/kick-off/export.csv"}) {
      result.push_back(side.get(std::string("/admin/sit") + rest).status);
    }
    result.push_back(side.get("/admin/sit/events/kick-off/attendees/" + reference).status);
    return result;
  };
  CHECK(statuses("owner") == std::vector{200, 200, 200, 200});
  CHECK(statuses("organiser") == std::vector{200, 200, 200, 200});
  CHECK(statuses("dpo") == std::vector{200, 200, 404, 200});
  CHECK(statuses("check-in") == std::vector{200, 404, 404, 404});
}

TEST_CASE("pages offer only what the role may do", "[server][admin]") {
  admin_side side;
  const auto reference = side.add_attendee("kick-off", "Ina", "Kurz");
  const auto person = "/admin/sit/events/kick-off/attendees/" + reference;
  side.sign_in_as("anna@example.org", "sit", "organiser");
  CHECK(has(side.get("/admin/sit/events/kick-off"), "export?format=csv"));
  CHECK_FALSE(has(side.get(person), ">Einwilligungen<"));
  side.sign_in_as("dora@example.org", "sit", "dpo");
  CHECK_FALSE(has(side.get("/admin/sit/events/kick-off"), "/export"));
  CHECK(has(side.get(person), ">Einwilligungen<"));
  side.sign_in_as("tom@example.org", "sit", "check-in");
  const auto list = side.get("/admin/sit/events");
  CHECK_FALSE(has(list, "href=\"/admin/sit/events/kick-off\""));
  CHECK(has(list, "href=\"/admin/sit/events/kick-off/check-in\""));
}

TEST_CASE("who works for one organiser goes straight there, for several chooses",
          "[server][admin]") {
  admin_side side;
  side.sign_in_as("anna@example.org", "sit", "owner");
  const auto straight = side.get("/admin");
  CHECK(straight.status == 303);
  CHECK(straight.header("Location") == "/admin/sit/start");
  tests::add_person(side.db.get(), "anna@example.org", "kdn", "dpo");
  const auto choice = side.get("/admin");
  CHECK(choice.status == 200);
  CHECK(has(choice, "Stadt-IT Verbund"));
  CHECK(has(choice, "Anderer Verband"));
  CHECK(side.get("/admin/kdn/events").status == 200);
}

TEST_CASE("own events stand with their places, drafts too", "[server][admin]") {
  admin_side side;
  side.add_attendee("kick-off", "Ina", "Kurz", "waiting");
  side.db->write([](schema::transaction& tx) {
    tx.execute(
        "UPDATE event SET status = 'draft', taken = 77, version = version + 1 WHERE slug = "
        "'kick-off'");
  });
  side.sign_in_as("anna@example.org", "sit", "owner");
  const auto page = side.get("/admin/sit/events");
  CHECK(has(page, "Strategie-Auftakt"));
  CHECK(has(page, "Entwurf"));
  CHECK(has(page, ">77<"));
  CHECK(has(page, ">100<"));
  CHECK(has(page, ">1<"));
  CHECK_FALSE(has(page, "href=\"/e/kick-off\""));
  side.language = "en";
  CHECK(has(side.get("/admin/sit/events"), "Strategy kick-off"));
}

TEST_CASE("whoever asked for a paper does not attend it", "[server][admin][S2]") {
  admin_side side;
  tests::add_event(side.db, {{"slug", "paper-1"},
                             {"kind", "paper"},
                             {"mode", "online"},
                             {"venue", nullptr},
                             {"sessions", nullptr},
                             {"choices", nullptr}});
  side.sign_in_as("anna@example.org", "sit", "owner");
  const std::string path = "/admin/sit/events/paper-1";
  const auto none = side.get(path);
  CHECK(has(none, "Anforderungen: Strategie-Auftakt"));
  CHECK(has(none, "Noch hat niemand diese Publikation angefordert."));
  side.add_attendee("paper-1", "Ina", "Kurz");
  CHECK(has(side.get(path), "Eine Anforderung"));
}

TEST_CASE("attendees are searched, filtered and paged", "[server][admin]") {
  admin_side side;
  side.sign_in_as("anna@example.org", "sit", "owner");
  const std::string list = "/admin/sit/events/kick-off";
  CHECK(has(side.get(list), "Noch hat sich niemand angemeldet."));
  for (int i = 0; i < 60; ++i) side.add_attendee("kick-off", "Person", "Nummer");
  const auto reference = side.add_attendee("kick-off", "Jürgen", "Süß", "waiting");

  const auto first = side.get(list);
  CHECK(has(first, "61 Anmeldungen"));
  CHECK(has(first, "Seite 1 von 2"));
  CHECK(has(first, "page=2"));
  CHECK_FALSE(has(first, reference));
  CHECK(has(side.get(list, {{"page", "2"}}), reference));
  CHECK(has(side.get(list, {{"page", "99"}}), "Seite 2 von 2"));
  for (const auto* nonsense : {"-1", "x", "", "99999999999999999999"}) {
    CHECK(has(side.get(list, {{"page", nonsense}}), "Seite 1 von 2"));
  }
  CHECK(has(side.get(list, {{"q", "suss juergen"}}), "Zu dieser Suche"));
  CHECK(has(side.get(list, {{"q", "suss jurgen"}}), reference));
  CHECK(has(side.get(list, {{"status", "waiting"}}), "Eine Anmeldung"));
  CHECK(has(side.get(list, {{"q", "Nummer"}}), "page=2&amp;q=Nummer"));
  CHECK(has(side.get(list, {{"status", "king"}}), "61 Anmeldungen"));
}

TEST_CASE("what people typed is text on the page, never markup", "[server][admin]") {
  admin_side side;
  const auto reference = side.add_attendee("kick-off", "<script>alert(1)</script>", "O\"Neil");
  side.sign_in_as("anna@example.org", "sit", "owner");
  for (const auto& page : {side.get("/admin/sit/events/kick-off", {{"q", "\"><script>alert(2)"}}),
                           side.get("/admin/sit/events/kick-off"),
                           side.get("/admin/sit/events/kick-off/attendees/" + reference)}) {
    CHECK(page.status == 200);
    CHECK_FALSE(has(page, "<script>alert"));
  }
}

TEST_CASE("one person's page shows answers in words", "[server][admin]") {
  admin_side side;
  const auto reference = side.add_attendee("kick-off", "Ina", "Kurz");
  side.sign_in_as("anna@example.org", "sit", "owner");
  const auto page = side.get("/admin/sit/events/kick-off/attendees/" + reference);
  CHECK(page.status == 200);
  CHECK(has(page, "Ina Kurz"));
  CHECK(has(page, reference));
  CHECK(has(page, "Hemer (05962016)"));
  CHECK_FALSE(has(page, ">vegan<"));  // the key; the option's label is capital
  CHECK(side.get("/admin/sit/events/kick-off/attendees/000-000-000").status == 404);
}

TEST_CASE("list and person's page say who only waits for a session", "[server][admin]") {
  admin_side side;
  const auto reference = side.add_attendee("kick-off", "Ina", "Kurz");
  const auto applied = side.add_attendee("kick-off", "Olga", "Lang", "applied");
  side.db->write([&](schema::transaction& tx) {
    for (const auto& one : {reference, applied}) {
      tx.execute(
          "INSERT INTO registration_session (registration_id, session_id, status, since)"
          " SELECT r.id, s.id, 'waiting', :1 FROM registration r, event_session s"
          " WHERE r.reference = :2 AND s.key = 'forum-1'",
          side.now, one);
    }
  });
  side.sign_in_as("anna@example.org", "sit", "owner");
  const std::string words = "Angemeldet, wartet auf: Forum 1: Register";
  const std::string list = "/admin/sit/events/kick-off";
  CHECK(has(side.get(list, {{"q", "Kurz"}}), words));
  CHECK_FALSE(has(side.get(list, {{"q", "Lang"}}), "wartet auf"));
  CHECK(has(side.get(list + "/attendees/" + reference), words));
  CHECK_FALSE(has(side.get(list + "/attendees/" + applied), "wartet auf"));
}

TEST_CASE("an export says of consents what the role may see of them", "[server][admin]") {
  admin_side side;
  side.add_attendee("kick-off", "Ina", "Kurz");
  const auto answers = [&](const std::string& role) {
    side.sign_in_as(role + "@example.org", "sit", role);
    std::vector<tests::seen> files;
    for (const auto* name : {"export.csv", "export.csv?for=excel-de", "export.json"}) {
      const std::string_view asked(name);
      const auto query = asked.find('?');
      const auto path = "/admin/sit/events/kick-off/" + std::string(asked.substr(0, query));
      files.push_back(query == asked.npos ? side.get(path) : side.get(path, {{"for", "excel-de"}}));
    }
    return files;
  };
  for (const auto& file : answers("owner")) {
    CHECK(file.status == 200);
    CHECK(has(file, "consent.newsletter"));
    CHECK(has(file, "consent.calls"));
  }
  for (const auto& file : answers("organiser")) {
    CHECK(file.status == 200);
    CHECK(has(file, "Kurz"));
    CHECK(has(file, "answer.diet-details"));
    CHECK_FALSE(has(file, "consent."));
  }
  for (const auto* role : {"dpo", "check-in"}) {
    for (const auto& file : answers(role)) {
      CHECK(file.status == 404);
      CHECK_FALSE(has(file, "Kurz"));
    }
  }
}

TEST_CASE("the list is downloaded as CSV and JSON, and that is written down", "[server][admin]") {
  admin_side side;
  side.add_attendee("kick-off", "Ina", "Kurz");
  const auto anna = side.sign_in_as("anna@example.org", "sit", "owner");
  const auto csv = side.get("/admin/sit/events/kick-off/export.csv");
  CHECK(csv.content_type.rfind("text/csv", 0) == 0);
  CHECK(csv.header("Content-Disposition").find("kick-off-2027-01-15.csv") != std::string::npos);
  CHECK(has(csv, "reference,status,registered_at"));
  CHECK(has(csv, "Ina,Kurz"));
  CHECK(has(side.get("/admin/sit/events/kick-off/export.csv", {{"for", "excel-de"}}), "Ina;Kurz"));
  const auto json = side.get("/admin/sit/events/kick-off/export.json");
  const auto rows = nlohmann::json::parse(json.body, nullptr, false);
  REQUIRE(rows.is_array());
  CHECK(rows.size() == 1);
  const auto of = organisers::scope::of_operator(id_of(side, "sit"));
  side.db->read([&](const schema::reader& view) {
    const auto lines = organisers::list_audit(view, of, 3);
    REQUIRE(lines.size() == 3);
    for (const auto& line : lines) {
      CHECK(line.action == "export.downloaded");
      CHECK(line.subject == "kick-off");
      CHECK(line.staff_email == "anna@example.org");
      CHECK(line.details.at("rows") == 1);
      CHECK(line.details.at("who") == "everybody");
      CHECK(line.details.at("columns").at(0) == "reference");
    }
  });
  CHECK(anna > 0);
}

TEST_CASE("an application is decided on its page by those who may, once", "[server][admin]") {
  admin_side side;
  const auto reference = side.add_attendee("kick-off", "Ada", "Beispiel", "applied");
  const auto page = "/admin/sit/events/kick-off/attendees/" + reference;
  side.sign_in_as("dpo@sit.example.org", "sit", "dpo");
  CHECK(side.get(page).body.find(page + "/decision") == std::string::npos);
  const auto csrf_of_dpo = side.csrf();
  CHECK(side.post(page + "/decision", {{"csrf", csrf_of_dpo}, {"decision", "approve"}}).status ==
        404);
  side.sign_in_as("owner@sit.example.org", "sit", "owner");
  CHECK(side.get(page).body.find(page + "/decision") != std::string::npos);
  const auto csrf = side.csrf();
  CHECK(side.post(page + "/decision", {{"decision", "approve"}}).status == 403);
  CHECK(side.post(page + "/decision", {{"csrf", csrf}}).status == 422);
  const auto done =
      side.post(page + "/decision", {{"csrf", csrf}, {"decision", "approve"}, {"text", "Ja"}});
  CHECK(done.status == 303);
  CHECK(done.header("Location") == page + "?done=approved");
  CHECK(side.get(page, {{"done", "approved"}}).body.find("angenommen") != std::string::npos);
  const auto again = side.post(page + "/decision", {{"csrf", csrf}, {"decision", "decline"}});
  CHECK(again.status == 409);
  CHECK(again.body.find("schon entschieden") != std::string::npos);
  const auto foreign = "/admin/sit/events/other-day/attendees/" + reference + "/decision";
  CHECK(side.post(foreign, {{"csrf", csrf}, {"decision", "approve"}}).status == 404);
}

TEST_CASE("invitations are made, listed, downloaded and ended on their page", "[server][admin]") {
  admin_side side;
  side.sign_in_as("owner@sit.example.org", "sit", "owner");
  const std::string page = "/admin/sit/events/kick-off/invitations";
  CHECK(has(side.get(page), "Es gibt noch keine Einladungen"));
  const auto csrf = side.csrf();
  const auto wrong = side.post(page, {{"csrf", csrf},
                                      {"code", "PRESSE"},
                                      {"count", "3"},
                                      {"uses", "viele"},
                                      {"until", "2001-01-01T10:00"}});
  CHECK(wrong.status == 422);
  for (const auto* part : {"href=\"#count\"", "href=\"#uses\"", "href=\"#until\"",
                           "value=\"PRESSE\"", "value=\"viele\""}) {
    INFO(part);
    CHECK(has(wrong, part));
  }
  CHECK(
      side.post(page, {{"csrf", csrf}, {"code", "PRESSE"}, {"uses", "5"}, {"seats", "2"}}).status ==
      303);
  CHECK(side.post(page, {{"csrf", csrf}, {"code", "presse"}}).status == 422);
  CHECK(side.post(page, {{"csrf", csrf}, {"count", "25"}, {"uses", "1"}}).status == 303);
  const auto list = side.get(page);
  CHECK(has(list, "/e/kick-off/register?code=PRESSE"));
  const auto file = side.get(page + ".csv");
  CHECK(std::count(file.body.begin(), file.body.end(), '\n') == 27);
  const auto asked = side.post(page + "/end", {{"csrf", csrf}, {"code", "PRESSE"}});
  CHECK(asked.status == 200);
  CHECK(has(asked, "Einladung PRESSE beenden?"));
  CHECK(has(asked, "name=\"code\" value=\"PRESSE\""));
  CHECK(has(side.get(page), "/e/kick-off/register?code=PRESSE"));
  CHECK(side.post(page + "/end", {{"csrf", csrf}, {"code", "PRESSE"}, {"confirm", "yes"}}).status ==
        303);
  CHECK_FALSE(has(side.get(page), "/e/kick-off/register?code=PRESSE"));
  CHECK(has(side.get(page), "Beendet"));
  CHECK(side.post(page + "/end", {{"csrf", csrf}, {"code", "nothing"}}).status == 422);
}
