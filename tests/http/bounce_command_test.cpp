// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <functional>
#include <thread>

#include "tests/http/shared.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"
#include "tests/support/postgresql.hpp"
#include "tests/support/smtp_server.hpp"

using namespace zusage::tests;
using Catch::Contains;

namespace {

const std::string settings = "bounce_address = \"bounces@stadt.example.org\"\n";

// As a relay sends it to who piped it in: the receiver of the report is the sender of our mail.
std::string bounce_to(const std::string& sender) {
  return "Return-Path: <>\r\nDelivered-To: " + sender +
         "\r\nFrom: MAILER-DAEMON@relay.example.net\r\nTo: " + sender +
         "\r\nSubject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n"
         "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
         "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
         "Reporting-MTA: dns; relay.example.net\r\n\r\n"
         "Final-Recipient: rfc822; someone@stadt.example.org\r\nAction: failed\r\n"
         "Status: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\r\n\r\n--b--\r\n";
}

// `MAIL FROM:<a@b.de>`
std::string address_in(const std::string& command) {
  const auto from = command.find('<') + 1;
  return command.substr(from, command.find('>') - from);
}

bool comes_true(const std::function<bool()>& what) {
  for (int i = 0; i < 600 && !what(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  return what();
}

}  // namespace

TEST_CASE("a bounce that is piped in stands at the registration", "[commands][bounce]") {
  smtp_server server;
  installation site({}, "transport = \"" + server.url() + "\"\ntls = \"none\"\n" + settings);
  site.import(sample_event_file().dump());
  REQUIRE(site.command(
                  {"user", "add", "staff@sit.example.org", "--organiser", "sit", "--role", "owner"},
                  std::string(staff_password) + "\n")
              .exit_code == 0);
  site.start();
  auto visitor = site.browser();
  REQUIRE(visitor.post("/e/kick-off/register", filled_form("lost@stadt.example.org")).status ==
          303);
  REQUIRE(comes_true([&] { return !server.mails().empty(); }));
  const auto sender = address_in(server.mails().front().from);
  CHECK_THAT(sender, Catch::StartsWith("bounces+"));
  const auto taken = site.command({"mail", "bounce"}, bounce_to(sender));
  CHECK(taken.errors.empty());
  CHECK(taken.exit_code == 0);
  auto staff = site.browser();
  sign_in(staff, "staff@sit.example.org");
  CHECK(comes_true([&] {
    const auto page = staff.get("/admin/sit/events/kick-off").body;
    return page.find("E-Mail kam zurück") != std::string::npos;
  }));
}

TEST_CASE("a bounce that cannot be kept is left to the mail server", "[commands][bounce]") {
  const installation site;
  const auto nothing = site.command({"mail", "bounce"});
  CHECK(nothing.exit_code == 75);  // EX_TEMPFAIL
  CHECK_THAT(nothing.errors, Contains("no mail on standard input"));
}

TEST_CASE("what a piped mail that is no report becomes is told, and no reason to try again",
          "[commands][bounce]") {
  installation site({}, "transport = \"smtp://127.0.0.1:9\"\ntls = \"none\"\n" + settings);
  site.import(sample_event_file().dump());
  const auto taken = site.command({"mail", "bounce"}, "From: ina@example.org\r\n\r\nDanke.\r\n");
  CHECK(taken.exit_code == 0);
  if (is_over_postgresql()) {
    CHECK_THAT(taken.errors, Contains("nothing about a message of ours and is not kept"));
  } else {  // the server sets it aside later
    CHECK(taken.errors.empty());
  }
}
