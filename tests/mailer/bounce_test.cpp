// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/bounce.hpp"

#include "tests/mailer/bounce_messages.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::mailer;
using namespace zusage::tests;

namespace {

returned meaning_of(const std::string& status, const std::string& diagnostic) {
  return only(delivery_report(failed(status, diagnostic))).what;
}

}  // namespace

TEST_CASE("a delivery report says who, which mail, why, and to which address it came",
          "[mailer][bounce]") {
  const auto bytes = delivery_report(
      failed("5.1.1", "550 5.1.1 <anna@stadt.example.org>:\n    User unknown in mailbox table"));
  const auto report = only(bytes);
  CHECK(report.what == returned::hard);
  CHECK(report.message_id == "0123abcd@example.org");
  CHECK(report.recipient == "anna@stadt.example.org");
  CHECK(report.status == "5.1.1");
  CHECK(report.diagnostic ==
        "550 5.1.1 <anna@stadt.example.org>:    User unknown in mailbox table");
  CHECK(read_returned(bytes).sent_to ==
        std::vector<std::string>{"bounce+k7f3@example.org", "events@example.org"});
}

TEST_CASE("what says nothing about the address is soft, other 5.x.x hard", "[mailer][bounce]") {
  for (const char* status : {"5.1.0", "5.1.1", "5.1.10", "5.2.1", "5.4.1", "5.4.4", "5.5.0"}) {
    INFO(status);
    CHECK(meaning_of(status, "550 no") == returned::hard);
  }
  for (const char* status : {"4.4.1", "4.2.2", "5.1.7", "5.1.8", "5.2.2", "5.2.3", "5.3.1", "5.3.4",
                             "5.4.7", "5.6.1", "5.7.1", "5.7.26"}) {
    INFO(status);
    CHECK(meaning_of(status, "550 no") == returned::soft);
  }
}

TEST_CASE("a status that says nothing leaves it to the server's words", "[mailer][bounce]") {
  CHECK(only(delivery_report(failed("5.0.0", "550 5.1.1 gone"))).status == "5.1.1");
  CHECK(meaning_of("5.0.0", "550 5.7.1 rejected") == returned::soft);
  CHECK(meaning_of("5.0.0", "550 no mailbox") == returned::hard);
  CHECK(meaning_of("5.0.0", "550 mailbox is full") == returned::soft);
  CHECK(meaning_of("5.0.0", "550 blocked, see the Spamhaus list") == returned::soft);
  CHECK(meaning_of("5.0.0", "554 transaction failed") == returned::soft);
  CHECK(meaning_of("5.0.0", "554 user unknown") == returned::hard);
  CHECK(meaning_of("5.0.0", "552 storage exceeded") == returned::soft);
}

TEST_CASE("neither an address nor a version of a program counts as a status", "[mailer][bounce]") {
  const auto report =
      only(delivery_report(failed("5.0.0", "host 5.1.1.9 (Exim 4.94.2, v5.1.1) port 587: 550 no")));
  CHECK(report.status == "5.0.0");
  CHECK(report.what == returned::hard);
}

TEST_CASE("every recipient is reported by itself, those who got it are not", "[mailer][bounce]") {
  const auto found = read_returned(delivery_report(
      failed("5.1.1", "550 5.1.1 unknown") +
      "Original-Recipient: rfc822;ben@stadt.example.org\n"
      "Final-Recipient: rfc822;b.beispiel@intern.example.org\nAction: delayed\nStatus: 5.4.1\n\n"
      "Final-Recipient: rfc822;carla@stadt.example.org\nAction: delivered\nStatus: 2.0.0\n\n"
      "Final-Recipient: rfc822;dora@stadt.example.org\nAction: relayed (to a fax)\nStatus: "
      "5.0.0\n\n"
      "Final-Recipient: rfc822;list@stadt.example.org\nAction: expanded\nStatus: 2.0.0\n\n"));
  REQUIRE(found.reports.size() == 2);
  CHECK(found.reports[0].what == returned::hard);
  CHECK(found.reports[1].what == returned::soft);
  CHECK(found.reports[1].recipient == "ben@stadt.example.org");
}

TEST_CASE("a report that the mail arrived reports nothing, whatever its text quotes",
          "[mailer][bounce]") {
  const auto bytes = delivery_report(
      "Final-Recipient: rfc822;anna@stadt.example.org\nAction: delivered\nStatus: 2.1.5\n\n");
  CHECK(is_nothing(replaced(bytes, "I'm sorry", "550 5.1.1 anna@stadt.example.org\nI'm sorry")));
}

TEST_CASE("a recipient of the type utf-8 is read, its domain as A-labels", "[mailer][bounce]") {
  const auto bytes = delivery_report(
      "Final-Recipient: utf-8; anna@b\\x{FC}ro.example.org\nAction: failed\nStatus: 5.1.1\n\n");
  CHECK(only(bytes).recipient == "anna@xn--bro-hoa.example.org");
  CHECK(only(replaced(bytes, "b\\x{FC}ro", "büro")).recipient == "anna@xn--bro-hoa.example.org");
}

TEST_CASE("a failure without status and code is soft", "[mailer][bounce]") {
  const auto report =
      only(delivery_report("Final-Recipient: rfc822;anna@stadt.example.org\nAction: failed\n\n"));
  CHECK(report.what == returned::soft);
  CHECK(report.status.empty());
}

TEST_CASE("the original may be attached whole, as global, or as plain text", "[mailer][bounce]") {
  const auto bytes = delivery_report(failed("5.1.1", "550 5.1.1 unknown"));
  for (const char* type : {"message/rfc822", "message/global", "message/global-headers",
                           "text/plain; charset=utf-8"}) {
    INFO(type);
    const auto with = replaced(bytes, "text/rfc822-headers", type);
    CHECK(only(with).message_id == "0123abcd@example.org");
  }
}

TEST_CASE("without the original the Message-ID comes from the text or what is replied to",
          "[mailer][bounce]") {
  auto bytes = replaced(delivery_report(failed("5.1.1", "550 5.1.1 unknown")), original_header, "");
  CHECK(only(bytes).message_id.empty());
  bytes = "References: <first@example.org>\n <last@example.org>\n" + bytes;
  CHECK(only(bytes).message_id == "last@example.org");
  bytes = "In-Reply-To: <replied@example.org>\n" + bytes;
  CHECK(only(bytes).message_id == "replied@example.org");
  bytes = replaced(bytes, "I'm sorry", "> Message-Id: <text@example.org>\nI'm sorry");
  CHECK(only(bytes).message_id == "text@example.org");
}

TEST_CASE("a block without an address is about the one the original went to", "[mailer][bounce]") {
  const auto bytes =
      delivery_report("Final-Recipient: x400; /CN=anna/\nAction: failed\nStatus: 5.1.1\n\n");
  CHECK(only(bytes).recipient == "anna@stadt.example.org");
}

TEST_CASE("parts in base64 and with CRLF are read", "[mailer][bounce]") {
  auto bytes = delivery_report("@");
  const auto from = bytes.find("Reporting-MTA"), to = bytes.find("--4711", from);
  // "Reporting-MTA: dns; a\n\nFinal-Recipient: rfc822; anna@stadt.example.org\nAction: failed\n
  // Status: 5.1.1\n"
  bytes.replace(from, to - from,
                "UmVwb3J0aW5nLU1UQTogZG5zOyBhCgpGaW5hbC1SZWNpcGllbnQ6IHJmYzgyMjsgYW5uYUBz\n"
                "dGFkdC5leGFtcGxlLm9yZwpBY3Rpb246IGZhaWxlZApTdGF0dXM6IDUuMS4xCg==\n");
  bytes = replaced(bytes, "message/delivery-status",
                   "message/delivery-status\nContent-Transfer-Encoding: base64");
  std::string crlf;
  for (const char c : bytes) crlf += c == '\n' ? std::string("\r\n") : std::string(1, c);
  for (const auto& form : {bytes, crlf}) {
    const auto report = only(form);
    CHECK(report.what == returned::hard);
    CHECK(report.recipient == "anna@stadt.example.org");
    CHECK(report.message_id == "0123abcd@example.org");
  }
}

TEST_CASE("a complaint names the mail and who complained", "[mailer][bounce]") {
  for (const char* type : {"abuse", "Abuse", "fraud", "unsubscribe", "opt-out"}) {
    INFO(type);
    const auto report = only(feedback_report(type));
    CHECK(report.what == returned::complaint);
    CHECK(report.message_id == "0123abcd@example.org");
    CHECK(report.recipient == "Anna@stadt.example.org");
    CHECK(report.status.empty());
  }
  const auto hidden = replaced(feedback_report("abuse"), "Original-Rcpt-To", "X-Redacted");
  CHECK(only(hidden).recipient == "anna@stadt.example.org");
}

TEST_CASE("what says who sent the mail that came back is read, since marks may stand there",
          "[mailer][bounce]") {
  const auto complaint = replaced(feedback_report("abuse"), "Original-Rcpt-To: ",
                                  "Original-Mail-From: <Bounces+AB-cd@example.org>\n"
                                  "Original-Rcpt-To: ");
  // What the provider says, and the Return-Path of the original.
  CHECK(read_returned(complaint).original_senders ==
        std::vector<std::string>{"bounces+ab-cd@example.org", "bounce+k7f3@example.org"});
}

TEST_CASE("feedback that is no complaint reports nothing", "[mailer][bounce]") {
  for (const char* type : {"not-spam", "auth-failure", "virus", "other", ""}) {
    INFO(type);
    CHECK(is_nothing(feedback_report(type)));
  }
}

TEST_CASE("a receipt that a mail was read reports nothing", "[mailer][bounce]") {
  const auto bytes = delivery_report(failed("5.1.1", "550 5.1.1 unknown"));
  CHECK(is_nothing(
      replaced(bytes, "report-type=delivery-status", "report-type=disposition-notification")));
}
