// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "schema/announcements.hpp"
#include "schema/commit_gate.hpp"
#include "schema/write_queue.hpp"

namespace zusage::schema {

/// The one thread that writes, and checkpoints, on the one write connection. It takes all jobs that
/// wait, runs them in one transaction, commits once, then completes them all. A job that throws is
/// rolled back alone: the batch is then run once more, with a savepoint for each job.
class group_writer final : public writer {
 public:
  /// `told` hears what committed jobs announce; `gate` is held alone while jobs are committed that
  /// close it. @throws error when `url` cannot be opened.
  group_writer(const std::string& url, limits bounds, announcements& told, commit_gate& gate);
  ~group_writer() override;

  using writer::submit;
  void submit(write_job job, write_completion done, std::string group, write_claim claim) override;
  void stop() override;
  compaction compact(std::uintmax_t most_bytes) override;
  figures counted() const override { return queue_.counted(); }
  std::size_t waiting() const override { return queue_.waiting(); }

 private:
  using batch = std::deque<queued_write>;
  using way = void (queued_write::*)(connection&);
  using state = write_outcome::state;

  void work();
  void run_batch(batch& jobs);
  bool run_all(batch& jobs, way how);
  void break_off(batch& jobs, state as);
  void commit(const batch& jobs);
  void roll_back();
  void checkpoint_if_due();
  void compact_if_asked();

  const std::string path_;
  connection connection_;
  commit_gate& gate_;
  write_queue queue_;
  std::uint64_t commits_since_checkpoint_ = 0;
  int careful_batches_ = 0;  // to be run with a savepoint for each job
  std::mutex compact_mutex_;
  std::optional<std::uintmax_t> compact_asked_;  // with its most bytes
  compaction compacted_;
  std::thread thread_;
};

}  // namespace zusage::schema
