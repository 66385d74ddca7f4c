// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "schema/database.hpp"
#include "schema/engine.hpp"

namespace zusage::schema {
namespace {

[[noreturn]] void fail(const std::string& what) {
  throw error(error::kind::other, what);
}

// Readable by its owner alone, and on the disk when this returns true.
bool is_on_disk(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  const bool done = ::fchmod(file, 0600) == 0 && ::fsync(file) == 0;
  ::close(file);
  return done;
}

}  // namespace

void backup(const std::string& url, const std::string& to) {
  if (engine_of(url).is_remote()) {
    fail("a PostgreSQL database is backed up with its own tools: pg_dump --format=custom '" +
         shown_url(url) + "' > " + to);
  }
  if (std::filesystem::exists(to)) fail(to + " exists already; name a new file");
  connection from(url, connection::access::read_only);
  try {
    // Written beside the target and renamed, so that a file with the asked name is always whole.
    const auto partial = to + ".partial";
    std::filesystem::remove(partial);
    const parameter beside[] = {parameter(partial)};
    from.run("VACUUM INTO :1", beside, 1);
    if (!is_on_disk(partial)) fail("cannot write " + to);
    std::filesystem::rename(partial, to);
  } catch (const std::filesystem::filesystem_error& e) {
    fail(e.what());
  }
}

std::vector<std::string> check_integrity(const reader& db) {
  std::vector<std::string> wrong;
  if (db.is_shared()) return wrong;
  db.each<std::string>("PRAGMA integrity_check", [&](const std::string& line) {
    if (line != "ok") wrong.push_back(line);
  });
  db.each<std::string, std::int64_t, std::string>(
      "SELECT \"table\", COALESCE(rowid, 0), parent FROM pragma_foreign_key_check",
      [&](const std::string& table, std::int64_t row, const std::string& parent) {
        wrong.push_back("row " + std::to_string(row) + " of " + table +
                        " refers to a missing row of " + parent);
      });
  return wrong;
}

}  // namespace zusage::schema
