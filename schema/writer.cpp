// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "schema/writer.hpp"

#include <future>
#include <utility>

namespace zusage::schema {
namespace {

// Readers that run all the time keep SQLite's own checkpoint from finishing, so it is asked for at
// intervals; a commit adds a few pages, and 1,000 pages are SQLite's own measure.
constexpr std::uint64_t commits_per_checkpoint = 200;

}  // namespace

writer::writer(const std::string& url, limits bounds)
    : connection_(url, connection::access::read_write), limits_(bounds) {
  thread_ = std::thread([this] { work(); });
}

writer::~writer() {
  stop();
}

void writer::submit(write_job job, write_completion done) {
  {
    const std::lock_guard lock(mutex_);
    if (!stopping_ && queue_.size() < limits_.queue) {
      queue_.push_back({std::move(job), std::move(done), std::chrono::steady_clock::now(), {}});
      wake_.notify_one();
      return;
    }
    ++figures_.refused;
  }
  done({write_outcome::state::refused, {}});
}

void writer::run(const write_job& job) {
  std::promise<write_outcome> promise;
  submit(job, [&promise](const write_outcome& outcome) { promise.set_value(outcome); });
  const auto outcome = promise.get_future().get();
  if (outcome.ok()) return;
  if (outcome.error) std::rethrow_exception(outcome.error);
  const bool refused = outcome.what == write_outcome::state::refused;
  throw error(error::kind::busy,
              refused ? "the database has too much to write" : "the write waited too long");
}

void writer::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    wake_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
}

writer::figures writer::counted() const {
  const std::lock_guard lock(mutex_);
  return figures_;
}

std::size_t writer::waiting() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

void writer::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (queue_.empty()) return;
    std::deque<entry> batch;
    while (!queue_.empty() && batch.size() < limits_.batch) {
      batch.push_back(std::move(queue_.front()));
      queue_.pop_front();
    }
    lock.unlock();
    run_batch(batch);
    std::uint64_t failed = 0;
    for (auto& one : batch) {
      failed += !one.outcome.ok();
      one.done(one.outcome);
    }
    const auto count = batch.size();
    batch.clear();  // closures end here, outside the lock
    checkpoint_if_due();
    lock.lock();
    figures_.jobs += count;
    figures_.failed += failed;
    ++figures_.commits;
  }
}

void writer::run_batch(std::deque<entry>& batch) {
  try {
    connection_.run("BEGIN IMMEDIATE", nullptr, 0);
  } catch (...) {  // nothing was begun, so nothing can be stored
    for (auto& one : batch) one.outcome = {write_outcome::state::failed, std::current_exception()};
    return;
  }
  try {
    for (auto& one : batch) run_one(one);
    connection_.run("COMMIT", nullptr, 0);
  } catch (...) {
    // Nobody is told 'done'. What failed by itself keeps its own reason.
    for (auto& one : batch) {
      if (one.outcome.ok())
        one.outcome = {write_outcome::state::commit_failed, std::current_exception()};
    }
    try {
      connection_.script("ROLLBACK");
    } catch (const error&) {  // SQLite had rolled back already
    }
  }
}

void writer::run_one(entry& one) {
  if (std::chrono::steady_clock::now() - one.since > limits_.patience) {
    one.outcome.what = write_outcome::state::expired;
    return;
  }
  connection_.run("SAVEPOINT job", nullptr, 0);
  transaction tx(connection_);
  try {
    one.job(tx);
  } catch (...) {
    one.outcome = {write_outcome::state::failed, std::current_exception()};
  }
  if (one.outcome.ok() && tx.undone()) one.outcome.what = write_outcome::state::undone;
  if (one.outcome.what != write_outcome::state::committed) {
    connection_.run("ROLLBACK TO job", nullptr, 0);
  }
  connection_.run("RELEASE job", nullptr, 0);
}

void writer::checkpoint_if_due() {
  if (++commits_since_checkpoint_ < commits_per_checkpoint) return;
  commits_since_checkpoint_ = 0;
  try {
    connection_.script("PRAGMA wal_checkpoint(PASSIVE)");
  } catch (const error&) {  // the next one tries again; the WAL only grows meanwhile
  }
}

}  // namespace zusage::schema
