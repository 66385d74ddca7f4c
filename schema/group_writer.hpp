// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <thread>

#include "schema/announcements.hpp"
#include "schema/write_queue.hpp"

namespace zusage::schema {

/// The one thread that writes, and checkpoints, on the one write connection. It takes all jobs that
/// wait, runs them in one transaction, commits once, then completes them all. A job that throws is
/// rolled back alone: the batch is then run once more, with a savepoint for each job.
class group_writer final : public writer {
 public:
  /// `told` hears what committed jobs announce. @throws error when `url` cannot be opened.
  group_writer(const std::string& url, limits bounds, announcements& told);
  ~group_writer() override;

  using writer::submit;
  void submit(write_job job, write_completion done, std::string group, write_claim claim) override;
  void stop() override;
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
  void roll_back();
  void checkpoint_if_due();

  connection connection_;
  write_queue queue_;
  std::uint64_t commits_since_checkpoint_ = 0;
  int careful_batches_ = 0;  // to be run with a savepoint for each job
  std::thread thread_;
};

}  // namespace zusage::schema
