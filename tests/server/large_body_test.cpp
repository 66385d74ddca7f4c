// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/large_body.hpp"

#include <memory>
#include <vector>

#include "tests/support/catch.hpp"

using zusage::server::large_body;

TEST_CASE("only so many large bodies are received at a time, and small ones always", "[server]") {
  std::vector<std::unique_ptr<large_body>> all;
  for (int i = 0; i < large_body::most_at_once; ++i) {
    all.push_back(std::make_unique<large_body>(large_body::large + 1));
    CHECK(all.back()->has_room());
  }
  CHECK_FALSE(large_body(large_body::large + 1).has_room());
  CHECK(large_body(large_body::large).has_room());
  all.pop_back();
  CHECK(large_body(large_body::large + 1).has_room());
}
