// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/data_requests.hpp"

#include <algorithm>

#include "base/crypto.hpp"
#include "events/personal_mails.hpp"
#include "server/maintenance.hpp"
#include "tests/organisers/people.hpp"
#include "tests/server/asker.hpp"
#include "tests/server/composed_mail.hpp"

using namespace zusage;
using tests::asker;
using tests::contains;
using tests::header_of;
using tests::newest_mail;
using tests::person;

TEST_CASE("asking for one's data mails a link, whatever is known of the address",
          "[server][personal]") {
  asker a;
  for (const auto* address : {"ada@example.net", "nobody@example.net"}) {
    CHECK(header_of(a.post("/data", {{"email", address}}), "Location") == "/data?sent=1");
  }
  CHECK(a.mails("data-link") == 2);
  a.post("/data", {{"email", "ADA@example.net"}});
  CHECK(a.mails("data-link") == 2);  // no more of them for a while
  CHECK(a.post("/data", {{"email", "nobody"}}).status == 422);
  const auto mail = newest_mail(a.with, "data-link").value();
  for (const auto& body : {mail.text, mail.html}) {
    CHECK(contains(body, "https://events.example.org/d/"));
    CHECK(contains(body, "Der Link gilt bis Donnerstag, 17. Januar 2030"));
  }
  const auto page = a.see("/data");
  CHECK(contains(page, "info@sit.example.org"));
  CHECK(contains(page, "Der Link gilt 7 Tage."));
  // No address stands readable in the table of links.
  CHECK(a.with.count("SELECT COUNT(*) FROM data_access WHERE address LIKE '%example%'") == 0);
}

TEST_CASE("the link shows everything about the address, in words and as a file",
          "[server][personal]") {
  asker a({{"consent.newsletter", "yes"}, {"answer.diet", "vegan"}, {"phone", "+49 30 1234"}});
  a.post(a.confirm());
  const auto path = a.link_of(a.email);
  const auto page = a.see(path);
  CHECK(contains(page, "Stadt-IT Verbund"));
  CHECK(contains(page, a.text("SELECT reference FROM registration")));
  CHECK(contains(page, "Verpflegung"));
  CHECK(contains(page, "Vegan"));
  CHECK(contains(page, "Forum 1: Register (Angemeldet)"));
  CHECK(contains(page, "erteilt – mit dem Link in der E-Mail bestätigt"));
  CHECK(contains(page, "Widerruf jederzeit"));
  CHECK(contains(page, "Zu einer Einwilligung"));
  CHECK(contains(page, "wartet auf den Versand"));
  const auto made = a.with.get(path + "/data.json");
  CHECK(made.content_type == "application/json");
  CHECK(made.personal);
  CHECK(header_of(made, "Content-Disposition") == "attachment; filename=\"data.json\"");
  const auto file = nlohmann::json::parse(tests::body_of(made));
  CHECK(file.at("format") == "zusage-data-2");
  CHECK(file.at("address") == a.email);
  REQUIRE(file.at("organisers").size() == 1);
  const auto& organiser = file["organisers"][0];
  const auto& registration = organiser.at("registrations").at(0);
  CHECK(registration.at("given_name") == "Ada");
  CHECK(registration.at("phone") == "+49 30 1234");
  CHECK(registration.at("answers").at(0).at("answer") == "Vegan");
  CHECK(organiser.at("consents").at(0).at("records").size() == 2);
  CHECK(organiser.at("consents").at(0).at("notices").at(0).at("text") ==
        a.text("SELECT text FROM notice n JOIN consent_record r ON r.notice_id = n.id"));
  CHECK(organiser.at("messages").size() >= 3);
}

TEST_CASE("where a form came from is not shown to who owns the address: it may have been another",
          "[server][personal]") {
  asker a;
  a.post(a.confirm());
  const auto file = a.download(a.link_of(a.email));
  const auto& records = file["organisers"][0]["consents"][0]["records"];
  CHECK(records[0]["method"] == "form");
  CHECK_FALSE(records[0]["evidence"].contains("network_address"));
  CHECK_FALSE(records[0]["evidence"].contains("user_agent"));
  CHECK(records[1]["method"] == "double-opt-in");
  CHECK(records[1]["evidence"].contains("network_address"));
  CHECK_FALSE(file.dump().find("salt") != std::string::npos);
}

TEST_CASE("cancelled registrations are shown, and nothing of anybody else", "[server][personal]") {
  asker a;
  a.registered({{"email", "bob@example.net"}, {"given_name", "Bob"}, {"idempotency_key", "key-2"}});
  const auto id = a.text("SELECT public_id FROM registration WHERE email = 'ada@example.net'");
  a.post(a.link(link_purpose::registration, id) + "/cancel");
  const auto path = a.link_of(a.email);
  const auto file = a.download(path);
  CHECK(file["organisers"][0]["registrations"].size() == 1);
  CHECK(file["organisers"][0]["registrations"][0]["status"] == "cancelled");
  CHECK_FALSE(contains(file.dump(), "Bob"));
  CHECK_FALSE(contains(a.see(path), "bob@example.net"));
  CHECK_FALSE(contains(a.see(path), "Angaben ansehen und ändern"));  // it has ended
}

TEST_CASE("an address of which nothing is known is told just that", "[server][personal]") {
  asker a;
  const auto path = a.link_of("nobody@example.net");
  // The mail with the link is kept under an organiser, which does not know the address by that.
  CHECK(a.mails("data-link") == 1);
  CHECK(a.download(path)["organisers"].empty());
  CHECK(contains(a.see(path), "Nichts ist gespeichert"));
  CHECK(a.ask(path, "erase").status == 422);
  CHECK(a.ask(path, "rectify", "Alles").status == 422);
  CHECK(a.with.count("SELECT COUNT(*) FROM data_request") == 0);
}

TEST_CASE("the link ends after seven days, is erased then, and says the same as one made up",
          "[server][personal]") {
  asker a;
  const auto path = a.link_of(a.email);
  a.with.set_time("2030-01-17T09:59:59Z");
  CHECK(a.with.get(path).status == 200);
  a.with.set_time("2030-01-17T10:00:00Z");
  CHECK(a.with.get(path).status == 404);
  CHECK(a.with.get(path + "/data.json").status == 404);
  CHECK(a.ask(path, "erase").status == 404);
  CHECK(contains(a.see(path), "Dieser Link öffnet nichts"));
  server::maintenance(a.with.get()).run_once(a.with.time());
  CHECK(a.with.count("SELECT COUNT(*) FROM data_access") == 0);
}

TEST_CASE("a request is written down with its deadline and mailed to the organiser, once",
          "[server][personal]") {
  asker a;
  const auto path = a.link_of(a.email);
  const auto asked = a.ask(path, "erase");
  const auto reference = a.text("SELECT reference FROM data_request");
  CHECK(header_of(asked, "Location") == path + "?asked=" + reference);
  CHECK(contains(a.see_after(asked), "Vorgangsnummer: " + reference));
  CHECK(contains(a.see(path), "Der Veranstalter muss Ihnen bis Sonntag, 10. Februar 2030"));
  CHECK(header_of(a.ask(path, "erase"), "Location") == path + "?asked=" + reference);
  CHECK(a.with.count("SELECT COUNT(*) FROM data_request") == 1);
  CHECK(a.mails("data-request") == 1);
  CHECK(a.text("SELECT recipient FROM message WHERE template = 'data-request'") ==
        "info@sit.example.org");
  const auto mail = newest_mail(a.with, "data-request").value();
  CHECK(mail.subject == "Antrag zu gespeicherten Daten: " + reference);
  for (const auto& body : {mail.text, mail.html}) {
    CHECK(contains(body, reference));
    CHECK(contains(body, a.email));
    CHECK(contains(body, "10. Februar 2030"));
    CHECK(contains(body, "Art. 17 DSGVO"));
  }
  // By keyed hash and encrypted, and carried out it is by the organiser alone.
  CHECK(a.with.count("SELECT COUNT(*) FROM data_request WHERE address LIKE '%example%'") == 0);
  CHECK(a.with.count("SELECT COUNT(*) FROM registration WHERE email = 'ada@example.net'") == 1);
  a.ask(path, "object");
  CHECK(a.with.count("SELECT COUNT(*) FROM data_request") == 2);
}

TEST_CASE("who wants something rectified says what, and the same twice is one request",
          "[server][personal]") {
  asker a;
  const auto path = a.link_of(a.email);
  const auto nothing = a.ask(path, "rectify", "  ");
  CHECK(nothing.status == 422);
  CHECK(contains(tests::body_of(nothing), "Bitte schreiben Sie, was berichtigt werden soll."));
  CHECK(contains(tests::body_of(nothing), "href=\"#field-wish-sit\""));
  a.ask(path, "rectify", "Mein Name ist Ada Muster.");
  a.ask(path, "rectify", "Mein Name ist Ada Muster.");
  CHECK(a.with.count("SELECT COUNT(*) FROM data_request") == 1);
  a.ask(path, "rectify", "Und meine Nummer ist falsch.");
  CHECK(a.with.count("SELECT COUNT(*) FROM data_request") == 2);
  CHECK(a.with.count("SELECT COUNT(*) FROM data_request WHERE wish LIKE '%Ada%'") == 0);
  CHECK(contains(newest_mail(a.with, "data-request").value().text, "Und meine Nummer ist falsch."));
}

TEST_CASE("five rectifications of a person may be open, and a sixth is refused with what was typed",
          "[server][personal]") {
  asker a;
  const auto path = a.link_of(a.email);
  for (int i = 1; i <= 5; ++i) CHECK(a.ask(path, "rectify", std::to_string(i)).status == 303);
  const auto sixth = a.ask(path, "rectify", "Und das noch");
  CHECK(sixth.status == 422);
  const auto page = tests::body_of(sixth);
  CHECK(contains(page, "Sie haben hier schon 5 offene Anträge auf Berichtigung."));
  CHECK(contains(page, "href=\"#field-wish-sit\""));
  CHECK(contains(page, "Und das noch"));
  CHECK(page.find("id=\"error-summary\"") < page.find("<h1"));
  CHECK(a.with.count("SELECT COUNT(*) FROM data_request") == 5);
  CHECK(a.mails("data-request") == 5);
  // What is open already is still the same request, and other kinds are not counted.
  CHECK(a.ask(path, "rectify", "3").status == 303);
  CHECK(a.ask(path, "erase").status == 303);
  CHECK(a.with.count("SELECT COUNT(*) FROM data_request") == 6);
  a.with.database()->write([](schema::transaction& tx) {
    tx.execute("UPDATE data_request SET state = 'done' WHERE kind = 'rectify'");
  });
  CHECK(a.ask(path, "rectify", "3").status == 303);
  CHECK(a.with.count("SELECT COUNT(*) FROM data_request") == 7);
}

TEST_CASE("the row of the mail to the organiser names the request and nothing personal",
          "[server][personal]") {
  asker a;
  a.ask(a.link_of(a.email), "rectify", "Mein Name ist Ada Muster.");
  const auto data =
      nlohmann::json::parse(a.text("SELECT data FROM message WHERE template = 'data-request'"));
  const nlohmann::json expected = {{"reference", a.text("SELECT reference FROM data_request")}};
  CHECK(data == expected);
  const auto mail = newest_mail(a.with, "data-request").value();
  CHECK(contains(mail.text, a.email));
  CHECK(contains(mail.text, "Mein Name ist Ada Muster."));
  // Not even the hash of the wish is that of its words alone.
  CHECK(a.text("SELECT wish_key FROM data_request") != sha256_hex("Mein Name ist Ada Muster."));
}

TEST_CASE("requests for data count as sign-ups do", "[server][personal]") {
  const auto all = server::all_routes();
  const auto form = std::find_if(all.begin(), all.end(), [](const server::route& one) {
    return one.method == "POST" && one.path == "/d/{token}";
  });
  REQUIRE(form != all.end());
  CHECK(form->registers);
}

TEST_CASE("mails of the site that have ended are erased after thirty days, and no others",
          "[events][personal]") {
  asker a;
  const auto path = a.link_of(a.email);
  a.ask(path, "erase");
  a.post("/links", {{"email", a.email}});
  const auto others = a.with.count(
      "SELECT COUNT(*) FROM message"
      " WHERE template NOT IN ('data-link', 'data-request', 'personal-links')");
  REQUIRE(others > 0);
  const auto all = a.with.count("SELECT COUNT(*) FROM message");
  const auto erase = [&](instant now, std::int64_t most = 100) {
    return a.with.database()->write([&](schema::transaction& tx) {
      return events::erase_finished_service_mails(tx, now, most);
    });
  };
  const auto start = a.with.time();
  const auto end = start + events::service_mails_kept;
  CHECK(erase(end) == 0);  // they wait to be sent
  a.with.database()->write([&](schema::transaction& tx) {
    tx.execute("UPDATE message SET state = 'sent', finished_at = :1", start);
  });
  CHECK(erase(end - std::chrono::seconds(1)) == 0);
  CHECK(erase(end, 1) == 1);
  CHECK(erase(end) == all - others - 1);
  CHECK(a.with.count("SELECT COUNT(*) FROM message") == others);
}

TEST_CASE("who is responsible is named with the page about privacy that is made here",
          "[server][personal]") {
  asker a;
  CHECK(contains(a.see("/data"), "href=\"/privacy?organiser=sit\""));
  const auto wrong = tests::body_of(a.post("/data", {{"email", "nobody"}}));
  CHECK(wrong.find("id=\"error-summary\"") < wrong.find("<h1"));
}

TEST_CASE("what is stored in another language than the page says so", "[server][personal]") {
  asker a;
  a.with.database()->write([](schema::transaction& tx) {
    tx.execute("UPDATE organiser SET name = :1", R"({"nl": "Netwerk"})");
  });
  const auto page = a.see(a.link_of(a.email));
  CHECK(contains(page, "lang=\"nl\">Netwerk</h2>"));
  CHECK(contains(page, "Uhrzeiten ohne andere Angabe: Mitteleuropäische Zeit"));
  CHECK(contains(a.see("/data"), "<span lang=\"nl\">Netwerk</span>"));
}

TEST_CASE("only what there is can be asked for, of who knows the address", "[server][personal]") {
  asker a;
  const auto path = a.link_of(a.email);
  CHECK(a.ask(path, "everything").status == 422);
  CHECK(a.post(path, {{"organiser", "none"}, {"kind", "erase"}}).status == 422);
  CHECK(a.with.count("SELECT COUNT(*) FROM data_request") == 0);
}

TEST_CASE("a month later is the same day, or the last of a shorter month", "[events][personal]") {
  const auto after = [](const char* asked) {
    return to_iso(events::one_month_after(from_iso(asked).value()));
  };
  CHECK(after("2030-01-10T10:02:11Z") == "2030-02-10T10:02:11Z");
  CHECK(after("2030-01-31T23:59:59Z") == "2030-02-28T23:59:59Z");
  CHECK(after("2031-12-15T00:00:00Z") == "2032-01-15T00:00:00Z");
  CHECK(after("2032-01-30T08:00:00Z") == "2032-02-29T08:00:00Z");
}

TEST_CASE("companions are shown as they were typed, until they have taken over",
          "[server][personal]") {
  asker a({{"person.2.given_name", "Bo"},
           {"person.2.family_name", "Begleitung"},
           {"person.2.email", "bo@example.net"}});
  REQUIRE(a.with.count("SELECT COUNT(*) FROM registration") == 2);
  const auto path = a.link_of(a.email);
  CHECK(contains(a.see(path), "Bo Begleitung"));
  CHECK_FALSE(contains(a.see(path), "bo@example.net"));
  a.with.database()->write([&](schema::transaction& tx) {
    tx.execute(
        "UPDATE registration SET proven_at = :1, family_name = 'Heimlich'"
        " WHERE email = 'bo@example.net'",
        a.with.time());
  });
  CHECK_FALSE(contains(a.see(path), "Heimlich"));
  CHECK(contains(a.see(path), "eine Person, die ihre Anmeldung selbst übernommen hat"));
}
