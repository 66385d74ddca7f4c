// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/postfix.hpp"

#include <algorithm>

#include "mailer/mime.hpp"
#include "mailer/smtp.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::mailer;
using zusage::tests::postfix;

namespace {

mail_settings settings_for(const postfix& server, const std::string& url) {
  mail_settings settings;
  settings.transport = url;
  settings.from = "Zusage <events@example.org>";
  settings.username = postfix::username;
  settings.password = postfix::password;
  settings.ca_file = server.ca_file();
  return settings;
}

outgoing mail(const std::string& message_id) {
  message of;
  of.message_id = message_id;
  of.recipient = "anna@example.com";
  of.recipient_name = "Anna Groß";
  web::rendered_mail text{"Größe", ".\n.Punkt\n", "<p>x</p>\n"};
  while (text.text.size() < 70'000) text.text += ".Grüße aus Köln\n";
  return {"events@example.org", of.recipient,
          to_mime({of, {}, text, {"Zusage", "events@example.org"}, now()})};
}

// Postfix stores LF and puts its own headers before ours.
bool ends_with_our_bytes(std::string stored, std::string ours) {
  ours.erase(std::remove(ours.begin(), ours.end(), '\r'), ours.end());
  const auto body = ours.find("\n\n");
  return stored.find(ours.substr(body)) != std::string::npos;
}

}  // namespace

TEST_CASE("Postfix takes our mail over STARTTLS with AUTH and over smtps, and no other way",
          "[mailer][postfix]") {
  const postfix server;
  const auto deliver = [&](const mail_settings& with, const outgoing& what) {
    smtp_transport transport(with, {});
    return transport.hand_over(what);
  };
  const auto starttls = settings_for(server, server.starttls_url());

  SECTION("STARTTLS, AUTH, two mails over one connection, byte for byte in the Maildir") {
    smtp_transport transport(starttls, {});
    const auto first = mail("first@example.org");
    const auto result = transport.hand_over(first);
    INFO(result.reply << "\n" << server.log());
    REQUIRE(result.what == outcome::sent);
    CHECK(result.code == 250);
    CHECK(result.reply.find("queued as") != std::string::npos);
    const auto stored = server.delivered(1);
    CHECK(stored.find("Message-Id: <first@example.org>") +
              stored.find("Message-ID: <first@example.org>") !=
          2 * std::string::npos);
    CHECK(ends_with_our_bytes(stored, first.bytes));
    CHECK(stored.find("ESMTPSA") != std::string::npos);  // RFC 3848: with TLS and AUTH
    CHECK(transport.hand_over(mail("second@example.org")).what == outcome::sent);
    CHECK_FALSE(server.delivered(2).empty());
  }
  SECTION("smtps") {
    const auto what = mail("third@example.org");
    const auto result = deliver(settings_for(server, server.smtps_url()), what);
    INFO(result.reply << "\n" << server.log());
    REQUIRE(result.what == outcome::sent);
    CHECK(ends_with_our_bytes(server.delivered(1), what.bytes));
  }
  SECTION("a certificate that nobody vouches for is not accepted") {
    for (const auto& url : {server.starttls_url(), server.smtps_url()}) {
      auto stranger = settings_for(server, url);
      stranger.ca_file.clear();
      const auto result = deliver(stranger, mail("fourth@example.org"));
      CHECK(result.what == outcome::deferred);
      CHECK(result.at == phase::tls);
      CHECK(result.transport_failed);
    }
  }
  SECTION("a certificate for another name is not accepted") {
    auto other = starttls;
    other.transport.replace(other.transport.find("localhost"), 9, "127.0.0.1");
    const auto result = deliver(other, mail("fifth@example.org"));
    CHECK(result.what == outcome::deferred);
    CHECK(result.at == phase::tls);
  }
  SECTION("a wrong password defers") {
    auto wrong = starttls;
    wrong.password = "wrong";
    const auto result = deliver(wrong, mail("sixth@example.org"));
    CHECK(result.what == outcome::deferred);
    CHECK(result.at == phase::auth);
    CHECK(result.code == 535);
  }
  SECTION("without TLS Postfix refuses, which defers: it is about us, not about the message") {
    auto plain = starttls;
    plain.tls_required = false;
    plain.username.clear();
    plain.password.clear();
    const auto result = deliver(plain, mail("seventh@example.org"));
    CHECK(result.what == outcome::deferred);
    CHECK(result.code == 530);
  }
  SECTION("who has not signed in is refused at the recipient") {
    const auto what = mail("eighth@example.org");
    auto nobody = starttls;
    nobody.username.clear();
    nobody.password.clear();
    const auto result = deliver(nobody, what);  // signed in nobody: relaying is refused
    CHECK(result.what == outcome::refused);
    CHECK(result.at == phase::rcpt);
    CHECK(result.code == 554);
  }
}
