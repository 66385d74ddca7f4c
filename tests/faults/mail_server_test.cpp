// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <atomic>
#include <functional>
#include <set>
#include <thread>

#include "tests/http/shared.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"
#include "tests/support/smtp_server.hpp"

using namespace zusage;
using namespace zusage::tests;
using namespace std::chrono_literals;

namespace {

std::string plain_mail_to(const smtp_server& server) {
  return "transport = \"" + server.url() + "\"\ntls = \"none\"\nconnections = 2\n";
}

bool comes_true(const std::function<bool()>& what) {
  const auto until = std::chrono::steady_clock::now() + 90s;
  while (!what() && std::chrono::steady_clock::now() < until) std::this_thread::sleep_for(50ms);
  return what();
}

void check_signs_up(const installation& site, const std::string& address) {
  const auto began = std::chrono::steady_clock::now();
  CHECK(site.browser().post("/e/kick-off/register", filled_form(address)).status == 303);
  CHECK(std::chrono::steady_clock::now() - began < 20s);  // the mail server would take longer
}

}  // namespace

TEST_CASE("a mail server that hangs holds up nobody, and each mail goes out once it answers",
          "[faults]") {
  std::atomic<bool> hangs{true};
  smtp_server server([&hangs](const std::string& point, int) {
    if (hangs && point == "CONNECT") return smtp_act{"421 4.3.2 at last", true, 300s};
    return smtp_server::usual(point);
  });
  installation site("", plain_mail_to(server));
  site.import(sample_event_file().dump());
  site.start();
  check_signs_up(site, "one@stadt.example.org");
  REQUIRE(comes_true([&] { return server.connections() > 0; }));
  check_signs_up(site, "two@stadt.example.org");
  CHECK(site.browser().get("/readyz").status == 200);
  site.kill();  // in the middle of handing over
  hangs = false;
  site.start();
  CHECK(comes_true([&] { return server.mails().size() >= 2; }));
  CHECK(site.stop() == 0);
  std::multiset<std::string> recipients;
  for (const auto& mail : server.mails()) recipients.insert(mail.recipient);
  CHECK(recipients == std::multiset<std::string>{"RCPT TO:<one@stadt.example.org>",
                                                 "RCPT TO:<two@stadt.example.org>"});
}

TEST_CASE("a mail server that hangs does not keep the server from ending", "[faults]") {
  smtp_server server([](const std::string& point, int) {
    if (point == "END") return smtp_act{"250 2.0.0 too late", false, 300s};
    return smtp_server::usual(point);
  });
  installation site("", plain_mail_to(server));
  site.import(sample_event_file().dump());
  site.start();
  check_signs_up(site, "one@stadt.example.org");
  REQUIRE(comes_true([&] { return !server.mails().empty(); }));
  const auto began = std::chrono::steady_clock::now();
  CHECK(site.stop() == 0);
  CHECK(std::chrono::steady_clock::now() - began < 60s);
  CHECK(site.command({"check"}).exit_code == 0);
}
