// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "schema/writer.hpp"

namespace zusage::schema {

/// One database: the writer and a pool of read connections. Only one process may have it open for
/// writing, which a lock on the file `<database>.lock` ensures (SQLite before 3.51.3 can lose a
/// commit when two connections write or checkpoint at once).
class database {
 public:
  struct options {
    std::string url;       ///< `sqlite:/path`
    bool writable = true;  ///< false: no lock, no writer; beside a running server
    bool create = true;    ///< make the file and its tables when they are missing, migrate old ones
    writer::limits limits = {};
  };

  /// @throws error with one line that says what is wrong and how to mend it: directory missing or
  /// read-only, in use by another process, schema newer than the program, not a database.
  explicit database(options with);
  ~database();
  database(const database&) = delete;
  database& operator=(const database&) = delete;

  /// Calls `action(const reader&)` on a pooled read connection, inside one snapshot.
  template <class Action>
  auto read(Action&& action) {
    auto lease = borrow();
    const reader view(lease.get());
    return std::forward<Action>(action)(view);
  }

  /// The writer. Only when writable.
  writer& writes() { return *writer_; }

  /// Runs `action(transaction&)` on the writer and waits for the commit; see writer::value.
  template <class Action>
  auto write(Action&& action) {
    if constexpr (std::is_void_v<std::invoke_result_t<Action&, transaction&>>) {
      writer_->run(std::forward<Action>(action));
    } else {
      return writer_->value(std::forward<Action>(action));
    }
  }

  /// Finishes what waits to be written; later writes are refused.
  void stop_writing();

  const std::string& url() const { return options_.url; }

 private:
  // A read connection inside a snapshot; goes back into the pool when it ends.
  class borrowed {
   public:
    borrowed(database& from, std::unique_ptr<connection> on);
    ~borrowed();
    borrowed(const borrowed&) = delete;
    borrowed& operator=(const borrowed&) = delete;
    connection& get() { return *connection_; }

   private:
    database& from_;
    std::unique_ptr<connection> connection_;
  };

  borrowed borrow();
  void take_lock();

  options options_;
  int lock_file_ = -1;
  std::unique_ptr<writer> writer_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<connection>> idle_;
};

/// The path in a `sqlite:` URL. @throws error for any other URL.
std::string database_path(const std::string& url);

/// Copies the whole database, as it is at one moment, into the new file `to`; the database may be
/// in use. @throws error, also when `to` exists.
void backup(const std::string& url, const std::string& to);

/// What the engine's own checks find: page structure and foreign keys. Empty when all is well.
std::vector<std::string> check_integrity(const reader& db);

}  // namespace zusage::schema
