// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <filesystem>

#include "tests/server/admin_fixture.hpp"
#include "tests/server/mail_side.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using tests::has;
using tests::mail_side;

namespace {

const std::string& area = tests::mail_area;

tests::smtp_server::script refusing(const std::string& where, const std::string& reply) {
  return [=](const std::string& point, int) {
    if (point == where) return tests::smtp_act{reply, false, {}};
    return tests::smtp_server::usual(point);
  };
}

// What stands beside a label.
std::string fact(const server::response& page, const std::string& label) {
  const auto at = page.body.find("<dt>" + label + "</dt>");
  if (at == std::string::npos) return "(no such label)";
  const auto begin = page.body.find("<dd>", at) + 4;
  return page.body.substr(begin, page.body.find("</dd>", begin) - begin);
}

}  // namespace

TEST_CASE("the page of mail shows how it is sent, and neither user name nor password",
          "[server][admin]") {
  mail_side side("smtps://mail.example.org:465");
  side.with.config().mail.username = "benutzer-4711";
  side.with.config().mail.password = "geheim-4711";
  const auto page = side.get();
  CHECK(page.status == 200);
  CHECK(has(page, "mail.example.org, Port 465"));
  CHECK(has(page, "TLS von Anfang an"));
  CHECK(has(page, "Zusage &lt;info@events.example.org&gt;"));
  CHECK(has(page, "<dd>6.000</dd>"));
  CHECK(has(page, "Test-Mail an anna@example.org senden"));
  CHECK(has(page, "action=\"" + area + "/test\""));
  CHECK_FALSE(has(page, "4711"));
  CHECK(has(side.get("/admin/sit/events"), "href=\"" + area + "\""));
}

TEST_CASE("the page of mail shows where returned mail goes, and none of its secrets",
          "[server][admin]") {
  mail_side side("smtps://mail.example.org:465");
  const auto none = side.get();
  CHECK(fact(none, "Adresse für Rückläufer") == "–");
  CHECK(fact(none, "Postfach für Rückläufer") == "–");
  auto& config = side.with.config();
  config.mail.bounce_address = "rueck@events.example.org";
  config.bounce_imap = "imaps://imap.example.org/Rueck";
  config.bounce_imap_username = "benutzer-4711";
  config.bounce_imap_password = "geheim-4711";
  const auto page = side.get();
  CHECK(has(page, "<dd>rueck@events.example.org</dd>"));
  CHECK(has(page, "<dd>Rueck auf imap.example.org, Port 993</dd>"));
  CHECK_FALSE(has(page, "4711"));
  config.bounce_imap = "imaps://name-4711:geheim-4711@imap.example.org/Rueck";
  CHECK_FALSE(has(side.get(), "4711"));
}

TEST_CASE("a test mail goes to the person's own address, whatever the form says",
          "[server][admin]") {
  tests::smtp_server server;
  mail_side side(server.url());
  const auto page = side.test("other@example.org");
  CHECK(page.status == 200);
  CHECK(has(page, "kern-alert--success"));
  CHECK(has(page, "Der Mailserver hat die Test-Mail angenommen."));
  CHECK(has(page, "<dd>Bestätigung nach der Übertragung</dd>"));
  CHECK(has(page, "250 2.0.0 queued as 4711</code>"));
  CHECK(has(page, "10. Januar 2030"));
  const auto mails = server.mails();
  REQUIRE(mails.size() == 1);
  CHECK(mails[0].recipient == "RCPT TO:<anna@example.org>");
  const auto lines = side.audited();
  REQUIRE_FALSE(lines.empty());
  CHECK(lines[0].action == "mail.tested");
  CHECK(lines[0].staff_email == "anna@example.org");
  CHECK(lines[0].details.at("finding") == "accepted");
  CHECK(side.with.count("SELECT COUNT(*) FROM message") == 0);
}

TEST_CASE("a mail that lies in a folder is not said to have been sent", "[server][admin]") {
  const tests::temporary_folder folder;
  mail_side side("maildir:" + folder.path("mail"));
  CHECK(has(side.get(), "Dateien im Ordner " + folder.path("mail")));
  const auto page = side.test();
  CHECK(page.status == 200);
  CHECK(has(page, "Die Test-Mail liegt als Datei im Ordner"));
  CHECK(has(page, "kern-alert--warning"));
  CHECK_FALSE(has(page, "kern-alert--success"));
  CHECK(has(page, "<dt>Datei</dt>"));
  CHECK(has(page, folder.path("mail") + "/new/"));
  CHECK_FALSE(std::filesystem::is_empty(folder.path("mail/new")));
}

TEST_CASE("a test mail that fails is told in words, with the server's reply as it came",
          "[server][admin]") {
  const tests::smtp_server server(refusing("RCPT", "550 5.1.1 <b>unknown</b>"));
  mail_side side(server.url());
  const auto page = side.test();
  CHECK(page.status == 200);
  CHECK(has(page, "kern-alert--danger"));
  CHECK(has(page, "An diese Empfängeradresse ließ sich nichts senden."));
  CHECK(has(page, "<dd>Empfängeradresse</dd>"));
  CHECK(has(page, "<dt>Antwort des Mailservers</dt>"));
  CHECK(has(page, "550 5.1.1 &lt;b&gt;unknown&lt;/b&gt;</code>"));
  CHECK_FALSE(has(page, "trotzdem ankommen"));
  CHECK(side.audited().at(0).details.at("finding") == "recipient_refused");
}

TEST_CASE("a test mail without an answer at its end may have arrived, and the page says so",
          "[server][admin]") {
  const tests::smtp_server server([](const std::string& point, int) {
    if (point == "END") return tests::smtp_act{"", true, {}};
    return tests::smtp_server::usual(point);
  });
  mail_side side(server.url());
  const auto page = side.test();
  CHECK(has(page, "Die Verbindung brach mitten im Gespräch ab."));
  CHECK(has(page, "trotzdem ankommen"));
}

TEST_CASE("a second test within a minute sends nothing, for that person alone", "[server][admin]") {
  tests::smtp_server server;
  mail_side side(server.url());
  CHECK(side.test().status == 200);
  side.with.set_time("2030-01-10T10:00:59Z");
  const auto again = side.test();
  CHECK(again.status == 429);
  CHECK(tests::header_of(again, "Retry-After") == "60");
  CHECK(has(again, "Warten Sie bitte eine Minute"));
  CHECK(server.mails().size() == 1);
  side.with.set_time("2030-01-10T10:01:00Z");
  CHECK(side.test().status == 200);
  side.sign_in_as("bernd@example.org", "owner");
  CHECK(side.test().status == 200);
  CHECK(server.mails().size() == 3);
}

TEST_CASE("who may not manage events neither sees the settings nor sends a test mail",
          "[server][admin]") {
  const tests::smtp_server server;
  const std::string role = GENERATE("check-in", "dpo");
  mail_side side(server.url(), role);
  CHECK(side.get().status == 404);
  CHECK(side.test().status == 404);
  CHECK_FALSE(has(side.get("/admin/sit/events"), "href=\"" + area + "\""));
  CHECK(server.connections() == 0);
}

TEST_CASE("the staff of another organiser are refused the page and the test mail",
          "[server][admin]") {
  tests::admin_side side;
  side.sign_in_as("carla@example.org", "kdn", "owner");
  CHECK(side.get("/admin/kdn/mail").status == 200);
  CHECK(side.get(area).status == 404);
  CHECK(side.post(area + "/test", {{"csrf", side.csrf()}}).status == 404);
}
