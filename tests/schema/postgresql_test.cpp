// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <atomic>
#include <future>
#include <thread>

#include "schema/database.hpp"
#include "schema/engine.hpp"
#include "schema/migrations.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/postgresql.hpp"
#include "tests/support/text.hpp"

using namespace zusage;
using tests::contains;
using state = schema::write_outcome::state;

namespace {

// A database with a table of its own, gone at the end.
struct fresh {
  std::string url = tests::shared_cluster().new_migrated_database();

  fresh() {
    schema::connection on(url, schema::connection::access::read_write);
    on.script("CREATE TABLE thing (id BIGINT PRIMARY KEY, value BIGINT NOT NULL)");
    on.script("INSERT INTO thing VALUES (1, 0), (2, 0)");
  }
  ~fresh() { tests::shared_cluster().drop(url); }
};

std::int64_t value_of(schema::database& db, int id) {
  return db.read([&](const schema::reader& r) {
    return *r.value<std::int64_t>("SELECT value FROM thing WHERE id = :1", id);
  });
}

std::string fault_of(const std::string& url) {
  try {
    const schema::database db({.url = url});
  } catch (const schema::error& e) {
    return e.what();
  }
  return "";
}

std::string with_replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("two that get into each other's way are both done", "[schema][postgresql]") {
  const fresh at;
  schema::database db({.url = at.url, .limits = {.connections = 2}});
  std::promise<void> first_has_one, second_has_two;
  std::atomic<int> runs{0};
  auto both = [&](int mine, int other, std::promise<void>& said, std::shared_future<void> wait) {
    bool told = false;
    db.write([&, told](schema::transaction& tx) mutable {
      ++runs;
      tx.execute("UPDATE thing SET value = value + 1 WHERE id = :1", mine);
      if (runs <= 2 && !told) {
        told = true;
        try {
          said.set_value();
        } catch (const std::future_error&) {  // a second run
        }
        wait.wait();
      }
      tx.execute("UPDATE thing SET value = value + 1 WHERE id = :1", other);
    });
  };
  auto one = first_has_one.get_future().share(), two = second_has_two.get_future().share();
  std::thread a([&] { both(1, 2, first_has_one, two); });
  std::thread b([&] { both(2, 1, second_has_two, one); });
  a.join();
  b.join();
  CHECK(value_of(db, 1) == 2);
  CHECK(value_of(db, 2) == 2);
  CHECK(db.writes().counted().repeated >= 1);  // the deadlock was met, and mended
}

TEST_CASE("a lost connection is replaced, and what was not committed is done again",
          "[schema][postgresql]") {
  const fresh at;
  schema::database db({.url = at.url, .readers = 2, .limits = {.connections = 1}});
  db.write([](schema::transaction& tx) { tx.execute("UPDATE thing SET value = 1 WHERE id = 1"); });
  CHECK(value_of(db, 1) == 1);
  schema::connection other(at.url, schema::connection::access::read_write);
  other.script(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
      " WHERE datname = current_database() AND pid <> pg_backend_pid()");
  CHECK(value_of(db, 1) == 1);
  db.write([](schema::transaction& tx) { tx.execute("UPDATE thing SET value = 2 WHERE id = 1"); });
  CHECK(value_of(db, 1) == 2);
}

TEST_CASE("a failed statement that somebody caught is never called stored",
          "[schema][postgresql]") {
  const fresh at;
  schema::database db({.url = at.url, .limits = {.connections = 1}});
  CHECK_THROWS(db.write([](schema::transaction& tx) {
    tx.execute("UPDATE thing SET value = 5 WHERE id = 1");
    try {
      tx.execute("INSERT INTO thing VALUES (1, 1)");
    } catch (const schema::error& e) {
      CHECK(e.what_kind() == schema::error::kind::unique);
    }
  }));
  CHECK(value_of(db, 1) == 0);
}

TEST_CASE("one process hears what another commits", "[schema][postgresql]") {
  const fresh at;
  schema::database one({.url = at.url, .limits = {.connections = 1}});
  schema::database other({.url = at.url, .limits = {.connections = 1}});
  std::promise<void> heard;
  std::atomic<bool> told{false};
  const auto listening = other.announced().subscribe([&](const std::string& topic) {
    if (topic == "event/17" && !told.exchange(true)) heard.set_value();
  });
  // Announced again and again, since the first may come before the other listens.
  auto done = heard.get_future();
  for (int i = 0; i < 100 && !told; ++i) {
    one.write([](schema::transaction& tx) { tx.announce("event/17"); });
    done.wait_for(std::chrono::milliseconds(200));
  }
  CHECK(told);
  CHECK(other.announced().is_complete());
}

TEST_CASE("migrating twice at once migrates once", "[schema][postgresql]") {
  const auto url = tests::shared_cluster().new_database();
  std::atomic<std::size_t> ran{0};
  std::vector<std::thread> both;
  for (int i = 0; i < 4; ++i) {
    both.emplace_back([&] {
      schema::connection on(url, schema::connection::access::read_write);
      ran += schema::migrate(on).size();
    });
  }
  for (auto& one : both) one.join();
  CHECK(ran == std::size_t(schema::newest_version()));
  tests::shared_cluster().drop(url);
}

TEST_CASE("what is wrong with a server is said in one line without its password",
          "[schema][postgresql]") {
  auto& cluster = tests::shared_cluster();
  const auto good = cluster.url("postgres");
  const auto wrong = fault_of(with_replaced(good, "s3cret%20word", "guess"));
  CHECK(contains(wrong, "authentication failed"));
  CHECK_FALSE(contains(wrong, "guess"));
  CHECK(contains(fault_of(cluster.url("missing")), "does not exist"));
  const auto away = fault_of(with_replaced(good, std::to_string(cluster.port()), "1"));
  CHECK(contains(away, "refused"));
  for (const auto& line : {wrong, away}) CHECK(line.find('\n') == std::string::npos);
  CHECK(schema::shown_url("postgresql://u:p@h/d?password=x&a=b") ==
        "postgresql://u:…@h/d?password=…&a=b");
}

TEST_CASE("a database of a newer program is refused", "[schema][postgresql]") {
  const fresh at;
  schema::connection on(at.url, schema::connection::access::read_write);
  on.script("INSERT INTO schema_version (number, name, ran_at) VALUES (9999, 'future', 0)");
  CHECK(contains(fault_of(at.url), "use the newer program"));
}

TEST_CASE("a server that goes away is met with an error that says so, and used again when back",
          "[schema][postgresql]") {
  tests::postgresql_cluster own;
  schema::database db({.url = own.new_migrated_database(), .limits = {.connections = 2}});
  const auto events = [&] {
    return db.read([](const schema::reader& r) {
      return *r.value<std::int64_t>("SELECT COUNT(*) FROM event");
    });
  };
  const auto kind_of = [](auto&& action) {
    try {
      action();
    } catch (const schema::error& e) {
      return e.what_kind();
    }
    return schema::error::kind::other;
  };
  CHECK(events() == 0);
  own.stop_immediate();
  CHECK(kind_of(events) == schema::error::kind::away);
  CHECK(kind_of([&] {
          db.write([](schema::transaction& tx) { tx.execute("DELETE FROM event"); });
        }) == schema::error::kind::away);
  for (int i = 0; i < 100 && db.announced().is_complete(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  CHECK_FALSE(db.announced().is_complete());
  own.start();
  CHECK(events() == 0);
  db.write([](schema::transaction& tx) { tx.execute("DELETE FROM event"); });
  for (int i = 0; i < 100 && !db.announced().is_complete(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  CHECK(db.announced().is_complete());
}
