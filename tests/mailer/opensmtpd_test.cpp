// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/opensmtpd.hpp"

#include <algorithm>

#include "mailer/mime.hpp"
#include "mailer/smtp.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::mailer;

namespace {

outgoing mail(const std::string& message_id, const std::string& to) {
  message of;
  of.message_id = message_id;
  of.recipient = to;
  of.recipient_name = "Groß, Anna \"A.\"";
  web::rendered_mail text{"Größe", ".\n.Punkt\n", "<p>x</p>\n"};
  while (text.text.size() < 70'000) text.text += ".Grüße aus Köln\n";
  return {"events@example.org", of.recipient,
          to_mime({of, {}, text, {"Zusage", "events@example.org"}, now()})};
}

std::string without_cr(std::string text) {
  text.erase(std::remove(text.begin(), text.end(), '\r'), text.end());
  return text;
}

}  // namespace

TEST_CASE("OpenSMTPD takes our mail, byte for byte and several over one connection",
          "[mailer][opensmtpd]") {
  if (!tests::opensmtpd::can_be_isolated()) {
    WARN("skipped: a process cannot have mounts of its own here");
    return;
  }
  const tests::opensmtpd server;
  mail_settings settings;
  settings.transport = server.url();
  settings.from = "Zusage <events@example.org>";
  settings.tls_required = false;
  smtp_transport transport(settings, {});

  const auto first = mail("first@example.org", "anna@example.com");
  const auto second = mail("second@example.org", "bob@example.com");
  for (const auto* one : {&first, &second}) {
    const auto result = transport.hand_over(*one);
    INFO(result.reply << "\n" << server.log());
    REQUIRE(result.what == outcome::sent);
    CHECK(result.code == 250);
  }
  const auto stored = server.delivered(2);
  for (const auto* one : {&first, &second}) {
    const auto ours = without_cr(one->bytes);
    CHECK(stored.find(ours.substr(ours.find("\n\n"))) != std::string::npos);
  }
  CHECK(stored.find("<first@example.org>") != std::string::npos);
  CHECK(stored.find("<second@example.org>") != std::string::npos);

  const auto refused = transport.hand_over(mail("third@example.org", "eve@elsewhere.example"));
  CHECK(refused.what == outcome::refused);
  CHECK(refused.at == phase::rcpt);
  CHECK(refused.code == 550);
  CHECK(transport.hand_over(mail("fourth@example.org", "anna@example.com")).what == outcome::sent);
}
