// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "schema/sqlite_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "schema/error.hpp"

namespace zusage::schema {
namespace {

[[noreturn]] void fail(const std::string& what) {
  throw error(error::kind::other, what);
}

}  // namespace

std::string database_path(const std::string& url) {
  if (url.rfind("sqlite:", 0) != 0 || url.size() < 8) {
    fail("database url '" + url + "' is not of the form sqlite:/path");
  }
  return url.substr(7);
}

void require_writable(const std::string& path) {
  const auto parent = std::filesystem::absolute(path).parent_path();
  if (!std::filesystem::is_directory(parent)) {
    fail("the directory " + parent.string() + " does not exist; make it with: mkdir -p " +
         parent.string());
  }
  if (::access(parent.c_str(), W_OK | X_OK) != 0) {
    fail("the directory " + parent.string() + " cannot be written to (" + std::strerror(errno) +
         ")");
  }
  if (std::filesystem::exists(path) && ::access(path.c_str(), W_OK) != 0) {
    fail("the database " + path + " cannot be written to (" + std::strerror(errno) + ")");
  }
}

file_lock::file_lock(const std::string& database) {
  const auto path = database + ".lock";
  file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file_ < 0) fail("cannot make the lock file " + path + " (" + std::strerror(errno) + ")");
  if (::flock(file_, LOCK_EX | LOCK_NB) != 0) {
    ::close(file_);
    throw error(error::kind::busy, "the database " + database +
                                       " is in use by another zusage process; stop that first"
                                       " (several processes at once need PostgreSQL)");
  }
}

file_lock::~file_lock() {
  ::close(file_);
}

}  // namespace zusage::schema
