// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/shared_rate_limit.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/database.hpp"

using namespace zusage;
using namespace std::chrono_literals;

TEST_CASE("two processes together allow what one allows", "[server]") {
  tests::test_database db;
  const key32 key{};
  server::shared_rate_limit one(db.get(), key, "posts", 40), other(db.get(), key, "posts", 40);
  const instant at = from_micros(1'800'000'000'000'000);
  int allowed = 0;
  for (int i = 0; i < 60; ++i) allowed += (i % 2 == 0 ? one : other).take("a", at) == 0;
  CHECK(allowed == 40);
  CHECK(one.take("a", at) > 0);
  CHECK(one.take("b", at) == 0);
  int later = 0;
  for (int i = 0; i < 60; ++i) later += other.take("a", at + 30s) == 0;
  CHECK(later == 20);
}

TEST_CASE("what was taken in advance and not used is lost after a minute, no more", "[server]") {
  tests::test_database db;
  const key32 key{};
  server::shared_rate_limit one(db.get(), key, "posts", 40), other(db.get(), key, "posts", 40);
  const instant at = from_micros(1'800'000'000'000'000);
  CHECK(one.take("a", at) == 0);  // two were taken in advance, one is left
  int allowed = 0;
  for (int i = 0; i < 60; ++i) allowed += other.take("a", at) == 0;
  CHECK(allowed == 38);
  CHECK(one.take("a", at + 50s) == 0);
  db->write([&](schema::transaction& tx) {
    CHECK(server::shared_rate_limit::forget_full(tx, at + 60s) == 0);
    CHECK(server::shared_rate_limit::forget_full(tx, at + 10min) == 1);
  });
}

TEST_CASE("limits with different names are apart", "[server]") {
  tests::test_database db;
  const key32 key{};
  server::shared_rate_limit one(db.get(), key, "posts", 1), other(db.get(), key, "sign-ups", 1);
  const instant at = from_micros(1'800'000'000'000'000);
  CHECK(one.take("a", at) == 0);
  CHECK(one.take("a", at) == 60);
  CHECK(other.take("a", at) == 0);
}
