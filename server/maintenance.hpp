// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "base/time.hpp"
#include "server/services.hpp"

namespace zusage::server {

/// How long it is remembered which form was sent with which key: longer than anybody keeps a form
/// open and a client tries again.
inline constexpr std::chrono::hours form_keys_live{48};

/// What is due now and then: forgets idempotency keys after two days, ended sessions and old failed
/// sign-ins; erases requests for consent that nobody confirmed in time; writes the heads of the
/// consent chains into the log, so that they are published outside the database; erases answers
/// that live shorter than their registration, and people who stand for a municipality no more.
/// Every minute: erases registrations that nobody confirmed in time, ends offers of places and
/// invitations, since others wait for those places; announces what is out and ends the consents
/// that were given for that alone; queues reminders and messages afterwards that are due, those
/// when they are.
class maintenance {
 public:
  explicit maintenance(services& with) : with_(with) {}
  ~maintenance() { stop(); }

  void start();
  void stop();

  /// One round; also for tests. @throws schema::error
  void run_once(instant now);

 private:
  void work();
  bool is_stopping();
  /// Does something in one write after another until a step has done less than `rows_at_a_time`.
  /// How much in all.
  std::int64_t in_steps(const std::function<std::int64_t(schema::transaction&)>& step);
  void run_often(instant now);
  void expire_registrations(instant now);
  void lapse_offers(instant now);
  void end_invitations(instant now);
  void expire_requests(instant now);
  void publish_heads(instant now);
  void erase_answers(instant now);
  void erase_people(instant now);
  void announce(instant now);
  void send_planned(instant now);
  std::chrono::steady_clock::duration time_to_next_round();

  services& with_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  bool announcing_ = false;  ///< of the thread alone: messages are on their way
  std::thread thread_;
};

}  // namespace zusage::server
