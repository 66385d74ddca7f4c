// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/data_requests.hpp"

#include "server/maintenance.hpp"
#include "tests/server/composed_mail.hpp"
#include "tests/server/person.hpp"

using namespace zusage;
using tests::contains;
using tests::header_of;
using tests::newest_mail;
using tests::person;

namespace {

/// Somebody with a link to what is stored about them.
struct asker : person {
  using person::person;

  std::string link_of(const std::string& address) {
    post("/data", {{"email", address}});
    return link(link_purpose::data, text("SELECT public_id FROM data_access ORDER BY id DESC"));
  }
  nlohmann::json download(const std::string& path) {
    return nlohmann::json::parse(see(path + "/data.json"));
  }
  server::response ask(const std::string& path, const std::string& kind,
                       const std::string& wish = "") {
    return post(path, {{"organiser", "sit"}, {"kind", kind}, {"wish", wish}});
  }
};

}  // namespace

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
  CHECK(file.at("format") == "zusage-data-1");
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
  // The one thing that is stored is the mail with the link.
  const auto file = a.download(path);
  REQUIRE(file["organisers"].size() == 1);
  CHECK(file["organisers"][0]["registrations"].empty());
  CHECK(file["organisers"][0]["consents"].empty());
  CHECK(file["organisers"][0]["messages"].size() == 1);
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
  CHECK(contains(a.see(path), "Mit dem Antrag ist noch nichts gelöscht"));
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
  // By keyed hash and encrypted, and nothing was carried out.
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
