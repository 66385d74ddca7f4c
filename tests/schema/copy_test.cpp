// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "schema/copy.hpp"

#include <algorithm>
#include <limits>
#include <map>

#include "schema/database.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/postgresql.hpp"
#include "tests/support/text.hpp"

using namespace zusage;
using tests::contains;

namespace {

using counts = std::map<std::string, std::int64_t>;

schema::database opened(const std::string& url, bool writable = false) {
  return schema::database({.url = url, .writable = writable, .create = false});
}

counts counts_of(const std::string& url) {
  auto db = opened(url);
  counts found;
  for (const std::string table :
       {"organiser", "event_series", "event", "event_session", "notice", "purpose"}) {
    found[table] = db.read([&](const schema::reader& r) {
      return *r.value<std::int64_t>("SELECT COUNT(*) FROM " + table);
    });
  }
  return found;
}

std::string fault_of_copy(const std::string& from, const std::string& to) {
  try {
    schema::copy_database(from, to, [](const auto&) {});
  } catch (const schema::error& e) {
    return e.what();
  }
  return "";
}

std::string filled_source(const tests::temporary_folder& folder) {
  const auto url = "sqlite:" + folder.path("source.db");
  schema::database db({.url = url});
  db.write([](schema::transaction& tx) {
    tx.execute(
        "INSERT INTO organiser (id, key, name, contact, languages, definition, created_at)"
        " VALUES (7, 'amt', '{\"de\":\"Ämter ; ''\"}', 'a@example.org', '[]', '{}', 1)");
    tx.execute(
        "INSERT INTO staff (email, password_hash, created_at, password_changed_at)"
        " VALUES ('a@example.org', 'x', 1, 9223372036854775807)");
    tx.execute(
        "INSERT INTO event_series (id, organiser_id, key, title, summary, description, definition,"
        " created_at, updated_at) VALUES (3, 7, 'reihe', '{}', '{}', '{}', '{}', 1, 1)");
    tx.execute(
        "INSERT INTO event (organiser_id, slug, kind, status, updated_at, title, summary,"
        " description, starts_at, ends_at, time_zone, mode, venue, join_url, waiting_list, "
        "approval,"
        " audience, verify_email, max_group, retention_days, definition, created_at, series_id)"
        " VALUES (7, 'tag', 'conference', 'draft', 1, '{}', '{}', '{}', 1, 2, 'UTC', 'online', "
        "'{}',"
        " '', 0, 0, '{}', 0, 1, 365, '{}', 1, 3)");
  });
  return url;
}

}  // namespace

TEST_CASE("an installation is copied to PostgreSQL and back without a difference", "[schema]") {
  const tests::temporary_folder folder;
  const auto source = filled_source(folder), back = "sqlite:" + folder.path("back.db");
  const auto middle = tests::shared_cluster().new_database();
  std::int64_t reported = 0;
  const auto copied = schema::copy_database(source, middle, [&](const auto&) { ++reported; });
  CHECK(reported >= std::int64_t(copied.size()));
  CHECK(counts_of(middle) == counts_of(source));
  schema::copy_database(middle, back, [](const auto&) {});
  CHECK(counts_of(back) == counts_of(source));
  auto db = opened(back);
  db.read([](const schema::reader& r) {
    CHECK(r.value<std::string>("SELECT name FROM organiser WHERE id = 7") ==
          "{\"de\":\"Ämter ; '\"}");
    CHECK(r.value<std::int64_t>("SELECT series_id FROM event WHERE slug = 'tag'") == 3);
    CHECK(r.value<std::optional<std::string>>("SELECT phone FROM registration").has_value() ==
          false);
    CHECK(r.value<std::int64_t>("SELECT password_changed_at FROM staff") ==
          std::numeric_limits<std::int64_t>::max());
  });
  tests::shared_cluster().drop(middle);
}

TEST_CASE("rows that come after a copy are numbered behind those that came along", "[schema]") {
  const tests::temporary_folder folder;
  const auto middle = tests::shared_cluster().new_database();
  schema::copy_database(filled_source(folder), middle, [](const auto&) {});
  {
    auto db = opened(middle, true);
    const auto id = db.write([](schema::transaction& tx) {
      return *tx.value<std::int64_t>(
          "INSERT INTO organiser (key, name, contact, languages, definition, created_at)"
          " VALUES ('neu', '{}', 'b@example.org', '[]', '{}', 1) RETURNING id");
    });
    CHECK(id == 8);
  }
  tests::shared_cluster().drop(middle);
}

TEST_CASE("a target that has data is left alone, and so is everything else", "[schema]") {
  const tests::temporary_folder folder;
  const auto source = filled_source(folder);
  const auto other = "sqlite:" + folder.path("other.db");
  CHECK(fault_of_copy(source, other).empty());
  CHECK(contains(fault_of_copy(source, other), "has data already (table organiser)"));
  CHECK(contains(fault_of_copy(source, source), "same database"));
  CHECK(contains(fault_of_copy("sqlite:" + folder.path("none.db"), other), "no database"));
  const schema::database running({.url = source});
  CHECK(contains(fault_of_copy(source, "sqlite:" + folder.path("third.db")), "in use"));
}

TEST_CASE("every table is copied", "[schema]") {
  const tests::temporary_folder folder;
  const auto source = filled_source(folder);
  std::vector<std::string> copied;
  for (const auto& one :
       schema::copy_database(source, "sqlite:" + folder.path("b.db"), [](const auto&) {}))
    copied.push_back(one.name);
  auto db = opened(source);
  std::vector<std::string> there = db.read([](const schema::reader& r) {
    std::vector<std::string> names;
    r.each<std::string>(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'schema_version'"
        " AND name NOT LIKE 'sqlite_%'",
        [&](std::string name) { names.push_back(std::move(name)); });
    return names;
  });
  CHECK_FALSE(there.empty());
  std::sort(copied.begin(), copied.end());
  std::sort(there.begin(), there.end());
  CHECK(copied == there);
}
