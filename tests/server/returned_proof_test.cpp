// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <nlohmann/json.hpp>

#include "consent/ledger.hpp"
#include "tests/server/admin_fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using tests::admin_side;

namespace {

const std::string ada = "ada@example.org", letter = "letter@example.org";

// A row of a list of facts, as the sheet shows it.
std::string fact(const std::string& label, const std::string& value) {
  return "<dt>" + label + "</dt>\n<dd class=\"checksum\">" + value + "</dd>";
}

// Ada's consent of `sit`, which `method` ended.
struct ended_by_mail : admin_side {
  std::string person;

  explicit ended_by_mail(const std::string& method) {
    consent::evidence by;
    by.email = ada;
    by.name = "Ada Muster";
    person = "/admin/sit/consents/" + add_consent("sit", by);
    consent::evidence why;
    why.email = ada;
    why.source = "mail";
    why.message_id = letter;
    db->write([&](schema::transaction& tx) {
      const auto state = tx.value<std::string>("SELECT public_id FROM consent_state").value();
      return ledger().withdraw(tx, state, method, why, now);
    });
    sign_in_as("dpo@example.org", "sit", "dpo");
  }
  tests::seen sheet() { return get(person + "/newsletter"); }
  nlohmann::json events() {
    return nlohmann::json::parse(get(person + "/newsletter/proof.json").body)
        .at("record")
        .at("event");
  }
};

}  // namespace

TEST_CASE("a sheet names the message that came back apart from the confirmation mail",
          "[server][admin][proof]") {
  ended_by_mail side("bounce");
  const auto sheet = side.sheet();
  CHECK(has(sheet, fact("Nachricht, die zurückkam (Message-ID)", letter)));
  CHECK(has(sheet, fact("Message-ID der Bestätigungsmails mit diesem Link", "m1@example.org")));
  CHECK_FALSE(has(sheet, fact("Message-ID der Bestätigungsmails mit diesem Link", letter)));
  CHECK(has(sheet, fact("Wo", "Rückmeldung zu einer E-Mail")));
  const auto events = side.events();
  CHECK(events.at(2).at("returned_message_id") == letter);
  CHECK(events.at(2).at("evidence").at("message_id") == letter);
  CHECK_FALSE(events.at(1).contains("returned_message_id"));
}

TEST_CASE("a sheet names the message that a complaint was about", "[server][admin][proof]") {
  ended_by_mail side("complaint");
  CHECK(has(side.sheet(), fact("Nachricht, über die eine Beschwerde kam (Message-ID)", letter)));
  CHECK(side.events().at(2).at("returned_message_id") == letter);
}

TEST_CASE("the name stays in a proof when its newest record has the address alone",
          "[server][admin][proof]") {
  ended_by_mail side("bounce");
  CHECK(has(side.sheet(), "<dd>Ada Muster, ada@example.org<br>"));
  CHECK(has(side.get(side.person), "<strong>Ada Muster, ada@example.org</strong>"));
}

TEST_CASE("person and sheet say how a consent was taken back", "[server][admin][proof]") {
  for (const auto& [method, words] : std::vector<std::pair<std::string, std::string>>{
           {"bounce", "widerrufen – Adresse nicht erreichbar"},
           {"complaint", "widerrufen – Beschwerde"},
           {"link", "widerrufen – mit dem Link aus einer E-Mail"},
           {"staff", "widerrufen – durch den Veranstalter"},
           {"import", "widerrufen – mit einer Liste von Widerrufen"},
           {"something new", "widerrufen"}}) {
    INFO(method);
    ended_by_mail side(method);
    CHECK(has(side.get(side.person), "<td class=\"kern-table__cell\">" + words + "</td>"));
    CHECK(has(side.sheet(), "<dd>" + words + "</dd>"));
  }
}
