// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "schema/pooled_writer.hpp"

#include <random>
#include <utility>

namespace zusage::schema {
namespace {

using state = write_outcome::state;

constexpr std::size_t most_together = 64;
constexpr int most_attempts = 12;  // the last ones wait a second in sum; who still fails is told

// Two that got into each other's way must not meet again.
void wait_before(int attempt) {
  thread_local std::minstd_rand random(std::random_device{}());
  const int most = 1 << std::min(attempt, 8);
  std::this_thread::sleep_for(std::chrono::milliseconds(random() % unsigned(most)));
}

void roll_back(std::unique_ptr<connection>& on) {
  try {
    if (on) on->rollback();
  } catch (const error&) {
    on.reset();
  }
}

}  // namespace

pooled_writer::pooled_writer(std::string url, limits bounds, write_queue::told hears)
    : url_(std::move(url)),
      queue_(bounds, {.without_group = 1, .of_group = most_together}, std::move(hears)) {
  for (std::size_t i = 0; i < bounds.connections; ++i) threads_.emplace_back([this] { work(); });
}

pooled_writer::~pooled_writer() {
  stop();
}

void pooled_writer::submit(write_job job, write_completion done, std::string group,
                           write_claim claim) {
  queue_.put(std::move(job), std::move(done), std::move(group), std::move(claim));
}

void pooled_writer::stop() {
  queue_.close();
  for (auto& one : threads_) {
    if (one.joinable()) one.join();
  }
}

void pooled_writer::work() {
  held on;
  for (auto taken = queue_.take(); !taken.jobs.empty(); taken = queue_.take()) {
    if (!run_together(on, taken.jobs)) {
      for (auto& one : taken.jobs) run_alone(on, one);
    }
    queue_.complete(taken);
  }
}

// False: nothing is stored, and each is to be run alone.
bool pooled_writer::run_together(held& on, batch& jobs) {
  if (jobs.size() < 2 || !on) return false;
  bool committing = false;
  try {
    on->begin_writing();
    for (auto& one : jobs) {
      one.run_on(*on);
      if (one.outcome.what == state::committed) continue;
      roll_back(on);  // it cannot be undone alone
      return false;
    }
    committing = true;
    on->commit();
    queue_.count({.commits = 1});
    return true;
  } catch (const error& e) {
    const bool lost = e.what_kind() == error::kind::away;
    if (lost) on.reset();
    roll_back(on);
    // A commit that was refused has stored nothing; of one whose connection broke nobody knows.
    if (!committing || !lost) {
      queue_.count({.repeated = jobs.size()});
      return false;
    }
    for (auto& one : jobs) {
      if (one.outcome.ok()) one.outcome = {state::commit_failed, std::current_exception()};
    }
    return true;
  }
}

void pooled_writer::run_alone(held& on, queued_write& one) {
  // Those before it may have waited long for a server that does not answer.
  if (queue_.is_expired(one)) {
    one.outcome = {state::expired, {}};
    return;
  }
  for (int attempt = 1; !try_once(on, one, attempt); ++attempt) {
    queue_.count({.repeated = 1});
    wait_before(attempt);
  }
}

// False: to be tried again.
bool pooled_writer::try_once(held& on, queued_write& one, int attempt) {
  bool committing = false;
  const bool fresh = !on;
  try {
    if (!on) on = std::make_unique<connection>(url_, connection::access::read_write);
    on->begin_writing();
    one.run_on(*on);
    committing = one.outcome.what == state::committed;
    if (committing) {
      on->commit();
      queue_.count({.commits = 1});
    } else {
      roll_back(on);
    }
    return true;
  } catch (const error& e) {
    const bool lost = e.what_kind() == error::kind::away;
    const bool conflict = e.what_kind() == error::kind::conflict;
    if (lost) on.reset();
    roll_back(on);
    // A kept connection may have died long ago: a new one is tried at once.
    const bool again = conflict || (lost && !committing && !fresh);
    if (again && attempt < most_attempts) return false;
    one.outcome = {committing && lost ? state::commit_failed : state::failed,
                   std::current_exception()};
  } catch (...) {
    roll_back(on);
    one.outcome = {state::failed, std::current_exception()};
  }
  return true;
}

}  // namespace zusage::schema
