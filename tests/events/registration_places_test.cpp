// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <atomic>
#include <random>
#include <thread>

#include "tests/events/registration_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

// The sample's event with few places everywhere.
nlohmann::json scarce(std::int64_t places, bool waiting_list) {
  auto sessions = sample_event_file()["events"][0]["sessions"];
  for (auto& one : sessions) one["capacity"] = places / 2 + 1;
  return {{"capacity", places}, {"waiting_list", waiting_list}, {"sessions", sessions}};
}

// Whether somebody waits although there is room.
std::int64_t waiting_in_vain(registration_fixture& in) {
  return in.number(
             "SELECT COUNT(*) FROM event e WHERE taken < capacity AND EXISTS"
             " (SELECT 1 FROM registration r WHERE r.event_id = e.id AND r.status = 'waiting')") +
         in.number(
             "SELECT COUNT(*) FROM event_session s WHERE taken < capacity AND EXISTS"
             " (SELECT 1 FROM registration_session b WHERE b.session_id = s.id"
             "  AND b.status = 'waiting')");
}

// Signs up, changes and cancels at random; `known` are the registrations that there are.
void run_operations(registration_fixture& in, std::mt19937& random, int count) {
  std::vector<std::pair<std::string, std::string>> known;  // public id, address
  const auto pick = [&](std::size_t most) {
    return std::uniform_int_distribution<std::size_t>(0, most - 1)(random);
  };
  for (int i = 0; i < count; ++i) {
    const auto forum = pick(2) == 0 ? "forum-1" : "forum-2";
    if (known.empty() || pick(10) < 5) {
      const auto address = "p" + std::to_string(pick(60)) + "@stadt.example.org";
      const auto made = in.sign_up_as(address, forum);
      if (made.outcome == events::registered::what::made)
        known.emplace_back(made.public_id, address);
    } else {
      const auto& [public_id, address] = known[pick(known.size())];
      if (pick(2) == 0) {
        in.cancel(public_id);
      } else {
        (void)in.change(public_id, replaced(least_form(address), "session", forum));
      }
    }
  }
}

}  // namespace

TEST_CASE("counters equal the rows after thousands of random operations", "[events]") {
  for (const bool waiting_list : {true, false}) {
    CAPTURE(waiting_list);
    registration_fixture in(scarce(12, waiting_list));
    std::mt19937 random(20300515);
    for (int round = 0; round < 10; ++round) {
      run_operations(in, random, 150);
      REQUIRE(in.wrong_counters().empty());
      REQUIRE(waiting_in_vain(in) == 0);
    }
  }
}

TEST_CASE("500 parallel sign-ups for 20 places give exactly 20", "[events]") {
  const bool waiting_list = GENERATE(true, false);
  CAPTURE(waiting_list);
  registration_fixture in(nlohmann::json{{"capacity", 20}, {"waiting_list", waiting_list}});
  std::atomic<int> confirmed = 0, waiting = 0, full = 0, other = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 5; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 100; ++i) {
        const auto address = std::to_string(t) + "-" + std::to_string(i) + "@stadt.example.org";
        const auto made = in.sign_up_as(address);
        const bool is_made = made.outcome == events::registered::what::made;
        if (made.outcome == events::registered::what::full) {
          ++full;
        } else if (is_made && made.status == events::registration_status::confirmed) {
          ++confirmed;
        } else if (is_made && made.status == events::registration_status::waiting) {
          ++waiting;
        } else {
          ++other;
        }
      }
    });
  }
  for (auto& one : threads) one.join();
  CHECK(confirmed == 20);
  CHECK(waiting == (waiting_list ? 480 : 0));
  CHECK(full == (waiting_list ? 0 : 480));
  CHECK(other == 0);
  CHECK(in.wrong_counters().empty());
  CHECK(in.mails().size() == (waiting_list ? 500U : 20U));
}

TEST_CASE("the same address from many sides at once is one registration", "[events]") {
  registration_fixture in;
  std::atomic<int> made = 0, known = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 5; ++i) {
        const auto outcome = in.sign_up(least_form()).outcome;
        made += outcome == events::registered::what::made;
        known += outcome == events::registered::what::known_already;
      }
    });
  }
  for (auto& one : threads) one.join();
  CHECK(made == 1);
  CHECK(known == 39);
  CHECK(in.number("SELECT COUNT(*) FROM registration") == 1);
  CHECK(in.wrong_counters().empty());
}
