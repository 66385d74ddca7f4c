// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "schema/write_queue.hpp"

namespace zusage::schema {

/// Several threads, each with a connection of its own; every job is a transaction of its own. Jobs
/// of one group, which would wait for the same row's lock, are run one after the other in one
/// transaction by one thread, so that no two of them are parted by a commit's way to the disk; when
/// one does not succeed, each is run alone. A conflict with another transaction (serialisation
/// failure, deadlock) and a connection that was lost before the commit are tried again from the
/// start; a connection lost during the commit is `commit_failed`.
class pooled_writer final : public writer {
 public:
  /// `hears` is told what committed jobs announce.
  pooled_writer(std::string url, limits bounds, write_queue::told hears);
  ~pooled_writer() override;

  using writer::submit;
  void submit(write_job job, write_completion done, std::string group, write_claim claim) override;
  void stop() override;
  figures counted() const override { return queue_.counted(); }
  std::size_t waiting() const override { return queue_.waiting(); }

 private:
  using held = std::unique_ptr<connection>;
  using batch = std::deque<queued_write>;

  void work();
  bool run_together(held& on, batch& jobs);
  void run_alone(held& on, queued_write& one);
  bool try_once(held& on, queued_write& one, int attempt);

  const std::string url_;
  write_queue queue_;
  std::vector<std::thread> threads_;
};

}  // namespace zusage::schema
