// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/lease.hpp"

#include <set>
#include <thread>

#include "tests/mailer/outbox_fixture.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/postgresql.hpp"

using namespace zusage;
using namespace zusage::mailer;
using namespace zusage::tests;
using namespace std::chrono_literals;

namespace {

using fixture = outbox_fixture;
const instant start = mail_start;

std::int64_t taken_up(fixture& f, instant at) {
  return f.db->write([&](schema::transaction& tx) { return take_up_interrupted(tx, at); });
}

bool renews(fixture& f, std::int64_t claim, std::int64_t message, instant until) {
  return f.db->write(
      [&](schema::transaction& tx) { return renew_lease(tx, claim, message, until); });
}

}  // namespace

TEST_CASE("a claim keeps its messages while it has a lease, where others send too", "[mailer]") {
  fixture f;
  f.enqueue(f.make());
  REQUIRE(f.claim(1, 10, start).size() == 1);
  if (!is_over_postgresql()) {  // nobody else sends from a file: what is being sent was left behind
    CHECK(taken_up(f, start) == 1);
    return;
  }
  CHECK(taken_up(f, start + lease - 1s) == 0);
  f.db->write([&](schema::transaction& tx) { renew_leases(tx, 1, 5, start + 2 * lease); });
  CHECK(taken_up(f, start + 2 * lease - 1s) == 0);
  f.db->write([&](schema::transaction& tx) { renew_leases(tx, 2, 5, start + 9 * lease); });
  CHECK(taken_up(f, start + 2 * lease + 1s) == 1);
}

TEST_CASE("a claim that was taken up has its messages no more", "[mailer]") {
  fixture f;
  f.enqueue(f.make());
  const auto id = f.claim(1, 10, start).at(0).id;
  CHECK(renews(f, 1, id, start + 3 * lease));
  CHECK_FALSE(renews(f, 2, id, start + 3 * lease));
  CHECK(taken_up(f, start + 4 * lease) == 1);
  CHECK_FALSE(renews(f, 1, id, start + 9 * lease));
}

TEST_CASE("what two claim at once each gets once", "[mailer]") {
  fixture f;
  for (int i = 0; i < 40; ++i) f.enqueue(f.make("p" + std::to_string(i) + "@example.com"));
  std::vector<std::vector<message>> claimed(8);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < claimed.size(); ++i) {
    threads.emplace_back([&, i] { claimed[i] = f.claim(std::int64_t(i) + 1, 5, start); });
  }
  for (auto& one : threads) one.join();
  std::set<std::int64_t> ids;
  for (const auto& some : claimed) {
    CHECK(some.size() <= 5);
    for (const auto& one : some) CHECK(ids.insert(one.id).second);
  }
  CHECK_FALSE(ids.empty());
}
