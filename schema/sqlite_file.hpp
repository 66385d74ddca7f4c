// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

/// What concerns the file of a SQLite database and not its tables.
namespace zusage::schema {

/// The path in a `sqlite:` URL. @throws error for any other URL.
std::string database_path(const std::string& url);

/// @throws error with one line: the folder or the file cannot be written to.
void require_writable(const std::string& path);

/// The right to write to a database file; one process at a time has it (SQLite before 3.51.3 can
/// lose a commit when two connections write or checkpoint at once). Held on `<path>.lock`, because
/// closing any descriptor of the database itself would drop SQLite's own locks.
class file_lock {
 public:
  /// @throws error when another process has it.
  explicit file_lock(const std::string& database);
  ~file_lock();
  file_lock(const file_lock&) = delete;
  file_lock& operator=(const file_lock&) = delete;

 private:
  int file_ = -1;
};

}  // namespace zusage::schema
