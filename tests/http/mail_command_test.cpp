// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "tests/http/shared.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/smtp_server.hpp"

using namespace zusage::tests;
using Catch::Contains;

namespace {

std::string transport(const std::string& url) {
  return "transport = \"" + url + "\"\ntls = \"none\"\n";
}

}  // namespace

TEST_CASE("a test mail from the command line lies in the Maildir, without a database",
          "[commands]") {
  installation site;
  const auto done = site.command({"mail", "test", "anna@stadt.example.org"});
  CHECK(done.exit_code == 0);
  CHECK_THAT(done.output,
             Contains("The test mail is a file in the folder") && Contains("/mail/new/"));
  CHECK(done.errors.empty());
  const auto mails = site.mails();
  REQUIRE(mails.size() == 1);
  CHECK(mail_header(mails[0], "To") == "anna@stadt.example.org");
  CHECK_THAT(mail_part(mails[0], "text/plain"), Contains("http://localhost:"));
}

TEST_CASE("a test mail that the server takes is said with its reply", "[commands]") {
  smtp_server server;
  const installation site({}, transport(server.url()));
  const auto done = site.command({"mail", "test", "anna@stadt.example.org"});
  CHECK(done.exit_code == 0);
  CHECK_THAT(done.output, Contains("The mail server accepted the test mail") &&
                              Contains("250 2.0.0 queued as 4711"));
  CHECK(server.mails().size() == 1);
}

TEST_CASE("a test mail that fails says in one line what happened and how it is mended",
          "[commands]") {
  const smtp_server server([](const std::string& point, int) {
    if (point == "MAIL") return smtp_act{"550 5.7.1 not from you", false, {}};
    return smtp_server::usual(point);
  });
  const installation site({}, transport(server.url()));
  const auto failed = site.command({"mail", "test", "anna@stadt.example.org"});
  CHECK(failed.exit_code == 1);
  CHECK(failed.output.empty());
  CHECK_THAT(failed.errors, Contains("Check mail.from") && Contains("550 5.7.1 not from you"));
  CHECK(std::count(failed.errors.begin(), failed.errors.end(), '\n') == 1);
}

TEST_CASE("a test mail to what is no address, or to nobody, is not tried", "[commands]") {
  const smtp_server server;
  const installation site({}, transport(server.url()));
  const auto wrong = site.command({"mail", "test", "anna"});
  CHECK(wrong.exit_code == 1);
  CHECK_THAT(wrong.errors, Contains("'anna' is no mail address"));
  CHECK(site.command({"mail", "test"}).exit_code == 2);
  CHECK(server.connections() == 0);
}
