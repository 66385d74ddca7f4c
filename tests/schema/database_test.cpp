// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "schema/database.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "schema/migrations.hpp"
#include "schema/sqlite_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/database.hpp"
#include "tests/support/text.hpp"

using namespace zusage;
using tests::contains;

namespace {

std::string fault_of(const std::string& url, bool writable = true) {
  schema::database::options options;
  options.url = url;
  options.writable = writable;
  try {
    const schema::database db(options);
  } catch (const schema::error& e) {
    return e.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a second process, or a second opening, is refused", "[schema][sqlite]") {
  tests::test_database db;
  CHECK(contains(fault_of(db.url()), "in use by another zusage process"));
  CHECK(fault_of(db.url(), false).empty());
  db.reopen();
  CHECK(contains(fault_of(db.url()), "in use"));
}

TEST_CASE("what is wrong with a database is said in one line", "[schema][sqlite]") {
  tests::temporary_folder folder;
  CHECK(contains(fault_of("sqlite:" + folder.path("none/a.db")), "mkdir -p"));
  CHECK(contains(fault_of("mysql://x"), "sqlite:/path"));
  CHECK(contains(fault_of("sqlite:"), "sqlite:/path"));
  CHECK(contains(fault_of("sqlite:" + folder.path("absent.db"), false), "no database"));
  std::ofstream(folder.path("text.db")) << std::string(5000, 'x');
  CHECK_FALSE(fault_of("sqlite:" + folder.path("text.db")).empty());
}

TEST_CASE("a database of a newer program is left alone", "[schema][sqlite]") {
  tests::test_database db;
  db->write([](schema::transaction& tx) {
    tx.execute("INSERT INTO schema_version (number, name, ran_at) VALUES (:1, 'future', 0)", 9999);
  });
  const auto url = db.url();
  CHECK(contains(fault_of(url, false), "use the newer program"));
}

TEST_CASE("only the owner can read the database", "[schema][sqlite]") {
  tests::test_database db;
  struct stat info {};
  REQUIRE(::stat(schema::database_path(db.url()).c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
}

TEST_CASE("a backup of a database in use is whole and can be opened", "[schema][sqlite]") {
  tests::test_database db;
  db.add_organiser("sit");
  const auto copy = db.folder().path("copy.db");
  schema::backup(db.url(), copy);
  CHECK_THROWS_AS(schema::backup(db.url(), copy), schema::error);
  db.add_organiser("later");
  schema::database::options options;
  options.url = "sqlite:" + copy;
  schema::database opened(options);
  opened.read([](const schema::reader& r) {
    CHECK(r.value<std::int64_t>("SELECT COUNT(*) FROM organiser") == 1);
    CHECK(schema::check_integrity(r).empty());
  });
}

TEST_CASE("the check finds a reference to a row that is missing", "[schema][sqlite]") {
  tests::test_database db;
  schema::connection raw(db.url(), schema::connection::access::read_write);
  raw.script(
      "PRAGMA foreign_keys = OFF; INSERT INTO audit_entry (organiser_id, at, action, subject) "
      "VALUES (77, 0, 'a', 'b')");
  const auto wrong = db->read([](const schema::reader& r) { return schema::check_integrity(r); });
  REQUIRE(wrong.size() == 1);
  CHECK(contains(wrong[0], "audit_entry"));
}
