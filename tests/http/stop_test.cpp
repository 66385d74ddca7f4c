// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <thread>

#include "tests/http/shared.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"

using namespace zusage;
using namespace zusage::tests;
using namespace std::chrono_literals;

TEST_CASE("a stop answers what is running and then ends", "[http]") {
  installation site;
  site.import(sample_event_file().dump());
  site.start();
  std::vector<std::thread> clients;
  std::atomic<int> answered{0}, unanswered{0};
  for (int i = 0; i < 8; ++i) {
    clients.emplace_back([&, i] {
      for (int n = 0; n < 50; ++n) {
        try {
          const auto one =
              site.browser().post("/e/kick-off/register",
                                  filled_form(std::to_string(i * 1000 + n) + "@stadt.example.org"));
          ++(one.status == 303 ? answered : unanswered);
        } catch (const std::runtime_error&) {
          return;  // it takes no connections any more
        }
      }
    });
  }
  std::this_thread::sleep_for(300ms);
  CHECK(site.stop() == 0);
  for (auto& one : clients) one.join();
  site.start();
  const auto rows = site.command({"export", "registrations", "--event", "kick-off"});
  CHECK(std::count(rows.output.begin(), rows.output.end(), '\n') >= answered + 1);
}

TEST_CASE("an export that nobody reads does not keep the server from ending", "[http]") {
  installation site("[limits]\nregistrations_per_minute = 100000\n");
  site.import(sample_event_file().dump());
  REQUIRE(site.command(
                  {"user", "add", "staff@sit.example.org", "--organiser", "sit", "--role", "owner"},
                  std::string(staff_password) + "\n")
              .exit_code == 0);
  site.start();
  auto browser = site.browser();
  for (int i = 0; i < 60; ++i) {
    auto values = filled_form("p" + std::to_string(i) + "@stadt.example.org");
    values.emplace_back("answer.wishes", std::string(3900, 'x'));
    REQUIRE(browser.post("/e/kick-off/register", values).status == 303);
  }
  sign_in(browser, "staff@sit.example.org");
  const auto cookie = browser.cookies();
  tcp_client stalled(site.port());
  for (int i = 0; i < 40; ++i) {  // more than the buffers of the network hold
    stalled.send("GET /admin/sit/events/kick-off/export.csv HTTP/1.1\r\nHost: localhost:" +
                 std::to_string(site.port()) + "\r\nCookie: " + cookie + "\r\n\r\n");
  }
  std::this_thread::sleep_for(500ms);
  CHECK(site.stop() == 0);
}
