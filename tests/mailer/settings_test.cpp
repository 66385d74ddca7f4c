// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/settings.hpp"

#include "tests/mailer/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage::mailer;
using zusage::tests::plain_settings;

TEST_CASE("a sender may have a name, a quoted name or none", "[mailer]") {
  CHECK(read_mailbox("a@example.org")->address == "a@example.org");
  CHECK(read_mailbox("a@example.org")->name.empty());
  CHECK(read_mailbox("Stadt Köln <a@köln.example>")->address == "a@xn--kln-sna.example");
  CHECK(read_mailbox("Stadt Köln <a@example.org>")->name == "Stadt Köln");
  CHECK(read_mailbox(R"("Kreis, \"Amt\" 3" <a@example.org>)")->name == R"(Kreis, "Amt" 3)");
}

TEST_CASE("what is no sender is refused", "[mailer]") {
  for (const auto* text :
       {"", "a", "Name <a@example.org", "Name <>", "<b> <a@example.org>", "Name\n <a@example.org>",
        "Name <a@example.org> x", "\xff <a@example.org>"}) {
    INFO(text);
    CHECK_FALSE(read_mailbox(text));
  }
}

TEST_CASE("transports are read with their usual ports", "[mailer]") {
  CHECK(read_transport("smtp://mail.example.org")->port == 25);
  CHECK(read_transport("smtps://mail.example.org")->port == 465);
  CHECK(read_transport("smtp://mail.example.org:587")->port == 587);
  CHECK(read_transport("smtp://[::1]:2525")->host == "[::1]");
  CHECK(read_transport("smtps://x.example.org")->what == destination::kind::smtps);
  CHECK(read_transport("maildir:/var/mail/x")->path == "/var/mail/x");
}

TEST_CASE("what is no transport is refused", "[mailer]") {
  for (const auto* url : {"", "mail.example.org", "http://mail.example.org", "smtp://",
                          "maildir:", "maildir:relative", "smtp://user:word@mail.example.org",
                          "smtp://mail.example.org/path", "smtp://mail.example.org:0",
                          "smtp://mail.example.org:99999", "smtp://mail.example.org?x=1",
                          "smtp://mail.example.org\r\n"}) {
    INFO(url);
    CHECK_FALSE(read_transport(url));
  }
}

TEST_CASE("all faults of the mail settings are told together", "[mailer]") {
  auto settings = plain_settings("smtp://127.0.0.1:25");
  CHECK(check_settings(settings).empty());
  settings.from = "nobody";
  settings.connections = -1;
  settings.username = "zusage";
  settings.ca_file = "/does/not/exist";
  CHECK(check_settings(settings).size() == 4);
}

TEST_CASE("a password does not go to another machine without TLS", "[mailer]") {
  auto settings = plain_settings("smtp://mail.example.org:25");
  settings.username = "zusage";
  settings.password = "secret";
  CHECK(check_settings(settings).size() == 1);
  settings.tls_required = true;
  CHECK(check_settings(settings).empty());
  settings.tls_required = false;
  settings.transport = "smtps://mail.example.org";
  CHECK(check_settings(settings).empty());
  settings.transport = "smtp://127.0.0.1:25";
  CHECK(check_settings(settings).empty());
  settings.transport = "smtp://127.example.org:25";  // a name that may be anywhere
  CHECK(check_settings(settings).size() == 1);
}
