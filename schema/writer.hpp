// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "schema/sql.hpp"

namespace zusage::schema {

/// What became of a job.
struct write_outcome {
  enum class state {
    committed,      ///< it is on the disk
    undone,         ///< its function asked for that (`transaction::undo`); nothing was changed
    failed,         ///< its function threw; nothing was changed; `error` says what
    refused,        ///< the queue was full or the writer is stopping; nothing was changed
    expired,        ///< it waited too long and was not started; nothing was changed
    commit_failed,  ///< the commit failed: **unknown** whether it is stored; read before trying
                    ///< again
  };
  state what = state::committed;
  std::exception_ptr error;

  bool ok() const { return what == state::committed || what == state::undone; }
};

/// What a job does. It runs in its own savepoint; if it throws, it alone is rolled back.
using write_job = std::function<void(transaction&)>;

/// Called on the writer's thread after the commit; must be quick and must not throw.
using write_completion = std::function<void(const write_outcome&)>;

/// The one thread that writes, and checkpoints, on the one write connection. It takes all jobs that
/// wait, runs them in one transaction, commits once, then completes them all.
class writer {
 public:
  struct limits {
    std::size_t queue = 8192;                    ///< jobs that may wait; more are refused
    std::size_t batch = 512;                     ///< jobs in one commit
    std::chrono::milliseconds patience{10'000};  ///< how long a job may wait before it is started
  };

  /// What the thread has done; for metrics and tests.
  struct figures {
    std::uint64_t jobs = 0, commits = 0, refused = 0, failed = 0;
  };

  writer(const std::string& url, limits bounds);
  ~writer();  ///< finishes what waits, then stops
  writer(const writer&) = delete;
  writer& operator=(const writer&) = delete;

  /// Hands over a job; returns at once. `done` is called exactly once, on the calling thread when
  /// the job is refused.
  void submit(write_job job, write_completion done);

  /// Runs `job` and waits until it is committed. Not for the network's threads, nor inside a job.
  /// @throws what the job threw, or error when it was not committed.
  void run(const write_job& job);

  /// As `run`, returning what `action(transaction&)` returns.
  template <class Action>
  auto value(Action&& action) {
    std::optional<std::invoke_result_t<Action&, transaction&>> result;
    run([&](transaction& tx) { result.emplace(action(tx)); });
    return std::move(*result);
  }

  /// Finishes what waits and stops; afterwards every job is refused.
  void stop();

  figures counted() const;
  std::size_t waiting() const;

 private:
  struct entry {
    write_job job;
    write_completion done;
    std::chrono::steady_clock::time_point since;
    write_outcome outcome;
  };

  void work();
  void run_batch(std::deque<entry>& batch);
  void run_one(entry& one);
  void checkpoint_if_due();

  connection connection_;
  limits limits_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<entry> queue_;
  bool stopping_ = false;
  figures figures_;
  std::uint64_t commits_since_checkpoint_ = 0;
  std::thread thread_;
};

}  // namespace zusage::schema
