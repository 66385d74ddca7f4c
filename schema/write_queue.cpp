// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "schema/write_queue.hpp"

#include <set>
#include <string_view>
#include <utility>

namespace zusage::schema {

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
  closes_gate = tx.closes_gate_;
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

write_queue::write_queue(const writer::limits& bounds, portion at_once, told hears)
    : limits_(bounds), portion_(at_once), hears_(std::move(hears)) {}

bool write_queue::put(write_job job, write_completion done, std::string group, write_claim claim) {
  {
    const std::lock_guard lock(mutex_);
    if (!closed_ && waiting_ < limits_.queue) {
      auto& to = *lines_.try_emplace(std::move(group)).first;
      to.second.jobs.push_back({std::move(job), std::move(done), std::move(claim),
                                std::chrono::steady_clock::now(), next_number_++});
      ++waiting_;
      const bool is_first = to.second.jobs.size() == 1;
      if (is_first && !to.second.is_taken) set_free(to);
      // The others of a group are taken with its first.
      if ((is_first && !to.second.is_taken) || to.first.empty()) wake_.notify_one();
      return true;
    }
    ++figures_.refused;
  }
  done({write_outcome::state::refused, {}});
  return false;
}

void write_queue::set_free(named_line& one) {
  free_.emplace(one.second.jobs.front().number, &one);
}

write_batch write_queue::take() {
  while (true) {
    std::unique_lock lock(mutex_);
    auto taken = take_first(lock);
    lock.unlock();
    if (taken.jobs.empty()) return taken;
    leave_out_unwanted(taken.jobs);
    if (!taken.jobs.empty()) return taken;
    give_back(taken.group);
  }
}

write_batch write_queue::take_first(std::unique_lock<std::mutex>& lock) {
  wake_.wait(lock, [this] { return !free_.empty() || (closed_ && waiting_ == 0); });
  write_batch taken;
  if (free_.empty()) return taken;
  auto& from = *free_.begin()->second;
  free_.erase(free_.begin());
  auto& waiting = from.second.jobs;
  taken.group = from.first;
  const auto most = taken.group.empty() ? portion_.without_group : portion_.of_group;
  if (waiting.size() <= most) {
    taken.jobs.swap(waiting);
  } else {
    const auto end = waiting.begin() + std::ptrdiff_t(most);
    std::move(waiting.begin(), end, std::back_inserter(taken.jobs));
    waiting.erase(waiting.begin(), end);
  }
  waiting_ -= taken.jobs.size();
  if (!taken.group.empty()) {
    from.second.is_taken = true;
  } else if (!waiting.empty()) {
    set_free(from);
  }
  return taken;
}

// After this point a job is started: who waits for it can no longer give it up.
void write_queue::leave_out_unwanted(std::deque<queued_write>& jobs) {
  std::erase_if(jobs, [this](queued_write& one) {
    if (!is_expired(one) && (!one.claim || one.claim())) return false;
    one.done({write_outcome::state::expired, {}});
    return true;
  });
}

void write_queue::give_back(const std::string& group) {
  if (group.empty()) return;
  const std::lock_guard lock(mutex_);
  const auto found = lines_.find(group);
  found->second.is_taken = false;
  if (found->second.jobs.empty()) {
    lines_.erase(found);
  } else {
    set_free(*found);
    wake_.notify_one();
  }
  if (closed_) wake_.notify_all();
}

void write_queue::complete(write_batch& done) {
  writer::figures more{.jobs = done.jobs.size()};
  for (const auto& one : done.jobs) more.failed += !one.outcome.ok();
  count(more);
  give_back(done.group);
  publish(done.jobs);
  for (auto& one : done.jobs) one.done(one.outcome);
  done.jobs.clear();  // closures end here
}

// Also what may be stored and may not: who keeps a copy then looks again.
void write_queue::publish(const std::deque<queued_write>& jobs) {
  std::set<std::string_view> said;  // a batch mostly tells of one event many times
  for (const auto& one : jobs) {
    if (!one.may_be_stored()) continue;
    for (const auto& topic : one.announced) {
      if (said.insert(topic).second) hears_(topic);
    }
  }
}

void write_queue::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  wake_.notify_all();
}

std::size_t write_queue::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_;
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
