// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "schema/writer.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/database.hpp"

using namespace zusage;

namespace {

constexpr std::uintmax_t any_size = 1'000'000'000;

std::string content_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// A table of people with an index over what names them; files as they lie on the disk.
struct people {
  tests::test_database db;

  people() {
    db->write([](schema::transaction& tx) {
      tx.execute("CREATE TABLE person (id INTEGER PRIMARY KEY, email TEXT UNIQUE, about TEXT)");
    });
  }
  static std::string email(int i) { return "someone-" + std::to_string(i) + "@erased.example"; }
  void add(int from, int to) {
    for (int i = from; i < to; ++i) {
      db->write([&](schema::transaction& tx) {
        tx.execute("INSERT INTO person (id, email, about) VALUES (:1, :2, :3)", i, email(i),
                   std::string(std::size_t(i % 400), 'x'));
      });
    }
  }
  std::string file() { return db.url().substr(std::string("sqlite:").size()); }
  bool is_in_files(const std::string& text) {
    return content_of(file()).find(text) != std::string::npos ||
           content_of(file() + "-wal").find(text) != std::string::npos;
  }
};

}  // namespace

TEST_CASE("what was erased is in neither the database file nor its log afterwards",
          "[schema][retention][sqlite]") {
  people all;
  all.add(0, 600);
  REQUIRE(all.is_in_files(people::email(5)));
  // In between others, so that pages are split and joined.
  all.db->write([](schema::transaction& tx) {
    tx.execute("DELETE FROM person WHERE id % 3 = 2");
    tx.execute("UPDATE person SET email = 'x' || id WHERE id % 3 = 1");
  });
  all.add(600, 700);
  const auto done = all.db->writes().compact(any_size);
  CHECK(done.rewritten);
  CHECK(done.log_emptied);
  CHECK(std::filesystem::file_size(all.file() + "-wal") == 0);
  const auto bytes = content_of(all.file());
  int found = 0, kept = 0;
  for (int i = 0; i < 700; ++i) {
    const bool there = bytes.find(people::email(i)) != std::string::npos;
    if (i < 600 && i % 3 != 0) {
      found += there;
    } else {
      kept += there;
    }
  }
  CHECK(found == 0);
  CHECK(kept == 300);
}

TEST_CASE("a file that is too large to be written anew has its log emptied alone",
          "[schema][retention][sqlite]") {
  people all;
  all.add(0, 50);
  all.db->write([](schema::transaction& tx) { tx.execute("DELETE FROM person WHERE id = 7"); });
  const auto done = all.db->writes().compact(1000);
  CHECK_FALSE(done.rewritten);
  CHECK(done.log_emptied);
  CHECK(std::filesystem::file_size(all.file() + "-wal") == 0);
  CHECK_FALSE(all.is_in_files(people::email(7)));
}

TEST_CASE("whoever reads an older state keeps the log, and is not disturbed",
          "[schema][retention][sqlite]") {
  people all;
  all.add(0, 50);
  all.db->read([&](const schema::reader& view) {
    const auto before = view.value<std::int64_t>("SELECT COUNT(*) FROM person");
    all.add(50, 60);
    const auto done = all.db->writes().compact(any_size);
    CHECK_FALSE(done.log_emptied);
    CHECK(view.value<std::int64_t>("SELECT COUNT(*) FROM person") == before);
  });
  CHECK(all.db->writes().compact(0).log_emptied);
  CHECK(all.db->read([](const schema::reader& view) {
    return view.value<std::int64_t>("SELECT COUNT(*) FROM person");
  }) == 60);
}

TEST_CASE("writing goes on after the database was written anew", "[schema][retention]") {
  tests::test_database db;
  db.add_organiser("one");
  CHECK(db->writes().compact(any_size).log_emptied);
  db.add_organiser("two");
  db.reopen();
  CHECK(db->read([](const schema::reader& view) {
    return view.value<std::int64_t>("SELECT COUNT(*) FROM organiser");
  }) == 2);
}
