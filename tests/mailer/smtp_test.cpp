// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/smtp.hpp"

#include <algorithm>

#include "tests/mailer/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::mailer;
using namespace zusage::tests;
using namespace std::chrono_literals;

TEST_CASE("an accepted mail is sent, with the server's last line as evidence", "[mailer]") {
  smtp_server server;
  const auto result = deliver_to(server);
  CHECK(result.what == outcome::sent);
  CHECK(result.at == phase::end);
  CHECK(result.code == 250);
  CHECK(result.reply == "250 2.0.0 queued as 4711");
  REQUIRE(server.mails().size() == 1);
  CHECK(server.mails()[0].from == "MAIL FROM:<events@example.org>");
  CHECK(server.mails()[0].recipient == "RCPT TO:<anna@example.com>");
  CHECK(server.mails()[0].bytes == "Subject: test\r\n\r\nGuten Tag\r\n");
}

TEST_CASE("one connection carries many mails", "[mailer]") {
  smtp_server server;
  smtp_transport transport(plain_settings(server.url()), {});
  for (int i = 0; i < 20; ++i) REQUIRE(transport.hand_over(some_mail()).what == outcome::sent);
  CHECK(server.connections() == 1);
  CHECK(server.mails().size() == 20);
}

TEST_CASE("a mail of more than 64 kB with dots at line starts arrives as it was", "[mailer]") {
  std::string body = ".\r\n..\r\n.begins with a dot\r\n";
  while (body.size() < 200'000) {
    body += "." + std::string(body.size() % 70, 'x') + "\r\n.\r\n";
  }
  smtp_server server;
  const auto mail = some_mail(body);
  REQUIRE(deliver_to(server, mail).what == outcome::sent);
  REQUIRE(server.mails().size() == 1);
  auto wire = server.mails()[0].bytes;
  std::string unstuffed;
  for (std::size_t i = 0; i < wire.size(); ++i) {
    const bool at_line_start = i == 0 || wire[i - 1] == '\n';
    if (at_line_start && wire[i] == '.') {
      REQUIRE(i + 1 < wire.size());
      REQUIRE(wire[i + 1] == '.');
      ++i;
    }
    unstuffed += wire[i];
  }
  CHECK((unstuffed == mail.bytes));  // not shown when it differs: it is long
}

TEST_CASE("a bare LF or CR is refused before anything is sent", "[mailer]") {
  smtp_server server;
  for (const auto* body : {"a\n.\nMAIL FROM:<x@example.org>\r\n", "a\rb\r\n", "\n", "a\r\n\r"}) {
    const auto result = deliver_to(server, some_mail(body));
    CHECK(result.what == outcome::refused);
    CHECK(result.at == phase::data);
  }
  CHECK(deliver_to(server, some_mail(std::string(999, 'x') + "\r\n")).what == outcome::refused);
  CHECK(deliver_to(server, some_mail(std::string(998, 'x') + "\r\n")).what == outcome::sent);
  CHECK(server.connections() == 1);
}

TEST_CASE("an address that would become another command is refused before anything is sent",
          "[mailer]") {
  smtp_server server;
  for (const auto* address :
       {"a@example.com>\r\nRCPT TO:<b@example.com", "a@example.com\n", "a b@example.com",
        "a\t@example.com", "jürgen@example.com", "a@münchen.example", "a@example.com>", "", "a"}) {
    auto mail = some_mail();
    mail.recipient = address;
    const auto result = deliver_to(server, mail);
    INFO(address);
    CHECK(result.what == outcome::refused);
    CHECK(result.at == phase::rcpt);
    CHECK(result.code == 0);
    mail = some_mail();
    mail.sender = address;
    CHECK(deliver_to(server, mail).at == phase::mail);
  }
  CHECK(server.connections() == 0);
}

TEST_CASE("an address in A-labels is sent as it is", "[mailer]") {
  smtp_server server;
  auto mail = some_mail();
  mail.recipient = "a@xn--mnchen-3ya.example";
  CHECK(deliver_to(server, mail).what == outcome::sent);
  CHECK(server.mails().at(0).recipient == "RCPT TO:<a@xn--mnchen-3ya.example>");
}

TEST_CASE("5xx to the message ends it, 4xx defers it, in each phase", "[mailer]") {
  const auto at = GENERATE(std::make_pair("MAIL", phase::mail), std::make_pair("RCPT", phase::rcpt),
                           std::make_pair("DATA", phase::data), std::make_pair("END", phase::end));
  {
    smtp_server server(
        but_at(at.first, {"550-5.7.1 first line\r\n550 5.7.1 not wanted", false, {}}));
    const auto result = deliver_to(server);
    CHECK(result.what == outcome::refused);
    CHECK(result.at == at.second);
    CHECK(result.code == 550);
    CHECK(result.reply == "550 5.7.1 not wanted");
    CHECK_FALSE(result.transport_failed);
  }
  smtp_server server(but_at(at.first, {"451 4.3.0 later", false, {}}));
  const auto result = deliver_to(server);
  CHECK(result.what == outcome::deferred);
  CHECK(result.at == at.second);
  CHECK(result.code == 451);
  CHECK(result.reply == "451 4.3.0 later");
}

TEST_CASE("552 to a recipient counts as 4xx, to the message as 5xx", "[mailer]") {
  smtp_server at_rcpt(but_at("RCPT", {"552 too many recipients", false, {}}));
  CHECK(deliver_to(at_rcpt).what == outcome::deferred);
  smtp_server at_end(but_at("END", {"552 5.3.4 too big", false, {}}));
  CHECK(deliver_to(at_end).what == outcome::refused);
}

TEST_CASE("a refused recipient does not become success", "[mailer]") {
  smtp_server server(but_at("RCPT", {"550 5.1.1 no such user", false, {}}));
  const auto result = deliver_to(server);
  CHECK(result.what == outcome::refused);
  CHECK(result.at == phase::rcpt);
  CHECK(server.mails().empty());
  const auto commands = server.commands();
  CHECK(std::count(commands.begin(), commands.end(), "DATA") == 0);
}

TEST_CASE("after a refusal the next mail goes through", "[mailer]") {
  smtp_server server([](const std::string& point, int times) {
    if (point == "RCPT" && times == 0) return smtp_act{"550 5.1.1 no such user", false, {}};
    return smtp_server::usual(point);
  });
  smtp_transport transport(plain_settings(server.url()), {});
  CHECK(transport.hand_over(some_mail()).what == outcome::refused);
  CHECK(transport.hand_over(some_mail()).what == outcome::sent);
}

TEST_CASE("a connection lost before the final dot defers", "[mailer]") {
  const auto* const point = GENERATE("CONNECT", "EHLO", "MAIL", "RCPT", "DATA");
  smtp_server server(but_at(point, {"", true, {}}));
  const auto result = deliver_to(server);
  INFO(point);
  CHECK(result.what == outcome::deferred);
  CHECK(result.at < phase::end);
  CHECK_FALSE(result.reply.empty());
}

TEST_CASE("a connection lost while a long body is sent defers", "[mailer]") {
  smtp_server server(but_at("BODY", {"", true, {}}));
  std::string body;
  while (body.size() < 20'000'000) body += std::string(900, 'x') + "\r\n";
  const auto result = deliver_to(server, some_mail(body));
  CHECK(result.what == outcome::deferred);
  CHECK(result.at == phase::data);
}

TEST_CASE("a connection lost after the final dot is uncertain, and the stale 354 is no evidence",
          "[mailer]") {
  smtp_server server(but_at("END", {"", true, {}}));
  const auto result = deliver_to(server);
  CHECK(result.what == outcome::uncertain);
  CHECK(result.at == phase::end);
  CHECK(result.code == 0);
  CHECK(result.reply.find("354") == std::string::npos);
  CHECK_FALSE(result.reply.empty());
  CHECK(server.mails().size() == 1);
}

TEST_CASE("half a reply to the final dot is uncertain", "[mailer]") {
  smtp_server server(but_at("END", {"250-2.0.0 nearly", true, {}}));
  CHECK(deliver_to(server).what == outcome::uncertain);
}

TEST_CASE("a reply that comes within the limit counts, however slow", "[mailer]") {
  smtp_server server(but_at("END", {"250 2.0.0 at last", false, 1500ms}));
  CHECK(deliver_to(server).what == outcome::sent);
}

TEST_CASE("no reply to the final dot within the limit is uncertain", "[mailer]") {
  smtp_server server(but_at("END", {"250 2.0.0 too late", false, 4000ms}));
  auto settings = plain_settings(server.url());
  settings.reply_timeout = 1s;
  smtp_transport transport(settings, {});
  const auto result = transport.hand_over(some_mail());
  CHECK(result.what == outcome::uncertain);
  CHECK(result.at == phase::end);
}

TEST_CASE("a server that takes connections and says nothing defers and is a fault of the transport",
          "[mailer]") {
  smtp_server server(but_at("CONNECT", {"", false, 4000ms}));
  auto settings = plain_settings(server.url());
  settings.reply_timeout = 1s;
  smtp_transport transport(settings, {});
  const auto result = transport.hand_over(some_mail());
  CHECK(result.what == outcome::deferred);
  CHECK(result.at == phase::connect);
  CHECK(result.transport_failed);
}

TEST_CASE("waiting ends when the mailer gives up", "[mailer]") {
  smtp_server server(but_at("END", {"250 2.0.0 too late", false, 20000ms}));
  smtp_transport transport(plain_settings(server.url()), [] { return true; });
  const auto result = transport.hand_over(some_mail());
  CHECK(result.what != outcome::sent);
}

TEST_CASE("nobody listening defers and is a fault of the transport", "[mailer]") {
  std::string url;
  {
    smtp_server server;
    url = server.url();
  }
  smtp_transport transport(plain_settings(url), {});
  const auto result = transport.hand_over(some_mail());
  CHECK(result.what == outcome::deferred);
  CHECK(result.at == phase::connect);
  CHECK(result.code == 0);
  CHECK(result.transport_failed);
}

TEST_CASE("a server that turns everybody away at the door defers, even with 5xx", "[mailer]") {
  const auto* const greeting = GENERATE("421 4.3.2 busy", "554 5.3.2 no service here");
  smtp_server server(but_at("CONNECT", {greeting, true, {}}));
  const auto result = deliver_to(server);
  CHECK(result.what == outcome::deferred);
  CHECK(result.at == phase::connect);
  CHECK(result.transport_failed);
}

TEST_CASE("a kept connection that the server closed is replaced at once", "[mailer]") {
  // Before the fifth command: EHLO, MAIL, RCPT and DATA belong to the first mail.
  const auto* const farewell = GENERATE("421 4.4.2 idle for too long", "");
  smtp_server server([farewell](const std::string& point, int times) {
    if (point == "IDLE" && times == 4) return smtp_act{farewell, true, 50ms};
    return smtp_server::usual(point);
  });
  smtp_transport transport(plain_settings(server.url()), {});
  REQUIRE(transport.hand_over(some_mail()).what == outcome::sent);
  std::this_thread::sleep_for(100ms);
  CHECK(transport.hand_over(some_mail()).what == outcome::sent);
  CHECK(transport.hand_over(some_mail()).what == outcome::sent);
}

TEST_CASE("421 instead of a reply to MAIL on a kept connection is tried again on a fresh one",
          "[mailer]") {
  smtp_server server([](const std::string& point, int times) {
    if (point == "MAIL" && times == 1) return smtp_act{"421 4.4.2 idle for too long", true, {}};
    return smtp_server::usual(point);
  });
  smtp_transport transport(plain_settings(server.url()), {});
  REQUIRE(transport.hand_over(some_mail()).what == outcome::sent);
  CHECK(transport.hand_over(some_mail()).what == outcome::sent);
  CHECK(server.connections() == 2);
}

TEST_CASE("421 to MAIL on a fresh connection is not tried again at once", "[mailer]") {
  smtp_server server(but_at("MAIL", {"421 4.7.0 slow down", true, {}}));
  const auto result = deliver_to(server);
  CHECK(result.what == outcome::deferred);
  CHECK(result.code == 421);
  CHECK(server.connections() == 1);
}

TEST_CASE("without STARTTLS nothing is sent where TLS is required", "[mailer]") {
  smtp_server server;
  auto settings = plain_settings(server.url());
  settings.tls_required = true;
  settings.username = "zusage";
  settings.password = "secret";
  smtp_transport transport(settings, {});
  const auto result = transport.hand_over(some_mail());
  CHECK(result.what == outcome::deferred);
  CHECK(result.at == phase::tls);
  CHECK(result.transport_failed);
  for (const auto& command : server.commands()) {
    INFO(command);
    CHECK((command.rfind("EHLO", 0) == 0 || command == "QUIT"));
  }
}

TEST_CASE("a user name without AUTH on the other side: nothing is sent", "[mailer]") {
  // Once without any AUTH, once with an AUTH that is written so that libcurl does not know it.
  const auto* const ehlo = GENERATE("250 scripted.example.org", "250-x\r\n250 auth plain");
  smtp_server server(but_at("EHLO", {ehlo, false, {}}));
  auto settings = plain_settings(server.url());
  settings.username = "zusage";
  settings.password = "secret";
  smtp_transport transport(settings, {});
  const auto result = transport.hand_over(some_mail());
  CHECK(result.what == outcome::deferred);
  CHECK(result.at == phase::auth);
  CHECK(result.transport_failed);
  CHECK(result.reply.find("no AUTH") != std::string::npos);
  const auto commands = server.commands();
  CHECK(std::none_of(commands.begin(), commands.end(),
                     [](const auto& c) { return c.rfind("MAIL", 0) == 0; }));
  CHECK(server.mails().empty());
}

TEST_CASE("with AUTH the mail is sent after signing in, also on the kept connection", "[mailer]") {
  smtp_server server(but_at("EHLO", {"250-x\r\n250 AUTH PLAIN", false, {}}));
  auto settings = plain_settings(server.url());
  settings.username = "zusage";
  settings.password = "secret";
  smtp_transport transport(settings, {});
  CHECK(transport.hand_over(some_mail()).what == outcome::sent);
  CHECK(transport.hand_over(some_mail()).what == outcome::sent);
  CHECK(server.connections() == 1);
  const auto commands = server.commands();
  CHECK(std::count(commands.begin(), commands.end(), "AHp1c2FnZQBzZWNyZXQ=") == 1);
}

TEST_CASE("a wrong password defers, since the operator can mend it", "[mailer]") {
  smtp_server server([](const std::string& point, int) {
    if (point == "EHLO") return smtp_act{"250-x\r\n250 AUTH PLAIN", false, {}};
    if (point == "AUTH") return smtp_act{"535 5.7.8 wrong", false, {}};
    return smtp_server::usual(point);
  });
  auto settings = plain_settings(server.url());
  settings.username = "zusage";
  settings.password = "secret";
  smtp_transport transport(settings, {});
  const auto result = transport.hand_over(some_mail());
  CHECK(result.what == outcome::deferred);
  CHECK(result.at == phase::auth);
  CHECK(result.code == 535);
  CHECK(result.reply == "535 5.7.8 wrong");
  CHECK(result.transport_failed);
  CHECK(server.mails().empty());
}

TEST_CASE("a reply with strange bytes becomes evidence that the database takes", "[mailer]") {
  smtp_server server(but_at("RCPT", {"550 no\x01 \xff\xfe" + std::string(2000, 'x'), false, {}}));
  const auto result = deliver_to(server);
  CHECK(result.what == outcome::refused);
  CHECK(result.reply.size() < 520);
  CHECK(result.reply.find('\xff') == std::string::npos);
  CHECK(result.reply.find('\x01') == std::string::npos);
}
