// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "schema/writer.hpp"

namespace zusage::schema {

/// A job that waits, and what became of it.
struct queued_write {
  write_job job;
  write_completion done;
  write_claim claim = {};
  std::chrono::steady_clock::time_point since = {};
  std::uint64_t number = 0;  ///< in order of arrival
  write_outcome outcome = {};
  std::vector<std::string> announced = {};
  bool closes_gate = false;  ///< transaction::close_gate

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

/// Jobs that were taken out of the queue together, in order of arrival.
struct write_batch {
  std::string group;  ///< of all of them; "" for none
  std::deque<queued_write> jobs;
};

/// The bounded queue before the writers, the end of every job, and what is counted. Safe to use
/// from several threads.
class write_queue {
 public:
  /// How many jobs are taken out at once.
  struct portion {
    std::size_t without_group;
    std::size_t of_group;
  };

  /// Hears what a job that may be stored has announced, before the job is completed.
  using told = std::function<void(const std::string& topic)>;

  write_queue(const writer::limits& bounds, portion at_once, told hears);

  /// False when it is full or closed: the job was refused, and told so.
  bool put(write_job job, write_completion done, std::string group, write_claim claim);

  /// The jobs that are longest there and free, at least one; waits for it. Those of a group are
  /// nobody else's until `complete`. What nobody waits for any more (patience, write_claim) is told
  /// so and left out. No jobs: closed, and nothing is left.
  write_batch take();

  /// Counts what became of the jobs, lets others take their group, publishes what they announced
  /// where they may be stored, and completes them.
  void complete(write_batch& done);

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
  // The jobs of one group, in order of arrival.
  struct line {
    std::deque<queued_write> jobs;
    bool is_taken = false;
  };
  using named_line = std::unordered_map<std::string, line>::value_type;

  void set_free(named_line& one);
  write_batch take_first(std::unique_lock<std::mutex>& lock);
  void leave_out_unwanted(std::deque<queued_write>& jobs);
  void give_back(const std::string& group);
  void publish(const std::deque<queued_write>& jobs);

  const writer::limits limits_;
  const portion portion_;
  const told hears_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::unordered_map<std::string, line> lines_;  // those with jobs, and those that are taken
  std::map<std::uint64_t, named_line*> free_;    // may be taken, by the number of their first job
  std::uint64_t next_number_ = 0;
  std::size_t waiting_ = 0;  // in all lines
  bool closed_ = false;
  writer::figures figures_;
};

}  // namespace zusage::schema
