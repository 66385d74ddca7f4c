// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/crypto.hpp"
#include "tests/server/admin_fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using tests::admin_side;

namespace {

const std::string pages = "/admin/sit/consents/import";
const std::string good =
    "email,name,language,given_at,source,text,ip\n"
    "ada@example.org,Ada Muster,de,2025-05-01T10:00:00+02:00,Messe,\"Ja, gern.\",192.0.2.1\n"
    "bob@example.org,,,,,,\n";
const std::string broken = good + "kein,,,gestern,,,\n";

struct importing : admin_side {
  importing() { sign_in_as("owner@example.org", "sit", "owner"); }

  tests::seen upload(const std::string& csv, const tests::pairs& more = {}) {
    tests::pairs form = {{"csrf", csrf()}, {"purpose", "newsletter"}, {"file", csv}};
    form.insert(form.end(), more.begin(), more.end());
    return post(pages, form);
  }
  tests::seen store(const std::string& csv, const tests::pairs& more = {}) {
    tests::pairs form = {{"csrf", csrf()},
                         {"purpose", "newsletter"},
                         {"confirm", "yes"},
                         {"kept", to_base64url(csv)}};
    form.insert(form.end(), more.begin(), more.end());
    return post(pages, form);
  }
  std::int64_t count(const char* sql) {
    return db->read(
        [&](const schema::reader& view) { return view.value<std::int64_t>(sql).value(); });
  }
  std::int64_t records() { return count("SELECT COUNT(*) FROM consent_record"); }
  std::int64_t mails() {
    return count("SELECT COUNT(*) FROM message WHERE template = 'consent-confirm'");
  }
};

}  // namespace

TEST_CASE("a list of consents is looked at first and then stored", "[server][admin][import]") {
  importing side;
  CHECK(has(side.get(pages), "Rundbrief"));
  const auto seen = side.upload(good);
  CHECK(seen.status == 200);
  CHECK(has(seen, "Noch ist nichts gespeichert."));
  CHECK(has(seen, "<dt>Gelten dann</dt>"));
  CHECK(has(seen, "<dt>Werden um Bestätigung gebeten</dt>"));
  CHECK(has(seen, to_base64url(good)));
  CHECK(side.records() == 0);
  CHECK(side.mails() == 0);

  CHECK(side.store(good).header("Location") == pages + "?done=consents");
  CHECK(side.count("SELECT COUNT(*) FROM consent_state WHERE state = 'given'") == 1);
  CHECK(side.count("SELECT COUNT(*) FROM consent_state WHERE state = 'requested'") == 1);
  CHECK(side.mails() == 1);
  CHECK(has(side.get(pages), "1 gelten, 1 gefragt"));

  const auto again = side.upload(good);
  CHECK(has(again, "Nichts davon würde etwas ändern"));
  CHECK_FALSE(has(again, "name=\"confirm\""));
  CHECK(side.store(good).status == 303);
  CHECK(side.records() == 2);
  CHECK(side.mails() == 1);
  CHECK(has(side.get(pages), "1 galten schon, 1 warteten schon"));
}

TEST_CASE("of a list with broken rows none is taken, or only the good ones if so chosen",
          "[server][admin][import]") {
  importing side;
  const auto seen = side.upload(broken);
  CHECK(seen.status == 200);
  CHECK(has(seen, "2 Zellen sind nicht in Ordnung"));
  CHECK(has(seen, "Keine E-Mail-Adresse."));
  CHECK(has(seen, "Keine Zeit, die wir lesen können"));
  CHECK(has(seen, "<th class=\"kern-table__cell\" scope=\"row\">4</th>"));
  CHECK(has(seen, "Nur die 2 guten Zeilen übernehmen"));
  CHECK(side.store(broken).status == 200);
  CHECK(side.records() == 0);
  CHECK(side.store(broken, {{"only_good", "yes"}}).status == 303);
  CHECK(side.records() == 2);
}

TEST_CASE("a list of revocations ends what it names and keeps unknown addresses away",
          "[server][admin][import]") {
  importing side;
  side.store(good);
  const std::string list = "email\nada@example.org\nbob@example.org\neve@example.org\n";
  const auto send = [&](const tests::pairs& more) {
    tests::pairs form = {{"csrf", side.csrf()}, {"purpose", ""}};
    form.insert(form.end(), more.begin(), more.end());
    return side.post("/admin/sit/consents/revocations", form);
  };
  const auto seen = send({{"file", list}});
  CHECK(has(seen, "Widerrufen werden alle Zwecke."));
  CHECK(has(seen, "<dt>Einwilligungen und offene Anfragen, die enden</dt>"));
  CHECK(has(seen, "<dd>2</dd>"));
  CHECK(has(seen, "3 Zeilen übernehmen"));
  CHECK(side.count("SELECT COUNT(*) FROM consent_state WHERE state = 'withdrawn'") == 0);
  CHECK(send({{"confirm", "yes"}, {"kept", to_base64url(list)}}).status == 303);
  CHECK(side.count("SELECT COUNT(*) FROM consent_state WHERE state = 'withdrawn'") == 2);
  CHECK(side.count("SELECT COUNT(*) FROM consent_record WHERE event = 'withdrawn'"
                   " AND method = 'import'") == 2);
  CHECK(side.count("SELECT COUNT(*) FROM message WHERE state = 'queued'"
                   " AND template = 'consent-confirm'") == 0);
  CHECK(has(side.get(pages), "2 beendet, eine unbekannte Adresse gesperrt"));
  const std::string back =
      "email,given_at,source,text\nada@example.org,2026-12-01,Messe,Ja\n"
      "eve@example.org,2026-12-01,Messe,Ja\n";
  const auto records = side.records();
  side.store(back);
  CHECK(side.records() == records);
  CHECK(has(side.get(pages), "2 widerrufen oder gelöscht"));
}

TEST_CASE("a file that is none, and a purpose that is none, are told at their fields",
          "[server][admin][import]") {
  importing side;
  const auto none = side.upload("name\nAda\n");
  CHECK(none.status == 422);
  CHECK(has(none, "href=\"#consents-file\""));
  CHECK(has(none, "in der eine Spalte email steht"));
  const auto nothing = side.post(pages, {{"csrf", side.csrf()}});
  CHECK(has(nothing, "href=\"#consents-file\""));
  CHECK(has(nothing, "href=\"#purpose\""));
  tests::pairs form = {{"csrf", side.csrf()}, {"purpose", "none"}, {"file", good}};
  const auto purpose = side.post(pages, form);
  CHECK(purpose.status == 422);
  CHECK(has(purpose, "href=\"#purpose\""));
}

TEST_CASE("imports are for owner and officer alone", "[server][admin][import]") {
  importing side;
  side.sign_in_as("dpo@example.org", "sit", "dpo");
  CHECK(side.get(pages).status == 200);
  for (const auto* role : {"organiser", "check-in"}) {
    side.sign_in_as(std::string(role) + "@example.org", "sit", role);
    CHECK(side.get(pages).status == 404);
    CHECK(side.upload(good).status == 404);
  }
}
