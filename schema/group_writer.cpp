// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "schema/group_writer.hpp"

#include <algorithm>
#include <mutex>
#include <utility>

#include "schema/sqlite_compact.hpp"
#include "schema/sqlite_file.hpp"

namespace zusage::schema {
namespace {

// Readers that run all the time keep SQLite's own checkpoint from finishing, so it is asked for at
// intervals; a commit adds a few pages, and 1,000 pages are SQLite's own measure.
constexpr std::uint64_t commits_per_checkpoint = 200;

// After a job that did not succeed (an event that is full refuses many in a row).
constexpr int careful_after_failure = 50;

}  // namespace

group_writer::group_writer(const std::string& url, limits bounds, announcements& told,
                           commit_gate& gate)
    : path_(database_path(url)),
      connection_(url, connection::access::read_write),
      gate_(gate),
      queue_(bounds, {.without_group = bounds.batch, .of_group = bounds.batch},
             [&told](const std::string& topic) { told.publish(topic); }),
      thread_([this] { work(); }) {}

group_writer::~group_writer() {
  stop();
}

// One thread runs all jobs in their order: there is nobody for whom they would be grouped.
void group_writer::submit(write_job job, write_completion done, std::string /*group*/,
                          write_claim claim) {
  queue_.put(std::move(job), std::move(done), {}, std::move(claim));
}

void group_writer::stop() {
  queue_.close();
  if (thread_.joinable()) thread_.join();
}

void group_writer::work() {
  for (auto taken = queue_.take(); !taken.jobs.empty(); taken = queue_.take()) {
    run_batch(taken.jobs);
    queue_.complete(taken);
    checkpoint_if_due();
    compact_if_asked();
  }
}

compaction group_writer::compact(std::uintmax_t most_bytes) {
  {
    const std::lock_guard lock(compact_mutex_);
    compact_asked_ = most_bytes;
    compacted_ = {};
  }
  // The thread looks after each batch: the first wakes it, the second comes after.
  for (int i = 0; i < 2; ++i) run([](transaction&) {});
  const std::lock_guard lock(compact_mutex_);
  return compacted_;
}

void group_writer::compact_if_asked() {
  const std::lock_guard lock(compact_mutex_);
  if (!compact_asked_) return;
  compacted_ = compact_sqlite(connection_, path_, *compact_asked_);
  compact_asked_.reset();
}

void group_writer::run_batch(batch& jobs) {
  // Nearly always all jobs of a batch succeed, and a savepoint for each costs SQLite a copy of
  // every page that it touches. So they are run without; when one does not succeed, all of them
  // once more.
  if (careful_batches_ == 0) {
    if (run_all(jobs, &queued_write::run_on)) return;
    careful_batches_ = careful_after_failure;
  } else {
    --careful_batches_;
  }
  run_all(jobs, &queued_write::run_in_savepoint);
}

// False: a job did not succeed that had no savepoint; nothing is stored.
bool group_writer::run_all(batch& jobs, way how) {
  try {
    connection_.begin_writing();
    for (auto& one : jobs) {
      (one.*how)(connection_);
      const bool alone = how == &queued_write::run_in_savepoint;
      if (alone || one.outcome.what == state::committed) continue;
      roll_back();
      return false;
    }
  } catch (...) {  // no commit was tried, so nothing can be stored
    break_off(jobs, state::failed);
    return true;
  }
  try {
    commit(jobs);
    queue_.count({.commits = 1});
  } catch (const error& e) {
    // A full disk has not taken the end of the commit, which is written last.
    break_off(jobs, e.what_kind() == error::kind::full ? state::failed : state::commit_failed);
  } catch (...) {
    break_off(jobs, state::commit_failed);
  }
  return true;
}

void group_writer::commit(const batch& jobs) {
  std::unique_lock closed(gate_, std::defer_lock);
  const bool closes = std::any_of(jobs.begin(), jobs.end(),
                                  [](const queued_write& one) { return one.closes_gate; });
  if (closes) closed.lock();
  connection_.commit();
}

// Nobody is told 'done'. What failed by itself keeps its own reason.
void group_writer::break_off(batch& jobs, state as) {
  for (auto& one : jobs) {
    if (one.outcome.ok()) one.outcome = {as, std::current_exception()};
  }
  roll_back();
}

void group_writer::roll_back() {
  try {
    connection_.rollback();
  } catch (const error&) {  // never begun, or SQLite has rolled back already
  }
}

void group_writer::checkpoint_if_due() {
  if (++commits_since_checkpoint_ < commits_per_checkpoint) return;
  commits_since_checkpoint_ = 0;
  try {
    connection_.script("PRAGMA wal_checkpoint(PASSIVE)");
  } catch (const error&) {  // the next one tries again; the WAL only grows meanwhile
  }
}

}  // namespace zusage::schema
