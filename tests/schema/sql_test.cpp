// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "schema/sql.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/database.hpp"

using namespace zusage;

namespace {

void make_table(schema::database& db) {
  db.write([](schema::transaction& tx) {
    tx.execute(
        "CREATE TABLE thing (id BIGINT PRIMARY KEY, name TEXT, weight DOUBLE PRECISION, at "
        "BIGINT)");
  });
}

}  // namespace

TEST_CASE("every kind of value comes back as it went in", "[schema]") {
  tests::test_database db;
  make_table(db.get());
  const auto at = from_micros(1'800'000'000'123'456);
  const std::string text("a'b\"c;--\xC3\xA4 \xF0\x9F\x8C\xBB");
  db->write([&](schema::transaction& tx) {
    const auto id = tx.value<std::int64_t>(
        "INSERT INTO thing (id, name, weight, at) VALUES (:1, :2, :3, :4) RETURNING id",
        std::int64_t(1) << 62, text, 0.1, at);
    CHECK(id == std::int64_t(1) << 62);
    tx.execute("INSERT INTO thing (id, name, weight, at) VALUES (:1, :2, :3, :4)", 2, std::nullopt,
               std::nullopt, std::optional<instant>());
  });
  db->read([&](const schema::reader& r) {
    const auto first = r.one<std::int64_t, std::string, double, instant>(
        "SELECT id, name, weight, at FROM thing WHERE id > :1", 5);
    REQUIRE(first);
    CHECK(std::get<1>(*first) == text);
    CHECK(std::get<2>(*first) == 0.1);
    CHECK(std::get<3>(*first) == at);
    const auto second =
        r.one<std::optional<std::string>, std::optional<double>, std::optional<instant>>(
            "SELECT name, weight, at FROM thing WHERE id = :1", 2);
    REQUIRE(second);
    CHECK_FALSE(std::get<0>(*second));
    CHECK_FALSE(std::get<1>(*second));
    CHECK_FALSE(std::get<2>(*second));
    CHECK_FALSE(r.value<std::string>("SELECT name FROM thing WHERE id = :1", 99));
  });
}

TEST_CASE("a text is never read as SQL", "[schema]") {
  tests::test_database db;
  make_table(db.get());
  const std::string hostile = "x'); DROP TABLE thing; --";
  db->write([&](schema::transaction& tx) {
    tx.execute("INSERT INTO thing (id, name) VALUES (:1, :2)", 1, hostile);
  });
  db->read([&](const schema::reader& r) {
    CHECK(r.value<std::string>("SELECT name FROM thing WHERE name = :1", hostile) == hostile);
  });
}

TEST_CASE("the same statement can run inside itself", "[schema]") {
  tests::test_database db;
  make_table(db.get());
  db->write([&](schema::transaction& tx) {
    for (int i = 0; i < 3; ++i) tx.execute("INSERT INTO thing (id) VALUES (:1)", i);
  });
  db->read([&](const schema::reader& r) {
    constexpr auto sql = "SELECT id FROM thing ORDER BY id";
    std::vector<std::int64_t> seen;
    r.each<std::int64_t>(sql, [&](std::int64_t outer) {
      r.each<std::int64_t>(sql, [&](std::int64_t inner) { seen.push_back(outer * 10 + inner); });
    });
    CHECK(seen == std::vector<std::int64_t>{0, 1, 2, 10, 11, 12, 20, 21, 22});
  });
}

TEST_CASE("a reader sees one state although others write meanwhile", "[schema]") {
  tests::test_database db;
  make_table(db.get());
  db->read([&](const schema::reader& r) {
    CHECK(r.value<std::int64_t>("SELECT COUNT(*) FROM thing") == 0);
    db->write([](schema::transaction& tx) { tx.execute("INSERT INTO thing (id) VALUES (:1)", 1); });
    CHECK(r.value<std::int64_t>("SELECT COUNT(*) FROM thing") == 0);
  });
  db->read([](const schema::reader& r) {
    CHECK(r.value<std::int64_t>("SELECT COUNT(*) FROM thing") == 1);
  });
}

TEST_CASE("a read connection cannot write", "[schema]") {
  tests::test_database db;
  db->read([](const schema::reader& r) {
    CHECK_THROWS_AS(
        r.value<std::int64_t>("INSERT INTO schema_version VALUES (:1, :2, :3) RETURNING number", 9,
                              "x", 0),
        schema::error);
  });
}

TEST_CASE("a broken constraint is told apart from other faults", "[schema]") {
  tests::test_database db;
  make_table(db.get());
  const auto kind_of = [&](auto action) {
    try {
      db->write([&](schema::transaction& tx) { action(tx); });
    } catch (const schema::error& e) {
      return e.what_kind();
    }
    return schema::error::kind::other;
  };
  CHECK(kind_of([](schema::transaction& tx) {
          tx.execute("INSERT INTO thing (id) VALUES (:1)", 1);
          tx.execute("INSERT INTO thing (id) VALUES (:1)", 1);
        }) == schema::error::kind::unique);
  CHECK(kind_of([](schema::transaction& tx) {
          tx.execute(
              "INSERT INTO purpose (organiser_id, key, channel, title, recipients, version, "
              "created_at)"
              " VALUES (:1, 'a', 'email', '{}', '[]', 1, 0)",
              77);
        }) == schema::error::kind::constraint);
}
