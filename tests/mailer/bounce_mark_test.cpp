// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/bounce_mark.hpp"

#include "base/timed_id.hpp"
#include "mailer/bounce.hpp"
#include "mailer/settings.hpp"
#include "tests/mailer/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using mailer::bounce_marks;

namespace {

key32 key_of_bytes(unsigned char byte) {
  key32 key;
  key.fill(byte);
  return key;
}

const bounce_marks marks("Bounces@Example.org", key_of_bytes(7));

std::string some_id() {
  return new_message_key(tests::mail_start) + "@example.org";
}

}  // namespace

TEST_CASE("the sender of the envelope names its message, and only we can make it", "[mailer]") {
  const auto id = some_id();
  const auto sender = marks.sender_of(id).value();
  CHECK(sender.rfind("bounces+", 0) == 0);
  CHECK(sender.substr(sender.find('@')) == "@example.org");
  CHECK(sender.find('@') <= 64);  // RFC 5321 4.5.3.1.1
  CHECK(marks.message_key(sender) == id.substr(0, id.find('@')));
  CHECK_FALSE(bounce_marks("bounces@example.org", key_of_bytes(8)).message_key(sender));
}

TEST_CASE("a mark survives servers that change the case", "[mailer]") {
  auto sender = marks.sender_of(some_id()).value();
  const auto key = marks.message_key(sender);
  for (auto& c : sender) c = char(std::toupper(c));
  CHECK(marks.message_key(sender) == key);
}

TEST_CASE("no other address is a mark, wherever it differs", "[mailer]") {
  const auto sender = marks.sender_of(some_id()).value();
  for (std::size_t i = 0; i < sender.size(); ++i) {
    auto other = sender;
    other[i] = other[i] == '0' ? '1' : '0';
    INFO(other);
    CHECK_FALSE(marks.message_key(other));
  }
  CHECK_FALSE(marks.message_key(""));
  CHECK_FALSE(marks.message_key("bounces@example.org"));
  CHECK_FALSE(marks.message_key(sender + "x"));
}

TEST_CASE("a text loses every mark in it, however servers write the address", "[mailer]") {
  const auto sender = marks.sender_of(some_id()).value();
  const auto local = sender.substr(0, sender.find('@'));
  auto loud = sender;
  for (auto& c : loud) c = char(std::toupper(c));
  CHECK(mailer::without_marks("553 <" + sender + ">: no") == "553 <bounces@example.org>: no");
  CHECK(mailer::without_marks(sender) == "bounces@example.org");
  CHECK(mailer::without_marks("user " + local) == "user bounces");
  CHECK(mailer::without_marks(loud + " and " + sender) ==
        "BOUNCES@EXAMPLE.ORG and bounces@example.org");
  for (const auto* plus : {"+2B", "%2b", "=2B"}) {
    auto written = sender;
    CHECK(mailer::without_marks(written.replace(written.find('+'), 1, plus)) ==
          "bounces@example.org");
  }
  CHECK(mailer::without_marks("SRS0=ab=cd=example.org=" + local + "@relay.example.net") ==
        "SRS0=ab=cd=example.org=bounces@relay.example.net");
}

TEST_CASE("the reply of a server that quotes the sender is kept without the mark", "[mailer]") {
  auto mail = tests::some_mail();
  mail.sender = marks.sender_of(some_id()).value();
  const auto* const point = GENERATE("MAIL", "RCPT", "END");
  const tests::smtp_server server(
      tests::but_at(point, {"553 5.7.1 <" + mail.sender + "> not owned", false, {}}));
  const auto said = tests::deliver_to(server, mail);
  CHECK(server.commands().at(1) == "MAIL FROM:<" + mail.sender + ">");
  CHECK(said.what == mailer::outcome::refused);
  CHECK(said.reply == "553 5.7.1 <bounces@example.org> not owned");
}

TEST_CASE("what a report says is kept without the mark that it quotes", "[mailer]") {
  const auto sender = marks.sender_of(some_id()).value();
  const auto found = mailer::read_returned(
      "From: MAILER-DAEMON@example.net\r\nTo: " + sender +
      "\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; "
      "report-type=delivery-status; boundary=x\r\n\r\n--x\r\nContent-Type: "
      "message/delivery-status\r\n\r\nReporting-MTA: dns; example.net\r\n\r\nFinal-Recipient: "
      "rfc822; anna@example.net\r\nAction: failed\r\nStatus: 5.7.1\r\nDiagnostic-Code: smtp; "
      "550 <" +
      sender + "> is not welcome\r\n\r\n--x--\r\n");
  REQUIRE(found.reports.size() == 1);
  CHECK(found.reports[0].diagnostic == "550 <bounces@example.org> is not welcome");
  REQUIRE(found.sent_to.size() == 1);  // by which the message is found
  CHECK(marks.message_key(found.sent_to[0]));
}

TEST_CASE("a mark is found however its hyphen is written", "[mailer]") {
  const auto key = std::string(32, 'a'), mac = std::string(10, 'B');
  for (const auto* hyphen : {"-", "=2D", "%2d", "+2D", "&#45;"}) {
    CHECK(mailer::without_marks("<bounces+" + key + hyphen + mac + "@example.org>") ==
          "<bounces@example.org>");
  }
}

TEST_CASE("what only resembles a mark stays in a text", "[mailer]") {
  for (const auto& text :
       {std::string(), std::string("550 5.1.1 no such user"), std::string("anna+news@example.org"),
        "queued as " + std::string(32, 'a'), std::string(31, 'a') + "-" + std::string(10, 'b'),
        std::string(40, 'a') + "-" + std::string(10, 'b'),
        "+" + std::string(32, 'a') + "-" + std::string(9, 'b'),
        "+" + std::string(32, 'g') + "-" + std::string(10, 'b')}) {
    CHECK(mailer::without_marks(text) == text);
  }
}

TEST_CASE("without an address for what comes back there are no marks", "[mailer]") {
  const bounce_marks none;
  CHECK_FALSE(none.any());
  CHECK_FALSE(none.sender_of(some_id()));
  CHECK_FALSE(none.message_key("bounces+x@example.org"));
  CHECK_FALSE(bounce_marks("", key_of_bytes(7)).any());
}

TEST_CASE("an address for what comes back has room for the mark", "[mailer]") {
  auto settings = tests::plain_settings("maildir:/tmp/none");
  CHECK(mailer::check_settings(settings).empty());
  settings.bounce_address = "bounces@example.org";
  CHECK(mailer::check_settings(settings).empty());
  for (const auto* wrong : {"bounces", "a+b@example.org", "a-very-long-local-part-@example.org"}) {
    settings.bounce_address = wrong;
    INFO(wrong);
    REQUIRE(mailer::check_settings(settings).size() == 1);
    CHECK(mailer::check_settings(settings).front().rfind("mail.bounce_address: ", 0) == 0);
  }
}
