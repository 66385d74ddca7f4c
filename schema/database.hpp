// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <vector>

#include "schema/announcements.hpp"
#include "schema/commit_gate.hpp"
#include "schema/writer.hpp"

namespace zusage::schema {

class file_lock;
class change_feed;

/// One database: the writer and a pool of read connections. A SQLite file may be open for writing
/// in one process only; a PostgreSQL database serves several.
class database {
 public:
  struct options {
    std::string url;           ///< `sqlite:/path` or `postgresql://user@host/database?…`
    bool writable = true;      ///< false: no lock, no writer; beside a running server
    bool create = true;        ///< make file and tables when they are missing, migrate old ones
    std::size_t readers = 16;  ///< read connections (PostgreSQL: at most; SQLite: kept open)
    writer::limits limits = {};
  };

  /// @throws error with one line that says what is wrong and how to mend it: directory missing or
  /// read-only, in use by another process, server away, password wrong, schema newer than the
  /// program, not a database.
  explicit database(options with);
  ~database();
  database(const database&) = delete;
  database& operator=(const database&) = delete;

  /// Calls `action(const reader&)` on a pooled read connection, inside one snapshot. @throws error
  template <class Action>
  auto read(Action&& action) {
    auto lease = borrow();
    const reader view(lease.get());
    return std::forward<Action>(action)(view);
  }

  /// Calls `action(const reader&)`, which asks whether something may start and starts it. For a
  /// transaction that closes the same `gate` (transaction::close_gate), in this process or another,
  /// the whole action either comes before its commit, or after it and sees what it did. Must be
  /// quick: such commits wait for it. Not inside a job of the writer. @throws error
  template <class Action>
  auto start(std::int64_t gate, Action&& action) {
    const std::shared_lock inside(gate_);
    auto lease = borrow(gate);
    const reader view(lease.get());
    return std::forward<Action>(action)(view);
  }

  /// What committed writes announce, in this process and in others.
  announcements& announced() { return announcements_; }

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

  /// Whether asking takes time and other processes may be there.
  bool is_remote() const;

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

  using gate_number = std::optional<std::int64_t>;  // none: to read
  borrowed borrow(gate_number gate = {});
  std::unique_ptr<connection> take_idle();
  std::unique_ptr<connection> begun(std::unique_ptr<connection> on, gate_number gate);
  void give_back(std::unique_ptr<connection> on);
  void open_for_writing();

  options options_;
  announcements announcements_;
  commit_gate gate_;
  std::unique_ptr<file_lock> lock_;
  std::unique_ptr<change_feed> feed_;
  std::unique_ptr<writer> writer_;
  std::mutex mutex_;
  std::condition_variable given_back_;
  std::size_t lent_ = 0;
  std::vector<std::unique_ptr<connection>> idle_;
};

/// Copies the whole SQLite database, as it is at one moment, into the new file `to`; the database
/// may be in use. @throws error, also when `to` exists, and for PostgreSQL, which has pg_dump.
void backup(const std::string& url, const std::string& to);

/// What the engine's own checks find: page structure and foreign keys. Empty when all is well, and
/// for PostgreSQL, which checks references at every write.
std::vector<std::string> check_integrity(const reader& db);

}  // namespace zusage::schema
