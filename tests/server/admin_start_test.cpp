// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/municipalities.hpp"
#include "tests/events/figures_fixture.hpp"
#include "tests/server/admin_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

const std::string start_path = "/admin/sit/start";
const std::string base = "/admin/sit/events/kick-off";

struct start_side : admin_side {
  explicit start_side(const nlohmann::json& changes = nlohmann::json::object(),
                      const std::string& role = "organiser") {
    now = berlin("2030-04-10T12:00");
    put_directory(db);
    auto file = sample_event_file();
    file["organisers"][0]["pages"]["accessibility"] = {
        {"declared_on", "2030-01-02"}, {"method", "external"}, {"conformance", "full"}};
    file["events"][0].merge_patch(changes);
    import_file(db, file, nullptr, now);
    sign_in_as("anna@example.org", "sit", role);
  }
  std::int64_t audit_lines(const std::string& action) {
    return db
        ->read([&](const schema::reader& r) {
          return r.value<std::int64_t>("SELECT COUNT(*) FROM audit_entry WHERE action = :1",
                                       action);
        })
        .value();
  }
};

nlohmann::json for_members() {
  return {{"audience", {{"municipalities", {"05962016", "05962004", "05962", "08111000"}}}}};
}

nlohmann::json with_approval() {
  return {{"approval", true},
          {"waiting_list", false},
          {"sessions", nlohmann::json::array()},
          {"choices", nlohmann::json::array()}};
}

}  // namespace

TEST_CASE("who answers for data sees on the start page what is open, overdue and verified",
          "[server][admin][start]") {
  start_side side(nlohmann::json::object(), "dpo");
  // What was recorded before the clock went on by more than two years.
  CHECK(has(side.get(start_path), "schon gelöscht sein."));
  CHECK(has(side.get(start_path), "href=\"/admin/sit/retention\""));
  CHECK(has(side.get(start_path), "Das Einwilligungsregister wurde noch nie vollständig geprüft."));
  side.post("/admin/sit/requests", {{"csrf", side.csrf()},
                                    {"email", "ina@example.org"},
                                    {"kind", "erase"},
                                    {"source", "letter"},
                                    {"identity", "Unterschrift"}});
  const auto open = side.get(start_path);
  CHECK(has(open, "Ein Antrag zu gespeicherten Daten ist offen."));
  CHECK_FALSE(has(open, "Eine Frist ist vorbei."));
  CHECK(has(open, "href=\"/admin/sit/requests\""));
  CHECK_FALSE(has(open, "Im Moment ist nichts zu tun."));
  side.sign_in_as("tuer@example.org", "sit", "organiser");
  CHECK_FALSE(has(side.get(start_path), "Antrag zu gespeicherten Daten"));
  side.now = berlin("2030-07-10T12:00");
  side.sign_in_as("dpo2@example.org", "sit", "dpo");
  CHECK(has(side.get(start_path), "Eine Frist ist vorbei."));
}

TEST_CASE("the start page shows the next events in figures", "[server][admin][start]") {
  start_side side;
  for (const auto* status : {"confirmed", "confirmed", "waiting", "cancelled"})
    side.add_attendee("kick-off", "Ina", "Kurz", status);
  const auto page = side.get(start_path);
  CHECK(page.status == 200);
  CHECK(has(page, "Start: Stadt-IT Verbund"));
  CHECK(has(page, "Strategie-Auftakt"));
  CHECK(has(page, "href=\"" + base + "\""));
  CHECK(has(page, "href=\"" + base + "/figures\""));
  CHECK(has(page, "numeric\" data-label=\"Angemeldet\">2</td>"));
  CHECK(has(page, "numeric\" data-label=\"Plätze\">100</td>"));
  CHECK(has(page, "Im Moment ist nichts zu tun."));
  CHECK_FALSE(has(page, "Kurz"));
  CHECK(has(page, "href=\"/admin/sit/new-event\""));
  side.now = berlin("2030-06-10T12:00");
  side.sign_in_as("anna2@example.org", "sit", "organiser");
  CHECK(has(side.get(start_path), "Im Moment steht keine Veranstaltung an."));
}

TEST_CASE("the start page says what is to be done", "[server][admin][start]") {
  start_side side(with_approval());
  side.add_attendee("kick-off", "Ina", "Kurz", "applied");
  CHECK(has(side.get(start_path), "Eine Bewerbung wartet auf Ihre Entscheidung:"));
  CHECK(has(side.get(start_path), "href=\"" + base + "?status=applied\""));
  side.db->write([](schema::transaction& tx) {
    tx.execute("UPDATE event SET status = 'draft', version = version + 1 WHERE slug = 'kick-off'");
  });
  CHECK(has(side.get(start_path), "Noch ein Entwurf und nicht öffentlich:"));
  CHECK_FALSE(has(side.get(start_path), "Erklärung zur Barrierefreiheit ist vom"));
  side.now = berlin("2030-12-03T12:00");
  side.sign_in_as("anna2@example.org", "sit", "organiser");
  CHECK(has(side.get(start_path),
            "Die Erklärung zur Barrierefreiheit ist vom Mittwoch, 2. Januar 2030."));
}

TEST_CASE("mails that did not arrive are named for two weeks", "[server][admin][start]") {
  start_side side;
  const auto reference = side.add_attendee("kick-off", "Ina", "Kurz");
  side.add_sent_message("m@example.org", reference);
  const auto fail = [&](instant at) {
    side.db->write([&](schema::transaction& tx) {
      tx.execute("UPDATE message SET state = 'failed', created_at = :1, finished_at = :2", at, at);
    });
  };
  CHECK_FALSE(has(side.get(start_path), "sind Nachrichten nicht angekommen"));
  fail(side.now - std::chrono::days(13));
  CHECK(has(side.get(start_path), "sind Nachrichten nicht angekommen"));
  CHECK(has(side.get(start_path), "href=\"/admin/sit/messages?trouble=1\""));
  fail(side.now - std::chrono::days(15));
  CHECK_FALSE(has(side.get(start_path), "sind Nachrichten nicht angekommen"));
}

TEST_CASE("whoever is there for the check-in alone sees figures without names or tasks",
          "[server][admin][start]") {
  start_side side(with_approval(), "check-in");
  side.add_attendee("kick-off", "Ina", "Kurz", "applied");
  const auto page = side.get(start_path);
  CHECK(page.status == 200);
  CHECK(has(page, "dazu eine Bewerbung"));
  CHECK(has(page, "href=\"" + base + "/check-in\""));
  CHECK_FALSE(has(page, "href=\"" + base + "\""));
  CHECK_FALSE(has(page, "/figures"));
  CHECK_FALSE(has(page, "Entscheidung"));
  CHECK_FALSE(has(page, "/new-event"));
  for (const auto* rest : {"/figures", "/missing", "/missing.csv"})
    CHECK(side.get(base + rest).status == 404);
}

TEST_CASE("another organiser's staff sees neither figures nor who is missing",
          "[server][admin][start]") {
  start_side side(for_members());
  side.sign_in_as("eva@example.org", "kdn", "owner");
  CHECK(side.get(start_path).status == 404);
  for (const auto* organiser : {"sit", "kdn"}) {
    for (const auto* rest : {"/figures", "/missing", "/missing.csv"}) {
      const auto path = "/admin/" + std::string(organiser) + "/events/kick-off" + rest;
      CHECK(side.get(path).status == 404);
    }
  }
}

TEST_CASE("an event's figures are pictures with their tables and a sentence",
          "[server][admin][start]") {
  start_side side;
  side.add_attendee("kick-off", "Ina", "Kurz");
  put(side.db, "kick-off", {"confirmed", "08111000", berlin("2030-04-05T10:00")});
  put(side.db, "kick-off", {"cancelled", "05962016", berlin("2030-04-03T23:00")});
  const auto page = side.get(base + "/figures");
  CHECK(page.status == 200);
  CHECK(has(page, "Zahlen: Strategie-Auftakt"));
  CHECK(has(page, "In den letzten 7 Tagen 2 neue Anmeldungen."));
  CHECK(has(page, "<svg class=\"line-chart\""));
  CHECK(has(page, ">03.04.2030</th>"));
  CHECK(has(page, "id=\"picture-states-title\">Nach Bundesländern</title>"));
  CHECK(has(page, ">Baden-Württemberg: 1</text>"));
  CHECK(has(page, ">Nordrhein-Westfalen</th>"));
  CHECK(has(page, ">Kreisfreie Stadt: 1</text>"));
  CHECK(has(page, "(1 von 2)"));
  CHECK_FALSE(has(page, "Kurz"));
  CHECK_FALSE(has(page, base + "/missing"));
  side.now = berlin("2030-05-16T12:00");
  side.sign_in_as("anna2@example.org", "sit", "organiser");
  CHECK(has(side.get(base + "/figures"), "bis zum Ende der Veranstaltung keine neue Anmeldung."));
}

TEST_CASE("who is missing stands in lists and on a map", "[server][admin][start]") {
  start_side side(for_members());
  side.add_attendee("kick-off", "Ina", "Kurz");  // of Hemer
  CHECK(has(side.get(base), "href=\"" + base + "/missing\""));
  const auto page = side.get(base + "/missing");
  CHECK(page.status == 200);
  CHECK(has(page, "Angemeldet: 1 von 4 Kommunen."));
  CHECK(has(page, "<title>Hemer: angemeldet</title>"));
  CHECK(has(page, "<title>Altena: fehlt noch</title>"));
  CHECK(has(page, "Eine Kommune steht nicht auf der Karte"));
  CHECK_FALSE(has(page, "Kurz"));
  const auto narrowed = side.get(base + "/missing", {{"state", "Baden-Württemberg"}});
  CHECK(has(narrowed, "Angemeldet: 0 von 1 Kommunen."));
  CHECK(has(narrowed, "value=\"Baden-Württemberg\" selected"));
  CHECK(has(narrowed, "Eine Karte gibt es noch nicht"));
  CHECK_FALSE(has(narrowed, "Altena"));
  CHECK(has(side.get(base + "/missing", {{"district", "x"}}), "gibt es keine Kommune."));
}

TEST_CASE("who signed up from elsewhere stands beside the members", "[server][admin][start]") {
  start_side side(for_members());
  side.add_attendee("kick-off", "Ina", "Kurz");  // of Hemer
  CHECK_FALSE(has(side.get(base + "/missing"), "Angemeldet, aber nicht im Kreis"));
  side.db->write([](schema::transaction& tx) {
    tx.execute("UPDATE registration SET ags = '05315000', municipality = 'Köln'");
  });
  const auto page = side.get(base + "/missing");
  CHECK(has(page, "Angemeldet, aber nicht im Kreis"));
  CHECK(has(page, "?q=05315000\">Köln</a>"));
}

TEST_CASE("who only waits is neither missing nor registered, and names lead on",
          "[server][admin][start]") {
  start_side side(for_members());
  side.add_attendee("kick-off", "Ina", "Kurz");  // of Hemer
  put(side.db, "kick-off", {"waiting", "05962004"});
  const auto page = side.get(base + "/missing");
  CHECK(has(page, "Angemeldet: 1 von 4 Kommunen. Eine weitere wartet."));
  CHECK(has(page, "<title>Altena: wartet</title>"));
  CHECK(has(page, "Warten auf einen Platz oder eine Entscheidung"));
  CHECK(has(page, "href=\"" + base + "?q=05962004\">Altena</a>"));
  CHECK(has(page, "href=\"" + base + "?q=05962016\">Hemer</a>"));
  CHECK(has(page, "readonly>Märkischer Kreis\nLandeshauptstadt Stuttgart\n</textarea>"));
  CHECK(has(page, ">Märkischer Kreis</text>"));
  CHECK_FALSE(has(page, ">Stuttgart</text>"));  // has no coordinates
}

TEST_CASE("figures say what they count, and the event stands in the title",
          "[server][admin][start]") {
  start_side side;
  put(side.db, "kick-off", {"confirmed"});
  put(side.db, "kick-off", {"waiting"});
  put(side.db, "kick-off", {"cancelled"});
  const auto page = side.get(base + "/figures");
  CHECK(has(page, "Angemeldet: 1"));
  CHECK(has(page, "Storniert: 1"));
  CHECK(has(page, "nicht aber, wer storniert hat"));
  const auto section = side.get(base + "/edit/basics");
  CHECK(has(section, " – Strategie-Auftakt – Zusage</title>"));
  CHECK(has(section, "<p class=\"of-event\">Strategie-Auftakt</p>"));
  CHECK_FALSE(has(page, "class=\"of-event\""));  // the heading names it
}

TEST_CASE("the menus stand folded too, and none of them at the check-in",
          "[server][admin][start]") {
  start_side side;
  const auto page = side.get(start_path);
  CHECK(has(page, "<details class=\"menu narrow-only\">"));
  CHECK(has(page, "class=\"page area wide-only\""));
  CHECK(has(page, "kern-table table-cards"));
  const auto desk = side.get(base + "/check-in");
  CHECK_FALSE(has(desk, "class=\"menu narrow-only\""));
  CHECK(has(desk, "breadcrumb-line wide-only"));
  CHECK(has(desk, "narrow-only\" href=\"" + base + "\">Zurück</a>"));
}

TEST_CASE("an event for everybody misses nobody", "[server][admin][start]") {
  start_side side;
  CHECK_FALSE(has(side.get(base), "/missing"));
  CHECK(has(side.get(base + "/missing"), "nicht auf bestimmte Kommunen beschränkt"));
}

TEST_CASE("the table of the missing is recorded, and only for who may export",
          "[server][admin][start]") {
  start_side side(for_members());
  side.add_attendee("kick-off", "Ina", "Kurz");
  const auto csv = side.get(base + "/missing.csv", {{"state", "Nordrhein-Westfalen"}});
  CHECK(csv.status == 200);
  CHECK(csv.header("Content-Disposition") ==
        "attachment; filename=\"kick-off-missing-2030-04-10.csv\"");
  CHECK(has(csv, "ags,name,title,district,state\r\n05962004,Altena,Stadt,"));
  CHECK_FALSE(has(csv, "Hemer"));
  CHECK_FALSE(has(csv, "Stuttgart"));
  CHECK(side.audit_lines("export.downloaded") == 1);
  side.sign_in_as("dora@example.org", "sit", "dpo");
  CHECK(side.get(base + "/missing.csv").status == 404);
  CHECK_FALSE(has(side.get(base + "/missing"), "missing.csv"));
  CHECK(side.audit_lines("export.downloaded") == 1);
}
