// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "schema/writer.hpp"

#include <atomic>
#include <future>

#include "tests/support/catch.hpp"
#include "tests/support/database.hpp"

using namespace zusage;
using state = schema::write_outcome::state;

namespace {

void make_table(schema::database& db) {
  db.write(
      [](schema::transaction& tx) { tx.execute("CREATE TABLE thing (id BIGINT PRIMARY KEY)"); });
}

std::int64_t count(schema::database& db) {
  return db.read(
      [](const schema::reader& r) { return *r.value<std::int64_t>("SELECT COUNT(*) FROM thing"); });
}

}  // namespace

TEST_CASE("a job that throws is rolled back alone", "[schema][sqlite]") {
  tests::test_database db;
  make_table(db.get());
  // Held up by the first job, the others come into one batch.
  std::promise<void> go;
  auto gate = go.get_future().share();
  db->writes().submit([gate](schema::transaction&) { gate.wait(); }, [](const auto&) {});
  std::vector<std::promise<schema::write_outcome>> outcomes(4);
  for (int i = 0; i < 4; ++i) {
    db->writes().submit(
        [i](schema::transaction& tx) {
          tx.execute("INSERT INTO thing (id) VALUES (:1)", i);
          if (i == 1) throw std::runtime_error("no");
          if (i == 2) tx.undo();
        },
        [&outcomes, i](const schema::write_outcome& o) { outcomes[std::size_t(i)].set_value(o); });
  }
  const auto commits = db->writes().counted().commits;
  go.set_value();
  CHECK(outcomes[0].get_future().get().what == state::committed);
  const auto failed = outcomes[1].get_future().get();
  CHECK(failed.what == state::failed);
  CHECK_THROWS_WITH(std::rethrow_exception(failed.error), "no");
  CHECK(outcomes[2].get_future().get().what == state::undone);
  CHECK(outcomes[3].get_future().get().what == state::committed);
  db->write([](schema::transaction&) {});
  CHECK(count(db.get()) == 2);
  CHECK(db->writes().counted().commits - commits <= 3);  // the gate, the four, the last
}

TEST_CASE("a full queue refuses, and everything it took is done", "[schema][sqlite]") {
  tests::temporary_folder folder;
  schema::database::options options;
  options.url = "sqlite:" + folder.path("a.db");
  options.limits.queue = 10;
  schema::database db(options);
  make_table(db);
  std::promise<void> go, started;
  auto gate = go.get_future().share();
  db.writes().submit(
      [&](schema::transaction&) {
        started.set_value();
        gate.wait();
      },
      [](const auto&) {});
  started.get_future().wait();
  std::atomic<int> committed{0}, refused{0};
  for (int i = 0; i < 25; ++i) {
    db.writes().submit(
        [i](schema::transaction& tx) { tx.execute("INSERT INTO thing (id) VALUES (:1)", i); },
        [&](const schema::write_outcome& o) {
          ++(o.what == state::refused ? refused : committed);
        });
  }
  CHECK(refused == 15);
  go.set_value();
  db.stop_writing();
  CHECK(committed == 10);
  CHECK(count(db) == 10);
}

TEST_CASE("a job that waited too long is not started", "[schema][sqlite]") {
  tests::temporary_folder folder;
  schema::database::options options;
  options.url = "sqlite:" + folder.path("a.db");
  options.limits.patience = std::chrono::seconds(2);  // the first job is started in time
  schema::database db(options);
  std::promise<void> go;
  auto gate = go.get_future().share();
  std::promise<void> started;
  db.writes().submit(
      [&](schema::transaction&) {
        started.set_value();
        gate.wait();
      },
      [](const auto&) {});
  started.get_future().wait();
  bool ran = false;
  std::promise<schema::write_outcome> outcome;
  db.writes().submit([&](schema::transaction&) { ran = true; },
                     [&](const schema::write_outcome& o) { outcome.set_value(o); });
  std::this_thread::sleep_for(std::chrono::milliseconds(2100));
  go.set_value();
  CHECK(outcome.get_future().get().what == state::expired);
  CHECK_FALSE(ran);
}

TEST_CASE("when the commit fails nobody is told that it is stored", "[schema][sqlite]") {
  tests::test_database db;
  db->write([](schema::transaction& tx) {
    tx.execute("CREATE TABLE parent (id BIGINT PRIMARY KEY)");
    tx.execute(
        "CREATE TABLE child (id BIGINT REFERENCES parent(id) DEFERRABLE INITIALLY DEFERRED)");
  });
  std::promise<void> go;
  auto gate = go.get_future().share();
  db->writes().submit([gate](schema::transaction&) { gate.wait(); }, [](const auto&) {});
  std::vector<std::promise<schema::write_outcome>> outcomes(2);
  // A reference that is only looked at in the commit makes it fail.
  db->writes().submit(
      [](schema::transaction& tx) { tx.execute("INSERT INTO child (id) VALUES (:1)", 5); },
      [&](const schema::write_outcome& o) { outcomes[0].set_value(o); });
  db->writes().submit(
      [](schema::transaction& tx) { tx.execute("INSERT INTO parent (id) VALUES (:1)", 1); },
      [&](const schema::write_outcome& o) { outcomes[1].set_value(o); });
  go.set_value();
  CHECK(outcomes[0].get_future().get().what == state::commit_failed);
  CHECK(outcomes[1].get_future().get().what == state::commit_failed);
  db->write([](schema::transaction& tx) {
    CHECK(tx.value<std::int64_t>("SELECT COUNT(*) FROM parent") == 0);
  });
}

TEST_CASE("who waits for a write hears that nobody knows whether it is stored",
          "[schema][sqlite]") {
  tests::test_database db;
  db->write([](schema::transaction& tx) {
    tx.execute("CREATE TABLE parent (id BIGINT PRIMARY KEY)");
    tx.execute(
        "CREATE TABLE child (id BIGINT REFERENCES parent(id) DEFERRABLE INITIALLY DEFERRED)");
  });
  auto met = schema::error::kind::other;
  std::string said;
  try {
    db->write([](schema::transaction& tx) { tx.execute("INSERT INTO child (id) VALUES (5)"); });
  } catch (const schema::error& e) {
    met = e.what_kind();
    said = e.what();
  }
  CHECK(met == schema::error::kind::commit_unknown);
  CHECK_THAT(said, Catch::Contains("FOREIGN KEY"));
}

TEST_CASE("commits that are counted are commits that were made", "[schema]") {
  tests::test_database db;
  make_table(db.get());
  const auto before = db->writes().counted();
  db->write([](schema::transaction& tx) { tx.execute("INSERT INTO thing (id) VALUES (1)"); });
  db->write([](schema::transaction& tx) { tx.execute("INSERT INTO thing (id) VALUES (2)"); });
  const auto after = db->writes().counted();
  CHECK(after.commits - before.commits == 2);
  CHECK(after.jobs - before.jobs == 2);
  bool ran = false;
  std::promise<schema::write_outcome> outcome;
  db->writes().submit([&](schema::transaction&) { ran = true; },
                      [&](const schema::write_outcome& o) { outcome.set_value(o); }, {},
                      [] { return false; });
  CHECK(outcome.get_future().get().what == state::expired);
  CHECK_FALSE(ran);
  CHECK(db->writes().counted().commits == after.commits);
}

TEST_CASE("what undoes the whole transaction is told to all that were in it", "[schema][sqlite]") {
  tests::test_database db;
  make_table(db.get());
  // Alone in its batch, so that the three come into one.
  std::promise<void> go, began;
  auto gate = go.get_future().share();
  db->writes().submit(
      [gate, &began](schema::transaction&) {
        began.set_value();
        gate.wait();
      },
      [](const auto&) {});
  began.get_future().wait();
  std::vector<std::promise<schema::write_outcome>> outcomes(3);
  for (int i = 0; i < 3; ++i) {
    db->writes().submit(
        [i](schema::transaction& tx) {
          tx.execute("INSERT INTO thing (id) VALUES (:1)", i);
          if (i != 1) return;
          tx.execute("ROLLBACK");  // as SQLite does by itself when the disk is full
          throw schema::error(schema::error::kind::full, "the disk is full");
        },
        [&outcomes, i](const schema::write_outcome& o) { outcomes[std::size_t(i)].set_value(o); });
  }
  go.set_value();
  for (auto& one : outcomes) {
    const auto outcome = one.get_future().get();
    CHECK(outcome.what == state::failed);  // and not: unknown
    CHECK_THROWS_WITH(std::rethrow_exception(outcome.error), "the disk is full");
  }
  db->write([](schema::transaction&) {});
  CHECK(count(db.get()) == 0);
}

TEST_CASE("many threads write at once and nothing is lost", "[schema][sqlite]") {
  tests::test_database db;
  make_table(db.get());
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&db, t] {
      for (int i = 0; i < 100; ++i) {
        db->write([&](schema::transaction& tx) {
          tx.execute("INSERT INTO thing (id) VALUES (:1)", t * 1000 + i);
        });
      }
    });
  }
  for (auto& one : threads) one.join();
  CHECK(count(db.get()) == 800);
  CHECK(db->writes().counted().commits < db->writes().counted().jobs);
}
