// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <filesystem>

#include "organisers/access.hpp"
#include "organisers/audit.hpp"
#include "organisers/sign_in.hpp"
#include "server/dispatcher.hpp"
#include "tests/organisers/people.hpp"
#include "tests/server/admin_fixture.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"
#include "tests/support/services.hpp"
#include "tests/support/smtp_server.hpp"

using namespace zusage;

namespace {

const std::string area = "/admin/sit/mail";

// Staff of `sit` who look at an installation whose mail settings a test chooses.
class mail_side {
 public:
  explicit mail_side(const std::string& transport, const std::string& role = "organiser") {
    auto& mail = with.config().mail;
    mail.transport = transport;
    mail.tls_required = false;
    mail.connect_timeout = mail.reply_timeout = std::chrono::seconds(1);
    tests::import_file(with.database(), tests::sample_event_file());
    sign_in_as("anna@example.org", role);
  }

  void sign_in_as(const std::string& email, const std::string& role) {
    const auto id = tests::add_person(with.database().get(), email, "sit", role);
    token_ = with.database()->write(
        [&](schema::transaction& tx) { return organisers::start_session(tx, id, with.time()); });
  }

  server::response get(const std::string& path = area) { return with.send(asked("GET", path)); }

  server::response test(const std::string& address = {}) {
    auto of = asked("POST", area + "/test");
    of.form.add("csrf", csrf());
    if (!address.empty()) of.form.add("address", address);
    return with.send(std::move(of));
  }

  std::vector<organisers::audit_line> audited() {
    return with.database()->read([](const schema::reader& view) {
      const auto id = view.value<std::int64_t>("SELECT id FROM organiser WHERE key = 'sit'");
      return organisers::list_audit(view, organisers::scope::of_operator(id.value()), 5);
    });
  }

  tests::test_services with;

 private:
  server::request asked(const std::string& method, const std::string& path) {
    auto of = with.request(method, path);
    of.cookie = server::session_cookie_name(with.config()) + "=" + token_;
    return of;
  }

  std::string csrf() {
    return with.database()->read([&](const schema::reader& view) {
      return organisers::find_session(view, token_, with->keys.sessions, with.time())->csrf;
    });
  }

  std::string token_;
};

bool has(const server::response& made, const std::string& text) {
  return tests::body_of(made).find(text) != std::string::npos;
}

tests::smtp_server::script refusing(const std::string& where, const std::string& reply) {
  return [=](const std::string& point, int) {
    if (point == where) return tests::smtp_act{reply, false, {}};
    return tests::smtp_server::usual(point);
  };
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
