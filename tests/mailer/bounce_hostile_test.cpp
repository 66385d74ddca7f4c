// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <ctime>
#include <random>

#include "base/text.hpp"
#include "tests/mailer/bounce_messages.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::mailer;
using namespace zusage::tests;

TEST_CASE("what a report says becomes one line of at most 500 characters without controls",
          "[mailer][bounce]") {
  const auto bytes = delivery_report(
      failed("5.1.1", std::string("550 5.1.1 a\rBcc: b\0c \xff ", 23) + std::string(3000, 'x')));
  const auto report = only(bytes);
  CHECK(report.diagnostic.starts_with("550 5.1.1 a Bcc: b c ? xxx"));
  CHECK(length(report.diagnostic) == 500);
  const auto id = replaced(bytes, "<0123abcd@example.org>", "<01\r\n\t23@example.org>");
  CHECK(only(id).message_id.empty());
}

TEST_CASE("of many recipients 50 are reported, of many addresses 20 kept", "[mailer][bounce]") {
  std::string blocks, to = "To: ";
  for (int i = 0; i < 200; ++i) {
    blocks += "Final-Recipient: rfc822;p" + std::to_string(i) +
              "@example.org\nAction: failed\nStatus: 5.1.1\n\n";
    to += "q" + std::to_string(i) + "@example.org, ";
  }
  const auto found = read_returned(to + "\n" + delivery_report(blocks));
  CHECK(found.reports.size() == 50);
  CHECK(found.reports[49].recipient == "p49@example.org");
  REQUIRE(found.sent_to.size() == 20);
  CHECK(found.sent_to[0] == "bounce+k7f3@example.org");
}

TEST_CASE("a report below 8 levels is found, one deeper is not", "[mailer][bounce]") {
  const auto nested = [](int levels) {
    auto bytes = delivery_report(failed("5.1.1", "550 5.1.1 unknown"));
    auto inner = bytes.substr(bytes.find("Content-Type: multipart/report"));
    for (int i = 0; i < levels; ++i) {
      const auto b = "level" + std::to_string(i);
      inner = "Content-Type: multipart/mixed; boundary=" + b + "\n\n--" + b + "\n" + inner +
              "\n--" + b + "--\n";
    }
    return "Return-Path: <>\nFrom: mailer-daemon@example.net\nSubject: x\n" + inner;
  };
  CHECK(only(nested(7)).recipient == "anna@stadt.example.org");
  CHECK(only(nested(7)).status == "5.1.1");
  CHECK(only(nested(7)).diagnostic == "550 5.1.1 unknown");
  CHECK_FALSE(only(nested(8)).diagnostic == "550 5.1.1 unknown");  // found as a text alone
}

TEST_CASE("a report among 100 parts is found, one behind them is not", "[mailer][bounce]") {
  const auto behind = [](int parts) {
    const auto report = delivery_report(failed("5.1.1", "550 5.1.1 unknown"));
    std::string more;
    for (int i = 0; i < parts; ++i) more += "--4711/mx.example.org\n\n\n";
    return replaced(report, "--4711/mx.example.org\nContent-Type: message/delivery-status",
                    more + "--4711/mx.example.org\nContent-Type: message/delivery-status");
  };
  CHECK(only(behind(97)).status == "5.1.1");
  CHECK(only(behind(98)).status.empty());
}

namespace {

bool is_plain_ascii(const std::string& text) {
  for (const char c : text) {
    if (c <= ' ' || c >= 0x7f) return false;
  }
  return true;
}

// False if a limit or a form is broken.
bool holds_limits(const returned_mail& found) {
  if (found.sent_to.size() > 20 || found.reports.size() > 50) return false;
  for (const auto& report : found.reports) {
    if (report.what == returned::nothing || !is_plain_ascii(report.message_id)) return false;
    if (!is_plain_ascii(report.recipient) || !is_plain_ascii(report.status)) return false;
    if (report.recipient.size() > 254 || report.status.size() > 9) return false;
    if (!is_utf8(report.diagnostic) || length(report.diagnostic) > 500) return false;
    if (report.diagnostic.find_first_of("\r\n") != std::string::npos) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("a report that is cut off anywhere throws nothing and keeps the limits",
          "[mailer][bounce]") {
  for (const auto& bytes : {delivery_report(failed("5.1.1", "550 5.1.1 unknown")),
                            feedback_report("abuse"), qmail, exim}) {
    std::size_t broken = 0;
    for (std::size_t n = 0; n <= bytes.size(); ++n) {
      broken += !holds_limits(read_returned(std::string_view(bytes).substr(0, n)));
    }
    CHECK(broken == 0);
    CHECK_FALSE(is_nothing(bytes.substr(0, bytes.size() - 4)));
  }
}

TEST_CASE("a report with bytes changed at random throws nothing and keeps the limits",
          "[mailer][bounce]") {
  std::mt19937 random(20270131);
  for (const auto& bytes : {delivery_report(failed("5.1.1", "550 5.1.1 unknown")),
                            feedback_report("abuse"), qmail, exim}) {
    std::size_t broken = 0;
    for (int round = 0; round < 1500; ++round) {
      auto changed = bytes;
      for (unsigned i = 0; i <= random() % 12; ++i) {
        changed[random() % changed.size()] = char(random() % 256);
      }
      broken += !holds_limits(read_returned(changed));
    }
    CHECK(broken == 0);
  }
}

TEST_CASE("mails made to exhaust a parser end soon", "[mailer][bounce]") {
  const auto filled = [](std::string begin, const std::string& with) {
    while (begin.size() < 400 * 1024) begin += with;
    return begin;
  };
  const std::string daemon = "From: mailer-daemon@example.net\nSubject: failure notice\n";
  std::string nested = daemon;
  for (int i = 0; nested.size() < 300 * 1024; ++i) {
    const auto b = std::to_string(i);
    nested += "Content-Type: multipart/mixed; boundary=" + b + "\n\n--" + b + "\n";
  }
  for (const auto& bytes :
       {filled("To: ", "a:"), filled("To: ", "("), filled("To: ", "@"), filled("", "\n"),
        filled(daemon, "Content-Type: message/rfc822\n\n"), nested,
        filled(daemon + "Content-Type: multipart/report; boundary=b\n\n", "--b\n"),
        filled(daemon + "Content-Type: text/plain", "; a*1=b"), filled(daemon, "To: a@b.example\n"),
        filled(daemon + "\n", "a@b.example: 550 "),
        filled(daemon + "\n", "<a@b.example>:\n550 x\n"),
        filled(daemon + "\n", "this is a copy of\n"), filled(daemon + "\n", "5.1.1"),
        filled(daemon + "\n", std::string(1, '\0')), filled("Subject: ", "=?utf-7?B?+?= ")}) {
    const auto begin = std::clock();
    CHECK(holds_limits(read_returned(bytes)));
    CHECK(std::clock() - begin < 3 * CLOCKS_PER_SEC);
  }
  const auto report = delivery_report(failed("5.1.1", "550 5.1.1 unknown"));
  CHECK(is_nothing("X-Long: " + std::string(256 * 1024, 'x') + "\n" + report));
}
