// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "schema/database.hpp"

namespace zusage::tests {

/// A new folder that is removed at the end.
class temporary_folder {
 public:
  temporary_folder();
  ~temporary_folder();
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;
  std::string path(const std::string& name = {}) const;

 private:
  std::filesystem::path folder_;
};

/// A migrated database of its own: a file in a folder, or one in the cluster of a run over
/// PostgreSQL (tests/support/postgresql.hpp).
class test_database {
 public:
  test_database();
  ~test_database();
  schema::database& get() { return *database_; }
  schema::database* operator->() { return database_.get(); }
  std::string url() const { return url_; }
  const temporary_folder& folder() const { return folder_; }

  /// Closes and opens it again.
  void reopen();

  /// An organiser with this key; its id.
  std::int64_t add_organiser(const std::string& key);

 private:
  temporary_folder folder_;
  std::string url_;
  std::unique_ptr<schema::database> database_;
};

}  // namespace zusage::tests
