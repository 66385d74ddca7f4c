// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/database.hpp"

#include <stdlib.h>

#include <stdexcept>

#include "tests/support/postgresql.hpp"

namespace zusage::tests {

temporary_folder::temporary_folder() {
  auto pattern = (std::filesystem::temp_directory_path() / "zusage-test-XXXXXX").string();
  if (!::mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder");
  folder_ = pattern;
}

temporary_folder::~temporary_folder() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string temporary_folder::path(const std::string& name) const {
  return name.empty() ? folder_.string() : (folder_ / name).string();
}

namespace {

// A migrated database that nobody has open, made once: copying it takes a hundredth of the time.
std::filesystem::path migrated_file() {
  static const temporary_folder folder;
  static const std::filesystem::path made = [] {
    const std::string path = folder.path("migrated.db");
    const schema::database migrated({.url = "sqlite:" + path});
    return path;
  }();
  return made;
}

}  // namespace

test_database::test_database() {
  if (is_over_postgresql()) {
    url_ = shared_cluster().new_migrated_database();
  } else {
    std::filesystem::copy_file(migrated_file(), folder_.path("test.db"));
    url_ = "sqlite:" + folder_.path("test.db");
  }
  reopen();
}

test_database::~test_database() {
  database_.reset();
  if (is_over_postgresql()) shared_cluster().drop(url_);
}

void test_database::reopen() {
  database_.reset();
  schema::database::options options;
  options.url = url();
  // Each takes a backend process of the server; a test needs few at once.
  options.readers = 4;
  options.limits.connections = 4;
  database_ = std::make_unique<schema::database>(options);
}

std::int64_t test_database::add_organiser(const std::string& key) {
  return database_->write([&](schema::transaction& tx) {
    return *tx.value<std::int64_t>(
        "INSERT INTO organiser (key, name, contact, languages, definition, created_at)"
        " VALUES (:1, :2, :3, '[\"de\",\"en\"]', '{}', :4) RETURNING id",
        key, "{\"de\":\"" + key + "\"}", key + "@example.org", now());
  });
}

}  // namespace zusage::tests
