// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/turn.hpp"

#include <thread>

#include "server/write_probe.hpp"
#include "tests/support/catch.hpp"

using namespace zusage::server;
using namespace std::chrono_literals;

TEST_CASE("what was begun cannot be given up, and what was given up cannot be begun", "[server]") {
  turn begun;
  CHECK(begun.begin());
  CHECK_FALSE(begun.give_up());
  CHECK(begun.begin());  // a second run of the same work
  CHECK_FALSE(begun.is_given_up());
  turn given_up;
  CHECK(given_up.give_up());
  CHECK_FALSE(given_up.begin());
  CHECK_FALSE(given_up.give_up());
  CHECK(given_up.is_given_up());
}

TEST_CASE("of beginning and giving up at the same moment exactly one happens", "[server]") {
  for (int i = 0; i < 200; ++i) {
    turn one;
    bool begun = false;
    std::thread other([&] { begun = one.begin(); });
    const bool given_up = one.give_up();
    other.join();
    CHECK(begun != given_up);
  }
}

TEST_CASE("whether a write works is looked at once a second, and at once after a failure",
          "[server]") {
  write_probe probe;
  const auto start = std::chrono::steady_clock::now();
  CHECK(probe.is_due(0, start));
  CHECK_FALSE(probe.is_due(0, start + 999ms));
  CHECK(probe.is_due(0, start + 1s));
  CHECK(probe.is_due(1, start + 1001ms));
  CHECK_FALSE(probe.is_due(1, start + 1002ms));
}
