// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <utility>

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

/// What a job does: a transaction of its own, all or nothing. It may be run more than once.
using write_job = std::function<void(transaction&)>;

/// Called on a thread of the writer after the commit; must be quick and must not throw.
using write_completion = std::function<void(const write_outcome&)>;

/// Asked once, on a thread of the writer, before a job is started. False: nobody waits for it any
/// more; it is dropped and completed as `expired`.
using write_claim = std::function<bool()>;

/// What became of writer::compact.
struct compaction {
  bool rewritten = false;  ///< the whole file; false also when it is too large, or nobody needs it
  bool log_emptied = false;  ///< false: somebody was still reading an older state; try again
};

/// Runs jobs that write. How depends on the engine: one thread with group commit (group_writer.hpp)
/// or several, each with its own connection (pooled_writer.hpp).
class writer {
 public:
  struct limits {
    std::size_t queue = 8192;                    ///< jobs that may wait; more are refused
    std::size_t batch = 512;                     ///< jobs in one commit (SQLite)
    std::size_t connections = 8;                 ///< that write at once (PostgreSQL)
    std::chrono::milliseconds patience{10'000};  ///< how long a job may wait before it is started
  };

  /// What was done; for metrics and tests.
  struct figures {
    std::uint64_t jobs = 0;      ///< that were started and ended, well or not
    std::uint64_t commits = 0;   ///< transactions that were committed; many jobs may share one
    std::uint64_t refused = 0;   ///< jobs that were not taken in
    std::uint64_t failed = 0;    ///< of `jobs`, those that are not stored, or perhaps not
    std::uint64_t repeated = 0;  ///< runs that met a conflict and were tried again
  };

  writer() = default;
  virtual ~writer() = default;  ///< finishes what waits, then stops
  writer(const writer&) = delete;
  writer& operator=(const writer&) = delete;

  /// Hands over a job; returns at once. `done` is called exactly once, on the calling thread when
  /// the job is refused. Jobs of one `group` would wait for each other's locks (those who book the
  /// same event): they may share a transaction and its commit. No group: by itself. `claim` may be
  /// empty: the job is wanted as long as patience lasts.
  virtual void submit(write_job job, write_completion done, std::string group,
                      write_claim claim) = 0;
  void submit(write_job job, write_completion done) {
    submit(std::move(job), std::move(done), {}, {});
  }

  /// Finishes what waits and stops; afterwards every job is refused.
  virtual void stop() = 0;

  /// Sees to it that the database's files hold nothing of what was erased, as far as that is the
  /// program's work: those who write wait meanwhile, so files larger than `most_bytes` are not
  /// rewritten, only their log is emptied. Does nothing where the server itself cleans up. Not
  /// inside a job. @throws error when the writer stops or takes nothing in.
  virtual compaction compact(std::uintmax_t most_bytes) {
    static_cast<void>(most_bytes);
    return {true, true};
  }

  virtual figures counted() const = 0;
  virtual std::size_t waiting() const = 0;

  /// Runs `job` and waits until it is committed. Not for the network's threads, nor inside a job.
  /// @throws what the job threw; error when it was not committed, of kind `commit_unknown` when
  /// nobody knows.
  void run(const write_job& job);

  /// As `run`, returning what `action(transaction&)` returns.
  template <class Action>
  auto value(Action&& action) {
    std::optional<std::invoke_result_t<Action&, transaction&>> result;
    run([&](transaction& tx) { result.emplace(action(tx)); });
    return std::move(*result);
  }
};

}  // namespace zusage::schema
