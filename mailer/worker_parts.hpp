// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "mailer/backoff.hpp"
#include "mailer/claim.hpp"
#include "mailer/courier.hpp"
#include "mailer/lease.hpp"
#include "mailer/worker.hpp"

namespace zusage::mailer {

/// What the threads of a worker share.
struct shared_work {
  shared_work(schema::database& on, mail_settings with, composer by, clock_source at);

  schema::database& db;
  const mail_settings settings;
  const composer compose;
  const clock_source clock;
  backoff server;

  std::mutex mutex;
  std::condition_variable changed, changed_for_reserved;
  int idle = 0;             ///< threads for everything that wait for work
  std::uint64_t woken = 0;  ///< how often `wake` was called
  bool stopping = false;
  std::chrono::steady_clock::time_point give_up_at{};
  std::vector<std::thread> threads;

  std::atomic<std::int64_t> last_claim;  ///< begins at random: no other process takes the same
  std::atomic<bool> finished{false};     ///< no thread sends any more
  lease_keeper leases{*this};
  std::atomic<std::uint64_t> sent{0}, deferred{0}, failed{0}, uncertain{0}, cancelled{0};

  bool is_stopping();
  bool is_finished() const { return finished; }
  bool has_to_give_up();
  std::uint64_t wake_ups();
  /// Until woken after `seen`, stopping, or `most` has passed. The thread that is reserved for what
  /// people wait for is woken only when no other one is idle.
  void sleep(std::uint64_t seen, std::chrono::milliseconds most, bool reserved);
  void rest(std::chrono::milliseconds most);  ///< the same, but not to be woken
  void count(const settled& what);
  void wake();
};

/// Outcomes that were handed to the writer before their claim is done.
struct noted {
  std::vector<settled> outcomes;
  std::atomic<bool> written{false};
};

/// One thread of a worker.
class mail_thread {
 public:
  /// `reserved`: it sends no newsletters, so that a server that holds them up keeps nobody waiting
  /// for a confirmation.
  mail_thread(shared_work& shared, bool reserved);

  /// Until the worker stops.
  void run();

 private:
  bool exchange(bool claim_more);
  bool try_to_exchange(bool claim_more);
  void handle_claimed();
  void note_outcomes();
  std::vector<settled> not_yet_written() const;
  bool still_has(const message& of);
  void adapt(bool was_full, std::chrono::steady_clock::duration took);
  void wait_for_work(std::uint64_t seen);
  bool something_is_due(std::chrono::milliseconds& wait) const;

  shared_work& shared_;
  bool reserved_;
  courier courier_;
  std::int64_t claim_ = 0;  ///< number of the claim that is being handled
  instant claimed_at_{};
  std::vector<message> claimed_;
  std::vector<settled> settled_;  ///< of `claim_`; written again with the next exchange
  std::size_t noted_ = 0;         ///< so many of them were handed to the writer ahead of it
  std::vector<std::shared_ptr<noted>> notes_;
  std::chrono::steady_clock::time_point last_note_{};
  std::int64_t next_claim_;
  bool next_claim_may_be_stored_ = false;  ///< a commit failed: some rows may bear its number
  std::size_t claim_size_ = 1;
};

}  // namespace zusage::mailer
