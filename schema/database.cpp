// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "schema/database.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "schema/migrations.hpp"

namespace zusage::schema {
namespace {

constexpr std::size_t most_idle = 16;  // read connections kept open

[[noreturn]] void fail(const std::string& what) {
  throw error(error::kind::other, what);
}

void check_directory(const std::string& path) {
  const auto parent = std::filesystem::absolute(path).parent_path();
  if (!std::filesystem::is_directory(parent)) {
    fail("the directory " + parent.string() + " does not exist; make it with: mkdir -p " +
         parent.string());
  }
  if (::access(parent.c_str(), W_OK | X_OK) != 0) {
    fail("the directory " + parent.string() + " cannot be written to (" + std::strerror(errno) +
         ")");
  }
}

}  // namespace

std::string database_path(const std::string& url) {
  if (url.rfind("sqlite:", 0) != 0 || url.size() < 8) {
    fail("database url '" + url + "' is not of the form sqlite:/path");
  }
  return url.substr(7);
}

database::borrowed::borrowed(database& from, std::unique_ptr<connection> on)
    : from_(from), connection_(std::move(on)) {
  connection_->run("BEGIN", nullptr, 0);
}

database::borrowed::~borrowed() {
  try {
    connection_->run("COMMIT", nullptr, 0);
  } catch (...) {
    return;  // a connection in an unknown state is not used again
  }
  const std::lock_guard lock(from_.mutex_);
  if (from_.idle_.size() < most_idle) from_.idle_.push_back(std::move(connection_));
}

database::borrowed database::borrow() {
  std::unique_ptr<connection> found;
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      found = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (!found) found = std::make_unique<connection>(options_.url, connection::access::read_only);
  return {*this, std::move(found)};
}

database::database(options with) : options_(std::move(with)) {
  const auto path = database_path(options_.url);
  const bool exists = std::filesystem::exists(path);
  if (!exists && !(options_.writable && options_.create)) {
    fail("there is no database at " + path);
  }
  if (options_.writable) {
    check_directory(path);
    if (exists && ::access(path.c_str(), W_OK) != 0) {
      fail("the database " + path + " cannot be written to (" + std::strerror(errno) + ")");
    }
    take_lock();
    try {
      connection first(options_.url, connection::access::read_write);
      if (options_.create) migrate(first);
      require_current_version(first);
    } catch (...) {
      ::close(lock_file_);
      throw;
    }
    if (::chmod(path.c_str(), 0600) != 0) fail("cannot restrict access to " + path);
    writer_ = std::make_unique<writer>(options_.url, options_.limits);
  } else {
    connection first(options_.url, connection::access::read_only);
    require_current_version(first);
  }
}

database::~database() {
  idle_.clear();
  writer_.reset();
  if (lock_file_ >= 0) ::close(lock_file_);
}

void database::stop_writing() {
  if (writer_) writer_->stop();
}

void database::take_lock() {
  const auto path = database_path(options_.url) + ".lock";
  lock_file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock_file_ < 0) fail("cannot make the lock file " + path + " (" + std::strerror(errno) + ")");
  if (::flock(lock_file_, LOCK_EX | LOCK_NB) != 0) {
    ::close(lock_file_);
    lock_file_ = -1;
    throw error(error::kind::busy, "the database " + database_path(options_.url) +
                                       " is in use by another zusage process; stop that first");
  }
}

void backup(const std::string& url, const std::string& to) {
  if (std::filesystem::exists(to)) fail(to + " exists already; name a new file");
  connection from(url, connection::access::read_only);
  try {
    // Written beside the target and renamed, so that a file with the asked name is always whole.
    const auto partial = to + ".partial";
    std::filesystem::remove(partial);
    const parameter beside[] = {parameter(partial)};
    from.run("VACUUM INTO :1", beside, 1);
    const int file = ::open(partial.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0 || ::fchmod(file, 0600) != 0 || ::fsync(file) != 0) fail("cannot write " + to);
    ::close(file);
    std::filesystem::rename(partial, to);
  } catch (const std::filesystem::filesystem_error& e) {
    fail(e.what());
  }
}

std::vector<std::string> check_integrity(const reader& db) {
  std::vector<std::string> wrong;
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
