// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "schema/commit_gate.hpp"

#include <atomic>
#include <future>
#include <mutex>
#include <shared_mutex>
#include <thread>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/database.hpp"

using namespace zusage;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t gate = 17;

std::string contact_of(const schema::reader& db) {
  return db.value<std::string>("SELECT contact FROM organiser").value_or("");
}

std::future<void> change_behind_gate(tests::test_database& db, std::int64_t which) {
  return std::async(std::launch::async, [&db, which] {
    db->write([which](schema::transaction& tx) {
      tx.close_gate(which);
      tx.execute("UPDATE organiser SET contact = 'new@example.org'");
    });
  });
}

}  // namespace

TEST_CASE("many that begin one after the other do not hold a commit up", "[schema]") {
  schema::commit_gate at;
  std::atomic<bool> stop{false};
  std::vector<std::thread> starters;
  for (int i = 0; i < 8; ++i) {
    starters.emplace_back([&] {
      while (!stop) {
        const std::shared_lock inside(at);
        std::this_thread::sleep_for(200us);
      }
    });
  }
  const auto before = std::chrono::steady_clock::now();
  for (int i = 0; i < 50; ++i) const std::unique_lock closed(at);
  CHECK(std::chrono::steady_clock::now() - before < 5s);
  stop = true;
  for (auto& one : starters) one.join();
}

TEST_CASE("a commit behind a gate waits for what has started, and what starts later sees it",
          "[schema]") {
  tests::test_database db;
  db.add_organiser("sit");
  std::future<void> committed;
  const auto seen = db->start(gate, [&](const schema::reader& view) {
    auto before = contact_of(view);
    committed = change_behind_gate(db, gate);
    CHECK(committed.wait_for(100ms) == std::future_status::timeout);
    return before;
  });
  CHECK(seen != "new@example.org");
  committed.get();
  CHECK(db->start(gate, contact_of) == "new@example.org");
}

TEST_CASE("a commit that closes no gate waits for nobody", "[schema]") {
  tests::test_database db;
  db.add_organiser("sit");
  db->start(gate, [&](const schema::reader&) {
    db->write([](schema::transaction& tx) {
      tx.execute("UPDATE organiser SET contact = 'new@example.org'");
    });
    return 0;
  });
  CHECK(db->read(contact_of) == "new@example.org");
}
