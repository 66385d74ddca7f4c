// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/crypto.hpp"
#include "tests/server/admin_fixture.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"

using namespace zusage;
using tests::admin_side;

namespace {

const std::string area = "/admin/sit/consents/";
const std::string headings = "email,language,given_at,source,text\n";

std::string fact(const std::string& label, const std::string& value) {
  return "<dt>" + label + "</dt>\n<dd>" + value + "</dd>";
}

struct importing : admin_side {
  importing() { sign_in_as("owner@example.org", "sit", "owner"); }

  tests::seen send(const std::string& path, const tests::pairs& more) {
    tests::pairs form = {{"csrf", csrf()}, {"purpose", "newsletter"}};
    form.insert(form.end(), more.begin(), more.end());
    return post(path, form);
  }
  tests::seen look(const std::string& csv) { return send(area + "import", {{"file", csv}}); }
  tests::seen store(const std::string& csv) {
    return send(area + "import", {{"confirm", "yes"}, {"kept", to_base64url(csv)}});
  }
  tests::seen look_revoked(const std::string& csv) {
    return send(area + "revocations", {{"file", csv}});
  }
  tests::seen store_revoked(const std::string& csv) {
    return send(area + "revocations", {{"confirm", "yes"}, {"kept", to_base64url(csv)}});
  }
};

// Rows of so many people, each with evidence.
std::string rows(int count, const std::string& language, const std::string& given_at) {
  auto all = headings;
  for (int i = 0; i < count; ++i)
    all += "p" + std::to_string(i) + "@example.org," + language + "," + given_at + ",Messe,Ja\n";
  return all;
}

}  // namespace

TEST_CASE("a preview names the rows whose language or time deserves a second look",
          "[server][admin][import]") {
  importing side;
  const auto seen = side.look(headings +
                              "ada@example.org,de,2025-05-01,Messe,Ja\n"
                              "bob@example.org,fr,2025-05-01,Messe,Oui\n"
                              "eve@example.org,de,1999-12-31,Messe,Ja\n"
                              "joe@example.org,,2017-01-16,Messe,Ja\n"
                              "kim@example.org,pl,2017-01-14,Messe,Tak\n");
  CHECK(has(seen, "Bitte noch einmal ansehen"));
  CHECK(has(seen, fact("Eine Sprache, die es beim Veranstalter nicht gibt", "Zeilen 3, 6")));
  CHECK(has(seen, fact("Erteilt vor mehr als zehn Jahren", "Zeilen 4, 6")));
  CHECK(has(seen, "5 Zeilen übernehmen"));
  CHECK_FALSE(has(side.look(headings + "ada@example.org,de,2025-05-01,Messe,Ja\n"),
                  "Bitte noch einmal ansehen"));
}

TEST_CASE("a preview names twenty rows and counts the others", "[server][admin][import]") {
  importing side;
  const auto many = side.look(rows(23, "fr", "2025-05-01"));
  CHECK(has(many, "19, 20, 21 und 3 weitere</dd>"));
  side.store(rows(22, "de", "2025-05-01"));
  const auto again = side.look(rows(22, "de", "2025-05-01"));
  CHECK(has(again, "<dd>22 (Zeilen 2, 3, "));
  CHECK(has(again, "20, 21 und 2 weitere)</dd>"));
}

TEST_CASE("a preview names the rows that are too old to be taken", "[server][admin][import]") {
  importing side;
  auto file = tests::sample_event_file();
  file["purposes"][0]["valid_months"] = 12;
  tests::import_file(side.db, file);
  const auto seen = side.look(headings +
                              "ada@example.org,de,2026-12-01,Messe,Ja\n"
                              "bob@example.org,de,2024-05-01,Messe,Ja\n");
  CHECK(has(seen, fact("Wären schon abgelaufen", "1 (Zeile 3)")));
  CHECK(has(seen, fact("Gelten dann", "1")));
}

TEST_CASE("who is known and has no consent left is not told as unknown in a list of revocations",
          "[server][admin][import]") {
  importing side;
  side.store(headings + "ada@example.org,de,2025-05-01,Messe,Ja\n");
  // Its time is over; nobody took it back.
  side.db->write(
      [](schema::transaction& tx) { tx.execute("UPDATE consent_state SET state = 'expired'"); });
  const std::string list = "email\nada@example.org\neve@example.org\n";
  const auto seen = side.look_revoked(list);
  CHECK(has(seen, fact("Adressen, bei denen nichts mehr zu beenden ist; auch sie fragt kein Import "
                       "mehr",
                       "1 (Zeile 2)")));
  CHECK(has(seen, fact("Unbekannte Adressen, die künftig niemand mehr fragt", "1")));
  CHECK(has(seen, "2 Zeilen übernehmen"));
  CHECK(side.store_revoked(list).status == 303);
  CHECK(has(side.get(area + "import"),
            "eine Adresse ohne etwas zu beenden, eine unbekannte Adresse gesperrt"));
  CHECK(has(side.look_revoked(list), "Nichts davon würde etwas ändern"));
}

TEST_CASE("the address of a list of revocations that was sent shows the form when asked for",
          "[server][admin][import]") {
  importing side;
  const auto page = side.get(area + "revocations");
  CHECK(page.status == 200);
  CHECK(has(page, "action=\"" + area + "revocations\""));
  side.sign_in_as("organiser@example.org", "sit", "organiser");
  CHECK(side.get(area + "revocations").status == 404);
}

TEST_CASE("a file that was left out is told in the same words wherever one is uploaded",
          "[server][admin][import]") {
  importing side;
  const std::string words = "Bitte wählen Sie eine Datei aus, in der etwas steht.";
  const std::string online = "/admin/sit/events/kick-off/online/";
  for (const auto& [path, field] :
       std::vector<std::pair<std::string, std::string>>{{area + "import", "consents-file"},
                                                        {area + "revocations", "revocations-file"},
                                                        {online + "attendance", "attendance-file"},
                                                        {online + "links", "personal-file"}}) {
    INFO(path);
    const auto page = side.send(path, {});
    CHECK(page.status == 422);
    CHECK(has(page, "<a href=\"#" + field + "\">" + words + "</a>"));
    const auto error = page.body.find("id=\"" + field + "-error\"");
    REQUIRE(error != std::string::npos);
    const auto end = page.body.find("</p>", error);
    CHECK(page.body.substr(error, end - error).find(words) != std::string::npos);
  }
}
