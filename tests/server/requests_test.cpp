// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <nlohmann/json.hpp>

#include "base/email_address.hpp"
#include "events/data_requests.hpp"
#include "organisers/audit.hpp"
#include "tests/server/admin_fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace std::chrono_literals;
using tests::admin_side;

namespace {

const std::string area = "/admin/sit/requests";

// The officer's side of `sit`, where Ina Kurz is registered and agreed to the newsletter.
struct officer : admin_side {
  std::string email;

  officer() {
    add_attendee("kick-off", "Ina", "Kurz");
    email = text("SELECT email FROM registration");
    consent::evidence by;
    by.email = email;
    by.name = "Ina Kurz";
    by.network_address = "192.0.2.77";
    add_consent("sit", by);
    sign_in_as("dpo@example.org", "sit", "dpo");
  }

  /// Time passes, and with it the session.
  void pass(std::chrono::days some) {
    now += some;
    sign_in_as("dpo-" + std::to_string(to_micros(now)) + "@example.org", "sit", "dpo");
  }
  std::string text(const std::string& sql) {
    return db->read(
        [&](const schema::reader& view) { return view.value<std::string>(sql).value_or(""); });
  }
  std::int64_t count(const std::string& sql) {
    return db->read(
        [&](const schema::reader& view) { return view.value<std::int64_t>(sql).value_or(-1); });
  }
  tests::pairs form(tests::pairs fields) {
    fields.emplace_back("csrf", csrf());
    return fields;
  }
  /// Enters a request as it came by letter; its path.
  std::string enter(const std::string& kind, const tests::pairs& more = {}) {
    tests::pairs fields = {{"email", email},
                           {"kind", kind},
                           {"source", "letter"},
                           {"identity", "Unterschrift verglichen"}};
    if (kind == "rectify") fields.emplace_back("wish", "Der Name ist falsch.");
    fields.insert(fields.begin(), more.begin(), more.end());
    const auto made = post(area, form(fields));
    INFO(made.body);
    REQUIRE(made.status == 303);
    const auto to = made.header("Location");
    return to.substr(0, to.find('?'));
  }
  std::string hidden(const std::string& path, const std::string& name) {
    return get(path).value_of(name);
  }
  tests::seen erase(const std::string& path, const std::string& seen) {
    return post(path + "/erase", form({{"confirm", "yes"}, {"seen", seen}}));
  }
  std::vector<organisers::audit_line> audit() {
    return db->read([&](const schema::reader& view) {
      const auto id = view.value<std::int64_t>("SELECT id FROM organiser WHERE key = 'sit'");
      return organisers::list_audit(view, organisers::scope::of_operator(id.value()), 20);
    });
  }
};

}  // namespace

TEST_CASE("without requests the officer is told that there are none", "[server][admin][requests]") {
  officer side;
  const auto page = side.get(area);
  CHECK(page.status == 200);
  CHECK(has(page, "Es gibt keinen offenen Antrag."));
  CHECK(has(page, "Es ist noch kein Antrag beantwortet."));
  CHECK(has(side.get("/admin/sit/events"), "href=\"" + area + "\""));
}

TEST_CASE("a request that came by letter is entered with its day and how identity was checked",
          "[server][admin][requests]") {
  officer side;
  const auto empty = side.post(area, side.form({{"email", ""}}));
  CHECK(empty.status == 422);
  CHECK(side.count("SELECT COUNT(*) FROM data_request") == 0);
  for (const auto* field : {"email", "kind", "source", "identity"}) {
    INFO(field);
    CHECK(has(empty, "href=\"#field-" + std::string(field)));
  }
  const auto future = side.post(area, side.form({{"email", side.email},
                                                 {"kind", "erase"},
                                                 {"source", "phone"},
                                                 {"identity", "Rückruf"},
                                                 {"received", "2100-01-01"}}));
  CHECK(future.status == 422);
  CHECK(has(future, "nicht in der Zukunft"));

  const auto path = side.enter("erase", {{"received", "2027-01-10"}});
  const auto page = side.get(path);
  CHECK(page.status == 200);
  for (const auto& text : {side.email, std::string("als Brief, eingetragen von dpo@example.org"),
                           std::string("Unterschrift verglichen"), std::string("10. Februar 2027"),
                           std::string("Strategie-Auftakt")}) {
    INFO(text);
    CHECK(has(page, text));
  }
  // The consent ended with the entry, by staff.
  CHECK(side.text("SELECT state FROM consent_state") == "withdrawn");
  CHECK(side.text("SELECT method FROM consent_record ORDER BY id DESC") == "staff");
  // Nothing of it lies readable in the table, and the organiser's contact is not told what its own
  // staff entered.
  CHECK(side.count("SELECT COUNT(*) FROM data_request"
                   " WHERE identity LIKE '%Unterschrift%' OR address LIKE '%@%'") == 0);
  CHECK(side.count("SELECT COUNT(*) FROM message WHERE template = 'data-request'") == 0);
}

TEST_CASE("who looks at all that is stored about a person is written down, once a day",
          "[server][admin][requests]") {
  officer side;
  const auto path = side.enter("object");
  const auto views = [&] {
    return side.count("SELECT COUNT(*) FROM audit_entry WHERE action = 'request.viewed'");
  };
  CHECK(views() == 0);
  side.get(path);
  side.get(path);
  CHECK(views() == 1);
  CHECK(side.audit()[0].subject == path.substr(path.rfind('/') + 1));
}

TEST_CASE("open requests stand by deadline, and what is overdue says so in words",
          "[server][admin][requests]") {
  officer side;
  const auto later = side.enter("object");
  const auto sooner = side.enter("erase", {{"received", "2026-12-31"}});
  const auto page = side.get(area).body;
  const auto reference = [](const std::string& path) { return path.substr(path.rfind('/') + 1); };
  CHECK(page.find(reference(sooner)) < page.find(reference(later)));
  CHECK(page.find("überfällig") == std::string::npos);
  CHECK(page.find("offen, noch") != std::string::npos);
  side.pass(std::chrono::days(20));
  const auto late = side.get(area);
  CHECK(has(late, "Ein Antrag ist überfällig."));
  CHECK(has(late, "<strong>überfällig seit"));
  CHECK(has(side.get(sooner), "Dieser Antrag ist überfällig."));
  CHECK_FALSE(has(side.get(later), "Dieser Antrag ist überfällig."));
}

TEST_CASE("the officer erases a person after a page that says what goes and what stays",
          "[server][admin][requests]") {
  officer side;
  const auto path = side.enter("erase");
  const auto page = side.get(path + "/erase");
  CHECK(page.status == 200);
  CHECK(has(page, "Eine Anmeldung zu Veranstaltungen, die noch kommen"));
  CHECK(has(page, "Art. 17 Abs. 3 Buchst. b und e DSGVO"));
  // Without the button nothing happens.
  CHECK(side.post(path + "/erase", side.form({})).header("Location") == path + "/erase");
  CHECK(side.count("SELECT COUNT(*) FROM registration") == 1);

  const auto done = side.erase(path, side.hidden(path + "/erase", "seen"));
  CHECK(done.header("Location") == path + "?done=erased");
  CHECK(side.count("SELECT COUNT(*) FROM registration") == 0);
  CHECK(side.text("SELECT state FROM data_request") == "done");
  const auto after = side.get(path);
  CHECK(after.status == 200);
  CHECK_FALSE(has(after, side.email));
  CHECK(has(after, "dpo@example.org"));
  CHECK(has(side.get(area), "erledigt"));
  const auto lines = side.audit();
  REQUIRE(lines.size() >= 2);
  CHECK(lines[0].action == "request.erased");
  CHECK(lines[0].subject == path.substr(path.rfind('/') + 1));
  CHECK(lines[0].details.at("ahead") == 1);
  CHECK(lines[1].action == "request.entered");
  for (const auto& line : lines) CHECK(line.details.dump().find("Kurz") == std::string::npos);
  CHECK(side.text("SELECT recipient FROM message WHERE template = 'data-erased'") == side.email);
}

TEST_CASE("of two officers at once the second is told, whatever they do",
          "[server][admin][requests]") {
  officer side;
  const auto path = side.enter("erase");
  const auto seen = side.hidden(path + "/erase", "seen");
  REQUIRE(side.erase(path, seen).status == 303);
  side.sign_in_as("other@example.org", "sit", "owner");
  for (const auto* act : {"/erase", "/refuse", "/extend", "/done", "/rectify"}) {
    INFO(act);
    const auto late = side.post(path + act, side.form({{"confirm", "yes"},
                                                       {"seen", seen},
                                                       {"reason", "Nein"},
                                                       {"extension", "Viel zu tun"},
                                                       {"answer", "Getan"}}));
    CHECK(late.status == 409);
    CHECK(has(late, "Dieser Antrag ist inzwischen beantwortet."));
  }
  CHECK(side.count("SELECT COUNT(*) FROM message WHERE template LIKE 'data-%'") == 1);
}

TEST_CASE("what is stored since the page was shown is not erased unseen",
          "[server][admin][requests]") {
  officer side;
  const auto path = side.enter("erase");
  const auto seen = side.hidden(path + "/erase", "seen");
  side.add_attendee("kick-off", "Ina", "Kurz");
  side.db->write([&](schema::transaction& tx) {
    tx.execute(
        "UPDATE registration SET email = :1, email_key = :2, status = 'cancelled'"
        " WHERE id = (SELECT MAX(id) FROM registration)",
        side.email, email_key(side.email));
  });
  const auto changed = side.erase(path, seen);
  CHECK(changed.status == 409);
  CHECK(has(changed, "Eine beendete oder stornierte Anmeldung"));
  CHECK(side.count("SELECT COUNT(*) FROM registration") == 2);
  CHECK(side.erase(path, side.hidden(path + "/erase", "seen")).status == 303);
  CHECK(side.count("SELECT COUNT(*) FROM registration") == 0);
}

TEST_CASE("a request is closed with words that the person is told, an erasure is not just closed",
          "[server][admin][requests]") {
  officer side;
  const auto path = side.enter("object");
  CHECK(side.post(path + "/done", side.form({{"answer", " "}})).status == 422);
  const auto done = side.post(path + "/done", side.form({{"answer", "Wir werben nicht mehr."}}));
  CHECK(done.header("Location") == path + "?done=done");
  CHECK(side.audit().at(0).action == "request.done");
  CHECK(has(side.get(path), "Wir werben nicht mehr."));
  CHECK(side.count("SELECT COUNT(*) FROM message WHERE template = 'data-done'"
                   " AND data NOT LIKE '%werben%'") == 1);

  const auto erasure = side.enter("erase");
  const auto refused = side.post(erasure + "/done", side.form({{"answer", "Gelöscht."}}));
  CHECK(refused.status == 422);
  CHECK(has(refused, "Führen Sie sie aus, oder lehnen Sie sie ab."));
  CHECK(side.text("SELECT state FROM data_request WHERE kind = 'erase'") == "open");
}

TEST_CASE("a refusal needs a reason, and what was stored stays", "[server][admin][requests]") {
  officer side;
  const auto path = side.enter("erase");
  const auto without = side.post(path + "/refuse", side.form({}));
  CHECK(without.status == 422);
  CHECK(has(without, "href=\"#field-reason\""));
  CHECK(side.post(path + "/refuse", side.form({{"reason", "Aufbewahrungspflicht"}}))
            .header("Location") == path + "?done=refused");
  CHECK(side.text("SELECT state FROM data_request") == "refused");
  CHECK(side.count("SELECT COUNT(*) FROM registration") == 1);
  CHECK(side.count("SELECT COUNT(*) FROM message WHERE template = 'data-refused'") == 1);
  CHECK(has(side.get(path), "Aufbewahrungspflicht"));
}

TEST_CASE("a deadline is extended by two months with a reason, once, and not when it is over",
          "[server][admin][requests]") {
  officer side;
  const auto path = side.enter("object", {{"received", "2027-01-10"}});
  CHECK(side.post(path + "/extend", side.form({})).status == 422);
  const auto extended =
      side.post(path + "/extend", side.form({{"extension", "Viele Anträge gleichzeitig"}}));
  CHECK(extended.header("Location") == path + "?done=extended");
  CHECK(has(side.get(path), "10. April 2027"));
  CHECK(has(side.get(path), "Viele Anträge gleichzeitig"));
  CHECK(side.count("SELECT COUNT(*) FROM message WHERE template = 'data-extended'") == 1);
  const auto again = side.post(path + "/extend", side.form({{"extension", "Noch mehr"}}));
  CHECK(again.status == 422);
  CHECK(has(again, "nur einmal"));
  const auto late = side.enter("erase", {{"received", "2027-01-10"}});
  side.pass(std::chrono::days(40));
  CHECK(side.post(late + "/extend", side.form({{"extension", "Zu spät"}})).status == 422);
  CHECK(side.count("SELECT COUNT(*) FROM message WHERE template = 'data-extended'") == 1);
}

TEST_CASE("names, organisation, function and telephone number are rectified, once each is seen",
          "[server][admin][requests]") {
  officer side;
  const auto path = side.enter("rectify");
  const auto page = path + "/rectify";
  const auto row = side.hidden(page, "row"), version = side.hidden(page, "version");
  const auto wanted = [&](const std::string& name, const std::string& phone,
                          const std::string& seen) {
    return side.post(page, side.form({{"row", row},
                                      {"version", seen},
                                      {"given_name", name},
                                      {"family_name", "Lang"},
                                      {"organisation", "Kreis Muster"},
                                      {"function", "Leitung"},
                                      {"phone", phone}}));
  };
  CHECK(side.get(page).status == 200);
  const auto wrong = wanted("", "keine Nummer", version);
  CHECK(wrong.status == 422);
  CHECK(has(wrong, "href=\"#field-given_name-1\""));
  CHECK(has(wrong, "href=\"#field-phone-1\""));
  CHECK(has(wrong, "value=\"Lang\""));
  CHECK(wanted("Ina", "+49 30 1234", version).header("Location") == page + "?done=rectified");
  CHECK(side.text("SELECT family_name FROM registration") == "Lang");
  CHECK(side.text("SELECT job_function FROM registration") == "Leitung");
  CHECK(side.count("SELECT COUNT(*) FROM registration WHERE search LIKE '%lang%'"
                   " AND search NOT LIKE '% kurz %'") == 1);
  // Whoever has not seen that is told, and changes nothing.
  const auto stale = wanted("Irma", "", version);
  CHECK(stale.status == 409);
  CHECK(has(stale, "Jemand hat diese Angaben inzwischen geändert."));
  CHECK(side.text("SELECT given_name FROM registration") == "Ina");
  CHECK(side.text("SELECT state FROM data_request") == "open");
  const auto line = side.audit().at(0);
  CHECK(line.action == "request.rectified");
  CHECK(line.details.dump().find("Lang") == std::string::npos);
  CHECK(line.details.at("fields").size() == 4);
}

TEST_CASE("the copy for an answer by letter holds this organiser's data alone and is written down",
          "[server][admin][requests]") {
  officer side;
  consent::evidence by;
  by.email = side.email;
  side.add_consent("kdn", by);
  const auto path = side.enter("access");
  CHECK(side.text("SELECT state FROM consent_state ORDER BY organiser_id") == "given");
  const auto file = nlohmann::json::parse(side.get(path + "/data.json").body);
  REQUIRE(file.at("organisers").size() == 1);
  CHECK(file["organisers"][0]["key"] == "sit");
  CHECK(file["organisers"][0]["registrations"].size() == 1);
  CHECK(side.audit().at(0).action == "request.downloaded");
}

TEST_CASE("requests are for owner and officer of the organiser alone",
          "[server][admin][requests]") {
  officer side;
  const auto path = side.enter("erase");
  for (const auto* role : {"organiser", "check-in"}) {
    INFO(role);
    side.sign_in_as(std::string(role) + "@example.org", "sit", role);
    CHECK(side.get(area).status == 404);
    CHECK(side.get(path).status == 404);
    CHECK(side.erase(path, "").status == 404);
  }
  side.sign_in_as("foreign@example.org", "kdn", "owner");
  const auto foreign = "/admin/kdn" + path.substr(std::string("/admin/sit").size());
  CHECK(side.get("/admin/kdn/requests").status == 200);
  CHECK_FALSE(has(side.get("/admin/kdn/requests"), side.email));
  for (const auto* page : {"", "/erase", "/rectify", "/data.json"})
    CHECK(side.get(foreign + page).status == 404);
  for (const auto* act : {"/erase", "/done", "/refuse", "/extend", "/rectify"})
    CHECK(side.post(foreign + act, side.form({{"confirm", "yes"}})).status == 404);
}

TEST_CASE("an answer by letter is a sheet to print, and a link goes to the stored address",
          "[server][requests]") {
  officer side;
  const auto path = side.enter("access");
  CHECK(has(side.get(path), "href=\"" + path + "/sheet\""));
  const auto sheet = side.get(path + "/sheet");
  for (const auto* text : {"Auskunft über gespeicherte Daten", "Kurz", "Wer bekommt die Daten?",
                           "Woher stammen die Daten?"}) {
    INFO(text);
    CHECK(has(sheet, text));
  }
  const auto sent = side.post(path + "/link", side.form({}));
  CHECK(sent.header("Location") == path + "?done=link_sent");
  CHECK(side.count("SELECT COUNT(*) FROM message WHERE template = 'data-link'") == 1);
  CHECK(side.post(path + "/link", side.form({})).header("Location") == path + "?done=link_paused");
  CHECK(side.count("SELECT COUNT(*) FROM message WHERE template = 'data-link'") == 1);
  CHECK(side.count("SELECT COUNT(*) FROM audit_entry WHERE action = 'request.link_sent'") == 1);
}

TEST_CASE("of an address that nobody knows the page says that nothing is stored",
          "[server][requests]") {
  officer side;
  side.email = "nobody@example.net";
  const auto path = side.enter("access");
  const auto page = side.get(path);
  CHECK(has(page, "Es ist nichts gespeichert"));
  CHECK_FALSE(has(page, "/rectify"));
  CHECK(has(side.get(path + "/sheet"), "Zu dieser Adresse ist nichts gespeichert"));
}
