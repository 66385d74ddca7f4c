// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/events/ring_fixture.hpp"
#include "tests/server/visitor.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/text.hpp"

using namespace zusage;
using nlohmann::json;
using tests::body_of;
using tests::contains;
using tests::visitor;

namespace {

std::string page_of(visitor& v, const std::string& slug = "kick-off",
                    const std::string& language = "de") {
  return body_of(v.with.get("/privacy", {{"event", slug}, {"lang", language}}));
}

void change(visitor& v, const json& changes) {
  tests::add_event(v.with.database(), changes);
}

}  // namespace

TEST_CASE("the privacy information of an event says what it asks, why and for how long",
          "[server][duty]") {
  visitor v;
  const auto page = page_of(v);
  for (const auto* part :
       {"Hinweise zum Datenschutz: Strategie-Auftakt", "Stadt-IT Verbund", "info@sit.example.org",
        "https://sit.example.org/datenschutz", "Artikel 6 Absatz 1 Buchstabe b",
        "Vorname, Nachname, E-Mail-Adresse, Organisation (freiwillig)",
        "Ihre Antwort auf: Bemerkung", "Rundbrief (per E-Mail)", "Anruf (per Telefon)",
        "Beispiel-Partner GmbH", "Sie dürfen mich zu weiteren Veranstaltungen anrufen.",
        "href=\"/newsletter/sit?lang=de\"", "href=\"/data?lang=de\"", "nach 14 Tagen",
        "Konferenzdienst", "Es gibt keine automatisierte Entscheidung", "wer am längsten wartet"}) {
    INFO(part);
    CHECK(contains(page, part));
  }
  // 365 and 30 days after 15 May 2030.
  CHECK(
      contains(page, "wird 365 Tage nach dem Ende von selbst gelöscht: Donnerstag, 15. Mai 2031"));
  CHECK(contains(page,
                 "„Verpflegung“ wird 30 Tage nach dem Ende von selbst gelöscht: Freitag, "
                 "14. Juni 2030"));
  CHECK_FALSE(contains(page, "Anmeldung, die Sie nicht bestätigen"));
  CHECK(contains(page_of(v, "kick-off", "en"), "Privacy information: Strategy kick-off"));
}

TEST_CASE("the privacy information changes with the event's periods, questions and purposes",
          "[server][duty]") {
  visitor v;
  CHECK(contains(page_of(v), "365 Tage nach dem Ende"));
  change(v, {{"retention_days", 90},
             {"registration", {{"verify_email", true}}},
             {"waiting_list", false},
             {"mode", "on_site"},
             {"join_url", nullptr},
             {"sessions", nullptr},
             {"choices", nullptr},
             {"purposes", {"calls"}},
             {"questions",
              {{{"key", "allergy"},
                {"type", "text"},
                {"label", {{"de", "Allergien"}}},
                {"retention_days", 7}}}}});
  const auto page = page_of(v);
  CHECK(
      contains(page, "wird 90 Tage nach dem Ende von selbst gelöscht: Dienstag, 13. August 2030"));
  CHECK(contains(page,
                 "„Allergien“ wird 7 Tage nach dem Ende von selbst gelöscht: Mittwoch, "
                 "22. Mai 2030"));
  CHECK(contains(page, "Sie wird nach 48 Stunden von selbst gelöscht"));
  for (const auto* gone : {"365 Tage nach", "Verpflegung", "Rundbrief", "Konferenzdienst",
                           "wer am längsten wartet", "nach 14 Tagen"}) {
    INFO(gone);
    CHECK_FALSE(contains(page, gone));
  }
  auto file = tests::sample_event_file();
  file["events"] = json::array();
  file["purposes"][1]["recipients"] = {"Neuer Partner eG"};
  tests::import_file(v.with.database(), file);
  CHECK(contains(page_of(v), "Neuer Partner eG"));
  CHECK_FALSE(contains(page_of(v), "Beispiel-Partner GmbH"));
}

TEST_CASE("the privacy information names express consent where an answer may tell of health",
          "[server][duty]") {
  visitor v;
  CHECK_FALSE(contains(page_of(v), "Artikel 9"));
  auto questions = tests::sample_event_file()["events"][0]["questions"];
  questions[2]["sensitive"] = true;
  change(v, {{"questions", questions}});
  const auto page = page_of(v);
  CHECK(contains(page, "Artikel 9 Absatz 2 Buchstabe a DSGVO). Sie können sie jederzeit"));
  CHECK(contains(page, "wer antwortet, willigt damit ausdrücklich ein"));
  CHECK(contains(page, "Artikel 6 Absatz 1 Buchstabe b"));  // of everything else
}

TEST_CASE("privacy information of an event is kept until something on it changes",
          "[server][duty]") {
  visitor v;
  const auto first = v.with.get("/privacy", {{"event", "kick-off"}});
  REQUIRE(first.shared_body);
  CHECK(v.with.get("/privacy", {{"event", "kick-off"}}).shared_body == first.shared_body);
  CHECK(body_of(v.with.get("/privacy", {{"organiser", "sit"}})) != body_of(first));
  change(v, {{"retention_days", 10}});
  CHECK(
      contains(body_of(v.with.get("/privacy", {{"event", "kick-off"}})), "10 Tage nach dem Ende"));
}

TEST_CASE("drafts and unknown events have no privacy information", "[server][duty]") {
  visitor v(json{{"status", "draft"}});
  CHECK(v.with.get("/privacy", {{"event", "kick-off"}}).status == 404);
  CHECK(v.with.get("/privacy", {{"event", "nothing"}}).status == 404);
}

TEST_CASE("what the organiser says of privacy stands on its page and on its events'",
          "[server][duty]") {
  visitor v;
  auto file = tests::sample_event_file();
  file["purposes"][0]["newsletter"] = true;
  file["organisers"][0]["pages"]["privacy"] = {
      {"controller",
       {{"name", "Verbund Stadt-IT"}, {"street", "Markt 1"}, {"city", "Musterstadt"}}},
      {"data_protection_officer", {{"name", "Dora Datenschutz"}, {"email", "dsb@sit.example.org"}}},
      {"supervisory_authority", {{"name", "Landesbeauftragte"}, {"url", "https://lb.example.org"}}},
      {"legal_basis", "public_task"},
      {"text", {{"de", "Noch *etwas*."}}}};
  tests::import_file(v.with.database(), file);
  for (const auto& query : {std::pair("event", "kick-off"), std::pair("organiser", "sit")}) {
    INFO(query.first);
    const auto page = body_of(v.with.get("/privacy", {query}));
    for (const auto* part :
         {"Verbund Stadt-IT", "Markt 1, Musterstadt", "mailto:dsb@sit.example.org",
          "Landesbeauftragte", "Absatz 1 Buchstabe e", "<em>etwas</em>", "Rundbrief"}) {
      INFO(part);
      CHECK(contains(page, part));
    }
    CHECK_FALSE(contains(page, "Absatz 1 Buchstabe b"));
  }
  const auto own = body_of(v.with.get("/privacy", {{"organiser", "sit"}}));
  CHECK(contains(own, "href=\"/?organiser=sit\""));
  CHECK_FALSE(contains(own, "Anruf (per Telefon)"));  // asked for at single events alone
}

TEST_CASE("who runs an event together is named with the own privacy information",
          "[server][duty]") {
  visitor v;
  auto file = tests::sample_event_file();
  file["organisers"].push_back(
      {{"key", "netz"}, {"name", {{"de", "Innovationsnetz"}}}, {"contact", "n@netz.example.org"}});
  file["events"][0]["also_by"] = {"netz"};
  tests::import_file(v.with.database(), file);
  const auto page = page_of(v);
  CHECK(contains(page, "Mitverantwortlich"));
  CHECK(contains(page, "href=\"/privacy?organiser=netz&amp;lang=de\">Innovationsnetz, n@netz"));
  CHECK(contains(page, "sieht die Anmeldungen"));
  CHECK(contains(page, "Impressum (Innovationsnetz)"));
}

TEST_CASE("the privacy information of a ring names its contact list and what is computed",
          "[server][duty][rings]") {
  visitor v(tests::ring_with({tests::ring_meeting("first-a", "a")}));
  const auto page = page_of(v);
  CHECK(contains(page,
                 "sehen Name, Funktion, Kommune und E-Mail-Adresse, wenn Sie dem zustimmen: "
                 "Rundbrief"));
  CHECK(contains(page, "auch die Telefonnummer, wenn Sie dem zustimmen: Anruf"));
  CHECK(contains(page, "Größenklasse"));
  CHECK(contains(page, "30 Tage danach von selbst gelöscht"));
}
