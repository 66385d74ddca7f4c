// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "schema/sqlite_compact.hpp"

#include <filesystem>

#include "schema/sql.hpp"

namespace zusage::schema {
namespace {

// The copy that VACUUM makes does not fit into everybody's memory.
struct temporary_files {
  connection& on;
  explicit temporary_files(connection& with) : on(with) { on.script("PRAGMA temp_store = FILE"); }
  ~temporary_files() {
    try {
      on.script("PRAGMA temp_store = MEMORY");
    } catch (const error&) {  // slower from now on, and no worse
    }
  }
};

bool rewrite(connection& on) {
  try {
    const temporary_files instead(on);
    on.script("VACUUM");
    return true;
  } catch (const error&) {  // no room for a second copy: everything is as it was
    return false;
  }
}

// Readers who still look at an older state keep the log; those who write do not wait for them.
bool empty_log(connection& on) {
  bool busy = true;
  try {
    on.script("PRAGMA busy_timeout = 100");
    const column_type types[] = {column_type::integer};
    on.query("PRAGMA wal_checkpoint(TRUNCATE)", nullptr, 0, types, 1, [&](const row& r) {
      busy = r.integer(0) != 0;
      return true;
    });
  } catch (const error&) {
    busy = true;
  }
  on.script("PRAGMA busy_timeout = 5000");  // as it was opened
  return !busy;
}

}  // namespace

compaction compact_sqlite(connection& on, const std::string& path, std::uintmax_t most_bytes) {
  compaction done;
  std::error_code unknown;
  const auto bytes = std::filesystem::file_size(path, unknown);
  if (!unknown && bytes <= most_bytes) done.rewritten = rewrite(on);
  done.log_emptied = empty_log(on);
  return done;
}

}  // namespace zusage::schema
