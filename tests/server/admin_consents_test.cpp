// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <nlohmann/json.hpp>

#include "consent/chain.hpp"
#include "consent/ledger.hpp"
#include "consent/published_heads.hpp"
#include "organisers/audit.hpp"
#include "tests/server/admin_fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using tests::admin_side;

namespace {

const std::string area = "/admin/sit/consents", ada = "ada@example.org";

// The officer's area of `sit`, where Ada agreed to the newsletter and confirmed.
struct officer : admin_side {
  officer() {
    consent::evidence by;
    by.email = ada;
    by.name = "Ada <b>Muster";
    by.source = "/e/kick-off/register";
    by.box = "ticked by the person";
    add_consent("sit", by);
    sign_in_as("dpo@example.org", "sit", "dpo");
  }

  tests::seen find(const std::string& email) {
    return post(area, {{"csrf", csrf()}, {"email", email}});
  }
  std::string person() { return find(ada).header("Location"); }
};

}  // namespace

TEST_CASE("an officer finds the proof of a consent by the address", "[server][admin][proof]") {
  officer side;
  const auto start = side.get(area);
  CHECK(start.status == 200);
  CHECK(has(start, "Rundbrief"));
  CHECK(has(start, "Aufzeichnung 2 mit der Prüfsumme"));
  CHECK(has(side.get("/admin/sit/events"), "href=\"" + area + "\""));

  const auto person = side.person();
  REQUIRE(person.rfind(area + "/", 0) == 0);
  CHECK(person.find("ada") == std::string::npos);
  const auto list = side.get(person);
  CHECK(list.status == 200);
  CHECK(has(list, ada));
  CHECK(has(list, "erteilt"));

  const auto sheet = side.get(person + "/newsletter");
  CHECK(sheet.status == 200);
  for (const auto* text :
       {"Ada &lt;b&gt;Muster", "/e/kick-off/register", "von der Person angekreuzt",
        "m1@example.org", "250 2.0.0 Ok", "mit einem Formular",
        "mit dem Link in der E-Mail bestätigt", "Version 1 (Deutsch)"}) {
    INFO(text);
    CHECK(has(sheet, text));
  }
  CHECK_FALSE(has(sheet, "<b>Muster"));
}

TEST_CASE("what the sheet and its file say can be computed again", "[server][admin][proof]") {
  officer side;
  const auto sheet = side.person() + "/newsletter";
  const auto file = nlohmann::json::parse(side.get(sheet + "/proof.json").body, nullptr, false);
  REQUIRE(file.is_object());
  const auto& events = file.at("record").at("event");
  REQUIRE(events.size() == 2);
  for (const auto& event : events) {
    const auto& chain = event.at("chain");
    const auto text = [&](const char* name) { return chain.at(name).get<std::string>(); };
    CHECK(event.at("intact") == true);
    CHECK(consent::commitment_of(text("salt"), text("personal")) == text("commitment"));
    CHECK(consent::record_hash(
              {text("previous_hash"), text("organiser"), chain.at("sequence").get<std::int64_t>(),
               text("principal"), text("purpose"), text("channel"), text("notice_hash"),
               text("event"), text("method"), chain.at("at_microseconds").get<std::int64_t>(),
               text("commitment")}) == text("hash"));
    CHECK(has(side.get(sheet), text("commitment")));
    CHECK(has(side.get(sheet), text("hash")));
  }
  CHECK(events[1]["chain"]["previous_hash"] == events[0]["chain"]["hash"]);
  CHECK(file.at("chain_head").at("hash") == events[1]["chain"]["hash"]);
  CHECK_FALSE(file.contains("published_head"));
}

TEST_CASE("what was given away of the chain is listed and named in the file",
          "[server][admin][proof][published]") {
  officer side;
  CHECK(has(side.get(area), "Es ist noch keine verschickt."));
  side.db->write([&](schema::transaction& tx) {
    return consent::note_published(
        tx, consent::heads_due(tx, side.now + consent::publishing_interval).at(0), 2, side.now);
  });
  CHECK(has(side.get(area), "an 2 Adressen: Aufzeichnung 2"));
  const auto path = side.person() + "/newsletter/proof.json";
  const auto file = nlohmann::json::parse(side.get(path).body, nullptr, false);
  REQUIRE(file.contains("published_head"));
  REQUIRE(file.at("trees").size() == 2);
  for (const auto& event : file.at("record").at("event")) {
    const auto& tree = file["trees"][event["chain"]["sequence"] == 1 ? 0 : 1];
    std::vector<consent::path_step> steps;
    for (const auto& step : tree.at("path"))
      steps.push_back({step[0] == "left", step[1].get<std::string>()});
    CHECK(consent::root_by(event["chain"]["hash"].get<std::string>(), steps) ==
          tree.at("root").get<std::string>());
    CHECK(has(side.get(area), tree.at("root").get<std::string>()));
  }
  CHECK(file["published_head"]["sequence"] == 2);
  CHECK(file["published_head"]["hash"] == file["chain_head"]["hash"]);
}

TEST_CASE("a record that is not as it was written is not shown as a proof",
          "[server][admin][proof]") {
  officer side;
  const auto person = side.person();
  CHECK_FALSE(has(side.get(person + "/newsletter"), "passt nicht zu ihrer Prüfsumme"));
  side.db->write([](schema::transaction& tx) {
    tx.execute("UPDATE purpose SET key = 'advertising' WHERE key = 'newsletter'");
    return 0;
  });
  const auto sheet = side.get(person + "/advertising");
  CHECK(sheet.status == 200);
  CHECK(has(sheet, "passt nicht zu ihrer Prüfsumme"));
  const auto file = nlohmann::json::parse(side.get(person + "/advertising/proof.json").body);
  for (const auto& event : file.at("record").at("event")) CHECK(event.at("intact") == false);
}

TEST_CASE("a proof that is taken away is written down without the address",
          "[server][admin][proof]") {
  officer side;
  const auto path = side.person();
  REQUIRE(side.get(path + "/newsletter/proof.json").status == 200);
  side.db->read([&](const schema::reader& view) {
    const auto id = view.value<std::int64_t>("SELECT id FROM organiser WHERE key = 'sit'");
    const auto lines = organisers::list_audit(view, organisers::scope::of_operator(id.value()), 1);
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].action == "proof.downloaded");
    CHECK(lines[0].staff_email == "dpo@example.org");
    CHECK(path.find(lines[0].details.at("person").get<std::string>()) != std::string::npos);
    CHECK(lines[0].details.dump().find("ada") == std::string::npos);
  });
}

TEST_CASE("an address that nobody is known by is answered neutrally", "[server][admin][proof]") {
  officer side;
  const auto page = side.find("bob@example.org");
  CHECK(page.status == 200);
  CHECK(has(page, "role=\"status\">Von dieser Adresse gibt es hier keine Einwilligung"));
  CHECK(has(page, "value=\"bob@example.org\""));
  CHECK_FALSE(has(page, "kern-alert--danger"));
}

TEST_CASE("an address that is none is answered beside its field", "[server][admin][proof]") {
  officer side;
  for (const auto& [typed, words] : std::vector<std::pair<std::string, std::string>>{
           {"", "geben Sie die E-Mail-Adresse ein"}, {"ada@", "keine E-Mail-Adresse"}}) {
    INFO(typed);
    const auto page = side.find(typed);
    CHECK(page.status == 422);
    CHECK(has(page, words));
    CHECK(has(page, "value=\"" + typed + "\""));
  }
}

TEST_CASE("proofs are for owner and officer of the organiser alone", "[server][admin][proof]") {
  officer side;
  const auto person = side.person();
  const auto foreign = "/admin/kdn" + person.substr(std::string("/admin/sit").size());
  const auto pages = [&] {
    return std::vector<int>{side.get(area).status, side.get(person).status,
                            side.get(person + "/newsletter").status,
                            side.get(person + "/newsletter/proof.json").status};
  };
  CHECK(pages() == std::vector<int>{200, 200, 200, 200});
  CHECK(side.get(person + "/calls").status == 404);
  side.sign_in_as("owner@example.org", "sit", "owner");
  CHECK(pages() == std::vector<int>{200, 200, 200, 200});
  for (const auto* role : {"organiser", "check-in"}) {
    side.sign_in_as(std::string(role) + "@example.org", "sit", role);
    INFO(role);
    CHECK(pages() == std::vector<int>{404, 404, 404, 404});
    CHECK(side.find(ada).status == 404);
    CHECK_FALSE(has(side.get("/admin/sit/events"), area));
  }
  side.sign_in_as("other@example.org", "kdn", "owner");
  CHECK(side.get("/admin/kdn/consents").status == 200);
  CHECK(side.post("/admin/kdn/consents", {{"csrf", side.csrf()}, {"email", ada}}).status == 200);
  CHECK(side.get(foreign).status == 404);
  CHECK(side.get(foreign + "/newsletter").status == 404);
  CHECK(side.get(person).status == 404);
}

TEST_CASE("after an erasure the sheet proves without naming", "[server][admin][proof]") {
  officer side;
  const auto person = side.person();
  side.db->write([&](schema::transaction& tx) {
    const auto id = tx.value<std::int64_t>("SELECT id FROM organiser WHERE key = 'sit'");
    return side.ledger().erase(tx, id.value(), ada, side.now);
  });
  const auto sheet = side.get(person + "/newsletter");
  CHECK(sheet.status == 200);
  CHECK(has(sheet, "nichts Persönliches mehr lesbar"));
  CHECK(has(sheet, "Die persönlichen Angaben dazu sind gelöscht."));
  CHECK_FALSE(has(sheet, "ada@"));
  CHECK_FALSE(has(sheet, "Muster"));
  CHECK(has(sheet, "durch Löschung"));
}

TEST_CASE("a key that cannot be opened is said in words, beside the chain as it is written",
          "[server][admin][proof]") {
  officer side;
  const auto person = side.person();
  side.db->write([](schema::transaction& tx) {
    tx.execute("UPDATE principal SET secret = 'AAAA' WHERE secret IS NOT NULL");
  });
  CHECK(side.person() == person);
  for (const auto& path : {person, person + "/newsletter"}) {
    const auto page = side.get(path);
    INFO(path);
    CHECK(page.status == 200);
    CHECK(has(page, "Der Schlüssel dieser Person ist beschädigt"));
    CHECK_FALSE(has(page, ada));
    CHECK_FALSE(has(page, "Gelöscht: "));
    CHECK_FALSE(has(page, "gelöscht."));
  }
  CHECK(has(side.get(person + "/newsletter"), "Prüfsumme davor"));
  const auto file = nlohmann::json::parse(side.get(person + "/newsletter/proof.json").body);
  CHECK(file.at("record").at("event").size() == 2);
}

TEST_CASE("whoever looks at a person's proofs is written down, once a day each",
          "[server][admin][proof]") {
  officer side;
  const auto person = side.person();
  const auto views = [&] {
    return side.db->read([](const schema::reader& db) {
      return db
          .value<std::int64_t>("SELECT COUNT(*) FROM audit_entry WHERE action = 'proof.viewed'")
          .value();
    });
  };
  side.get(person);
  side.get(person + "/newsletter");
  side.get(person);
  CHECK(views() == 1);
  side.sign_in_as("owner@example.org", "sit", "owner");
  side.get(person + "/newsletter");
  CHECK(views() == 2);
  side.now += std::chrono::hours(24);
  side.sign_in_as("dpo2@example.org", "sit", "dpo");
  side.get(person);
  CHECK(views() == 3);
  CHECK(has(side.get(area), "Nachweise einer Person angesehen"));
  // Nobody of another organiser gets so far as to be written down.
  side.sign_in_as("other@example.org", "kdn", "owner");
  side.get(person);
  CHECK(views() == 3);
}

TEST_CASE("HEAD takes nothing away and is not written down", "[server][admin][proof]") {
  officer side;
  const auto path = side.person() + "/newsletter";
  const auto entries = [&] {
    return side.db->read([](const schema::reader& db) {
      return db
          .value<std::int64_t>(
              "SELECT COUNT(*) FROM audit_entry"
              " WHERE action IN ('proof.viewed', 'proof.downloaded',"
              " 'export.downloaded')")
          .value();
    });
  };
  CHECK(side.head(path).status == 200);
  CHECK(side.head(path + "/proof.json").status == 200);
  side.sign_in_as("owner@example.org", "sit", "owner");
  CHECK(side.head("/admin/sit/events/kick-off/export.csv").status == 200);
  CHECK(entries() == 0);
  CHECK(side.get(path + "/proof.json").status == 200);
  CHECK(entries() == 1);
}

TEST_CASE("the file of a proof is named after person and day", "[server][admin][proof]") {
  officer side;
  const auto person = side.person();
  const auto id = person.substr(area.size() + 1, 8);
  CHECK(side.get(person + "/newsletter/proof.json").header("Content-Disposition") ==
        "attachment; filename=\"proof-newsletter-" + id + "-2027-01-15.json\"");
}

TEST_CASE("the sheet says times to the second and where something came from in words",
          "[server][admin][proof]") {
  officer side;
  const auto sheet = side.get(side.person() + "/newsletter");
  CHECK(has(sheet, "Sekunde"));
  CHECK(has(sheet, "Formular (/e/kick-off/register)"));
}

TEST_CASE("the officer's page tells consents over time as a picture, a table and a sentence",
          "[server][admin][proof]") {
  officer side;
  const auto page = side.get(area);
  CHECK(has(page, "<svg class=\"line-chart\" viewBox=\"0 0 640 300\" role=\"img\""));
  CHECK(has(page, "Heute gilt eine Einwilligung, Ende Februar 2026 war es keine."));
  CHECK(has(page, "<th class=\"kern-table__cell\" scope=\"row\">Januar 2027</th>"));
  // What a column's number means stands above the table, so that a phone has room for all months.
  CHECK(has(page, "<li>2: <span>Rundbrief</span> (per E-Mail)</li>"));
  CHECK(has(page, "scope=\"col\">2<span class=\"kern-sr-only\">: <span>Rundbrief</span>"));
  CHECK(has(side.get(area, {{"months", "24"}}), "Februar 2025"));
  CHECK(has(page, "Keines offen"));
  CHECK(has(page, "noch nie vollständig geprüft"));
  CHECK_FALSE(has(page, "Ende der Kette bei dieser Prüfung"));
}

TEST_CASE("the chain is verified on demand, and what came out stays on the page",
          "[server][admin][proof]") {
  officer side;
  const auto verify = [&] { return side.post(area + "/verify", {{"csrf", side.csrf()}}); };
  CHECK(verify().header("Location") == area + "?done=verified#verification");
  CHECK(has(side.get(area),
            "2 Aufzeichnungen. <strong>Alle sind, wie sie geschrieben wurden.</strong>"));
  CHECK(verify().header("Location") == area + "?done=just_verified#verification");
  side.now += std::chrono::minutes(2);
  side.db->write([](schema::transaction& tx) {
    tx.execute("UPDATE purpose SET key = 'advertising' WHERE key = 'newsletter'");
  });
  verify();
  const auto page = side.get(area);
  CHECK(has(page, "nicht so, wie sie geschrieben wurden"));
  CHECK(has(page, "sit: record 1: its hash does not match its content"));
  CHECK(side.db->read([](const schema::reader& db) {
    return db.value<std::int64_t>("SELECT COUNT(*) FROM message WHERE template = 'chain-problem'")
        .value();
  }) > 0);
}
