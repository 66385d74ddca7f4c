// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "schema/write_queue.hpp"

#include <algorithm>
#include <utility>

namespace zusage::schema {

bool write_queue::put(write_job job, write_completion done, std::string group) {
  {
    const std::lock_guard lock(mutex_);
    if (!closed_ && waiting_.size() < limits_.queue) {
      waiting_.push_back(
          {std::move(job), std::move(done), std::chrono::steady_clock::now(), std::move(group)});
      wake_.notify_one();
      return true;
    }
    ++figures_.refused;
  }
  done({write_outcome::state::refused, {}});
  return false;
}

void queued_write::run_on(connection& on) {
  transaction tx(on);
  try {
    job(tx);
    outcome = {tx.undone() ? write_outcome::state::undone : write_outcome::state::committed, {}};
  } catch (const error& e) {
    if (e.what_kind() == error::kind::conflict || e.what_kind() == error::kind::away) throw;
    outcome = {write_outcome::state::failed, std::current_exception()};
  } catch (...) {
    outcome = {write_outcome::state::failed, std::current_exception()};
  }
  announced = std::move(tx.announced_);
}

void queued_write::run_in_savepoint(connection& on) {
  on.savepoint();
  run_on(on);
  if (outcome.what != write_outcome::state::committed) {
    try {
      on.rollback_to();
    } catch (...) {
      // What the job met has undone the whole transaction (disk full): that is the reason for all.
      if (outcome.error) std::rethrow_exception(outcome.error);
      throw;
    }
  }
  on.release();
}

std::deque<queued_write> write_queue::take(std::size_t most) {
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [this] { return closed_ || !waiting_.empty(); });
  std::deque<queued_write> taken;
  if (waiting_.size() <= most) {
    taken.swap(waiting_);
    return taken;
  }
  while (taken.size() < most) {
    taken.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  return taken;
}

std::deque<queued_write>::iterator write_queue::first_free() {
  return std::find_if(waiting_.begin(), waiting_.end(), [this](const queued_write& one) {
    return one.group.empty() || !taken_groups_.contains(one.group);
  });
}

std::deque<queued_write> write_queue::take_group(std::size_t most) {
  std::unique_lock lock(mutex_);
  wake_.wait(lock,
             [this] { return first_free() != waiting_.end() || (closed_ && waiting_.empty()); });
  std::deque<queued_write> taken;
  const auto first = first_free();
  if (first == waiting_.end()) return taken;
  const auto group = first->group;
  if (group.empty()) {
    taken.push_back(std::move(*first));
    waiting_.erase(first);
    return taken;
  }
  taken_groups_.insert(group);
  std::deque<queued_write> others;
  for (auto& one : waiting_) {
    (one.group == group && taken.size() < most ? taken : others).push_back(std::move(one));
  }
  waiting_.swap(others);
  return taken;
}

void write_queue::give_back(const std::string& group) {
  if (group.empty()) return;
  const std::lock_guard lock(mutex_);
  taken_groups_.erase(group);
  wake_.notify_all();
}

void write_queue::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  wake_.notify_all();
}

std::size_t write_queue::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size();
}

writer::figures write_queue::counted() const {
  const std::lock_guard lock(mutex_);
  return figures_;
}

void write_queue::count(const writer::figures& more) {
  const std::lock_guard lock(mutex_);
  figures_.jobs += more.jobs;
  figures_.commits += more.commits;
  figures_.failed += more.failed;
  figures_.repeated += more.repeated;
}

}  // namespace zusage::schema
