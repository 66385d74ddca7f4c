// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/crypto.hpp"
#include "tests/server/admin_fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using tests::admin_side;

namespace {

const std::string event_page = "/admin/sit/events/kick-off",
                  here = event_page + "/attendees/import";
const std::string good =
    "status,given_name,family_name,email,sessions\n"
    "confirmed,Ada,Muster,ada@stadt.example.org,forum-1\n"
    "cancelled,Ben,Muster,ben@stadt.example.org,\n";

// The value of a hidden field.
struct importing : admin_side {
  importing() { sign_in_as("owner@example.org", "sit", "owner"); }

  tests::seen send(tests::pairs form) {
    form.emplace_back("csrf", csrf());
    return post(here, form);
  }
  tests::seen upload(const std::string& csv, tests::pairs more = {}) {
    more.emplace_back("file", csv);
    return send(std::move(more));
  }
  // Confirms the preview as a browser would, with `more` in its form.
  tests::seen take(const std::string& csv, const std::string& seen, tests::pairs more = {}) {
    more.insert(more.end(), {{"kept", to_base64url(csv)}, {"seen", seen}, {"step", "take"}});
    return send(std::move(more));
  }
  std::int64_t count(const std::string& sql) {
    return db->read(
        [&](const schema::reader& view) { return view.value<std::int64_t>(sql).value(); });
  }
  std::int64_t people() { return count("SELECT COUNT(*) FROM registration"); }
  std::int64_t mails() { return count("SELECT COUNT(*) FROM message"); }
};

}  // namespace

TEST_CASE("a list of registrations is looked at first and then stored, without mail",
          "[server][admin][reg_import]") {
  importing side;
  CHECK(has(side.get(event_page), "href=\"" + here + "\""));
  CHECK(has(side.get(here), "E-Mails gehen nur hinaus, wenn Sie es ankreuzen."));
  const auto seen = side.upload(good);
  CHECK(seen.status == 200);
  CHECK(has(seen, "Noch ist nichts gespeichert."));
  CHECK(has(seen, "<dt>Neu, mit Platz</dt>"));
  CHECK(has(seen, "<dt>Neu, als storniert</dt>"));
  CHECK(has(seen, "ada@stadt.example.org"));
  CHECK(has(seen, "2 Anmeldungen übernehmen"));
  CHECK(side.people() == 0);

  CHECK(side.take(good, seen.value_of("seen"), {{"source", "other"}})
            .header("Location")
            .starts_with(here + "?done=yes&import="));
  CHECK(side.people() == 2);
  CHECK(side.mails() == 0);
  const auto reference = side.db->read([](const schema::reader& view) {
    return view.value<std::string>("SELECT reference FROM registration WHERE given_name = 'Ada'");
  });
  const auto history = side.get(event_page + "/attendees/" + reference.value_or(""));
  const auto imported = history.body.find("Aus einem anderen System übernommen");
  REQUIRE(imported != std::string::npos);
  CHECK(history.body.substr(imported, 200).find("owner@example.org") != std::string::npos);
  CHECK(has(side.get(here, {{"done", "yes"}}), "1 mit Platz, 1 storniert"));

  const auto again = side.upload(good);
  CHECK(has(again, "Nichts davon würde etwas ändern"));
  CHECK_FALSE(has(again, "value=\"take\""));
  side.take(good, again.value_of("seen"), {{"source", "other"}});
  CHECK(side.people() == 2);
}

TEST_CASE("what was not seen as it would be stored is shown again instead of stored",
          "[server][admin][reg_import]") {
  importing side;
  const auto seen = side.upload(good).value_of("seen");
  CHECK(side.take(good, "", {{"source", "other"}}).status == 200);
  const auto with_mail = side.take(good, seen, {{"source", "other"}, {"tell", "yes"}});
  CHECK(with_mail.status == 200);
  CHECK(side.people() == 0);
  CHECK(has(with_mail, "Sie haben etwas geändert. Bitte prüfen Sie die neue Vorschau."));
  CHECK(has(with_mail, "id=\"error-summary\" role=\"alert\" tabindex=\"-1\""));
  CHECK_FALSE(has(side.upload(good), "Sie haben etwas geändert."));
  CHECK(
      side.take(good, with_mail.value_of("seen"), {{"source", "other"}, {"tell", "yes"}}).status ==
      303);
  CHECK(side.people() == 2);
  CHECK(side.mails() == 1);
}

TEST_CASE("faults stand in the preview by row, and only good rows are taken then",
          "[server][admin][reg_import]") {
  importing side;
  const auto csv = good + "vielleicht,Cem,Muster,kein,\n";
  const auto seen = side.upload(csv);
  CHECK(seen.status == 200);
  CHECK(has(seen, "Eine Zeile lässt sich so nicht übernehmen"));
  CHECK(has(seen, "<th class=\"kern-table__cell\" scope=\"row\">4</th>"));
  CHECK(has(seen, "Keine E-Mail-Adresse."));
  CHECK(has(seen, "Diesen Status kennen wir nicht"));
  CHECK(has(seen, "Nur die 2 guten Anmeldungen übernehmen"));
  CHECK(side.take(csv, seen.value_of("seen"), {{"source", "other"}}).status == 303);
  CHECK(side.people() == 2);
}

TEST_CASE("the result of an import stays, with the rows that were left out, as a file too",
          "[server][admin][reg_import]") {
  importing side;
  const auto csv = good + "vielleicht,=Cem,Muster,kein,\n";
  const auto seen = side.upload(csv);
  const auto to = side.take(csv, seen.value_of("seen"), {{"source", "other"}}).header("Location");
  const auto id = to.substr(to.rfind('=') + 1);
  const auto result = side.get(here, {{"import", id}, {"done", "yes"}});
  CHECK(has(result, "Ergebnis des Imports"));
  CHECK(has(result, "1 mit Platz, 1 storniert, 1 mit Fehlern weggelassen"));
  CHECK(has(result, "Keine E-Mail-Adresse."));
  CHECK(has(result, "href=\"" + event_page + "\""));
  CHECK(has(result, "import=" + id + "&amp;as=csv"));
  CHECK(has(side.get(here), "href=\"" + here + "?import=" + id + "\""));
  const auto file = side.get(here, {{"import", id}, {"as", "csv"}});
  CHECK(file.header("Content-Disposition").starts_with("attachment"));
  CHECK(has(file, "4;E-Mail-Adresse;Keine E-Mail-Adresse."));
  CHECK_FALSE(has(file, "kein,"));
  CHECK(side.get(here, {{"import", "999999"}, {"as", "csv"}}).status == 404);
  CHECK_FALSE(has(side.get(here, {{"import", "1x"}}), "Ergebnis des Imports"));
}

TEST_CASE("what columns meant at the last import is proposed for the next",
          "[server][admin][reg_import]") {
  importing side;
  const std::string csv = "Rufname,Zuname,Kontakt\nAda,Muster,ada@stadt.example.org\n";
  const tests::pairs meaning = {{"source", "other"},
                                {"kept", to_base64url(csv)},
                                {"column.0", "given_name"},
                                {"column.1", "family_name"},
                                {"column.2", "email"}};
  const auto seen = side.send(meaning);
  CHECK(side.take(csv, seen.value_of("seen"), meaning).status == 303);
  const auto next = side.upload("Rufname,Zuname,Kontakt\nBen,Muster,ben@stadt.example.org\n");
  CHECK(next.status == 200);
  CHECK(has(next, "<option value=\"given_name\" selected>Vorname</option>"));
}

TEST_CASE("a heading that is not known is given its meaning in the preview",
          "[server][admin][reg_import]") {
  importing side;
  const std::string csv = "Rufname,Zuname,Kontakt\nAda,Muster,ada@stadt.example.org\n";
  const auto asked = side.upload(csv);
  CHECK(asked.status == 422);
  CHECK(has(asked, "Bitte sagen Sie, in welcher Spalte die E-Mail-Adresse steht."));
  CHECK(has(asked, "href=\"#columns\""));
  CHECK_FALSE(has(asked, "value=\"take\""));
  tests::pairs meaning = {{"source", "other"},
                          {"kept", to_base64url(csv)},
                          {"column.0", "given_name"},
                          {"column.1", "family_name"},
                          {"column.2", "given_name"}};
  CHECK(has(side.send(meaning), "Diese Bedeutung hat schon eine andere Spalte."));
  meaning.back().second = "email";
  const auto seen = side.send(meaning);
  CHECK(seen.status == 200);
  CHECK(has(seen, "<option value=\"given_name\" selected>Vorname</option>"));
  meaning.erase(meaning.begin() + 1);
  CHECK(side.take(csv, seen.value_of("seen"), meaning).status == 303);
  CHECK(side.people() == 1);
}

TEST_CASE("a column of consents is left out and says why", "[server][admin][reg_import]") {
  importing side;
  const auto seen = side.upload(
      "given_name,family_name,email,consent.newsletter\n"
      "Ada,Muster,ada@stadt.example.org,given 2026-01-01T10:00:00Z\n");
  CHECK(has(seen, "Einwilligungen gehen nur mit Nachweis über."));
  CHECK(has(seen, "Eine Anmeldung übernehmen"));
}

TEST_CASE("a file that is none is told at its field", "[server][admin][reg_import]") {
  importing side;
  const auto none = side.send({});
  CHECK(none.status == 422);
  CHECK(has(none, "href=\"#file\""));
  CHECK(side.upload("name,email\n\"Ada,ada@stadt.example.org\n").status == 422);
}

TEST_CASE("registrations are imported by owner and organiser alone, at their own events",
          "[server][admin][reg_import]") {
  importing side;
  for (const auto* role : {"check-in", "dpo"}) {
    side.sign_in_as(std::string(role) + "@example.org", "sit", role);
    CHECK(side.get(here).status == 404);
    CHECK(side.upload(good).status == 404);
  }
  side.sign_in_as("organiser@example.org", "sit", "organiser");
  CHECK(side.get(here).status == 200);
  CHECK(side.get("/admin/sit/events/other-day/attendees/import").status == 404);
  CHECK(side.post("/admin/sit/events/other-day/attendees/import",
                  {{"csrf", side.csrf()}, {"file", good}})
            .status == 404);
  CHECK(side.people() == 0);
}
