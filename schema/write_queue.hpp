// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "schema/writer.hpp"

namespace zusage::schema {

/// A job that waits, and what became of it.
struct queued_write {
  write_job job;
  write_completion done;
  std::chrono::steady_clock::time_point since;
  std::string group = {};
  write_outcome outcome = {};
  std::vector<std::string> announced = {};

  /// Runs the job in the transaction that `on` is in; what it does stays to be committed. Sets
  /// `outcome`. With a savepoint it is undone alone when it throws or asks for that; without one
  /// the caller rolls back. @throws error of kind `conflict` or `away`: the transaction is lost.
  void run_on(connection& on);
  void run_in_savepoint(connection& on);

  bool may_be_stored() const {
    return outcome.what == write_outcome::state::committed ||
           outcome.what == write_outcome::state::commit_failed;
  }
};

/// The bounded queue before the writers, and what they count. Safe to use from several threads.
class write_queue {
 public:
  explicit write_queue(const writer::limits& bounds) : limits_(bounds) {}

  /// False when it is full or closed: the job was refused, and told so.
  bool put(write_job job, write_completion done, std::string group);

  /// At most `most` jobs, at least one; waits for it. Empty: closed, and nothing is left.
  std::deque<queued_write> take(std::size_t most);

  /// The same for several takers: one job without a group, or all of a group (at most `most`),
  /// which then is nobody else's until `give_back`.
  std::deque<queued_write> take_group(std::size_t most);
  void give_back(const std::string& group);

  /// Nothing more is taken in; what waits can still be taken out.
  void close();

  std::size_t waiting() const;
  writer::figures counted() const;
  void count(const writer::figures& more);

  /// Whether the job has waited longer than anybody has patience.
  bool is_expired(const queued_write& one) const {
    return std::chrono::steady_clock::now() - one.since > limits_.patience;
  }

 private:
  const writer::limits limits_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<queued_write>::iterator first_free();

  std::deque<queued_write> waiting_;
  std::set<std::string> taken_groups_;
  bool closed_ = false;
  writer::figures figures_;
};

}  // namespace zusage::schema
