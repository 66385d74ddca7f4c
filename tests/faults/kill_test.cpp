// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <random>

#include "tests/faults/clients.hpp"
#include "tests/http/shared.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::tests;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t seats = 120;  // fewer than sign up, so that the last ones are fought for

}  // namespace

TEST_CASE("nothing acknowledged is lost when the server is killed again and again", "[faults]") {
  installation site("[limits]\nregistrations_per_minute = 1000000\nposts_per_minute = 1000000\n");
  site.import(event_with_seats(seats).dump());
  site.start();
  ledger_of_clients ledger;
  crowd clients({site.port(), site.database_url(), site.folder().path("key")}, 6, ledger);
  std::mt19937 random(20261122);
  for (std::size_t round = 0; round < rounds_of_kills(); ++round) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50 + random() % 400));
    site.kill();
    site.start();
  }
  std::this_thread::sleep_for(500ms);
  clients.finish();

  REQUIRE(ledger.registered.size() > rounds_of_kills());
  // Every page that somebody was sent to is still theirs.
  auto browser = site.browser();
  std::size_t missing = 0;
  for (const auto& [address, page] : ledger.registered) missing += browser.get(page).status != 200;
  CHECK(missing == 0);
  const auto exported =
      site.command({"export", "registrations", "--event", "kick-off", "--format", "json"});
  const auto mails = site.wait_for_mails(ledger.registered.size(), 300);
  WARN(rounds_of_kills() << " kills, "
                         << check_against(ledger, nlohmann::json::parse(exported.output), seats,
                                          mails));
  CHECK(site.stop() == 0);
  CHECK(site.command({"check"}).exit_code == 0);
}

TEST_CASE("500 sign-ups at once for 20 seats give exactly 20", "[faults]") {
  installation site("[limits]\nregistrations_per_minute = 1000000\n");
  site.import(event_with_seats(20).dump());
  site.start();
  std::atomic<int> next{0}, acknowledged{0};
  std::vector<std::thread> clients;
  for (int t = 0; t < 50; ++t) {
    clients.emplace_back([&] {
      for (int i = next++; i < 500; i = next++) {
        const auto answer = site.browser().post(
            "/e/kick-off/register", filled_form("p" + std::to_string(i) + "@stadt.example.org"));
        acknowledged += answer.status == 303;
      }
    });
  }
  for (auto& one : clients) one.join();
  CHECK(acknowledged == 500);
  const auto json =
      site.command({"export", "registrations", "--event", "kick-off", "--format", "json"});
  std::map<std::string, int> by_status;
  for (const auto& row : nlohmann::json::parse(json.output))
    ++by_status[row["status"].get<std::string>()];
  CHECK(by_status["confirmed"] == 20);
  CHECK(by_status["waiting"] == 480);
}
