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
#include "server/chain_verification.hpp"
#include "server/services.hpp"

namespace zusage::server {

/// What is due now and then: records the ends of consents whose time is over, forgets idempotency
/// keys after two days, ended sessions and old failed sign-ins; erases requests for consent that
/// nobody confirmed in time; writes the heads of the consent chains into the log, so that they are
/// published outside the database. Once a day: erases what is over (events/retention.hpp) and sees
/// to it that the files hold nothing of it. Every consent chain is verified once a day, a little at
/// a time (chain_verification.hpp). Every minute: erases registrations that nobody confirmed in
/// time, ends offers of places and invitations, since others wait for those places; announces what
/// is out and ends the consents that were given for that alone; asks for consents to be renewed and
/// ends those that were not; queues reminders and messages afterwards that are due, those when they
/// are.
class maintenance {
 public:
  explicit maintenance(services& with) : with_(with), verification_(with) {}
  ~maintenance() { stop(); }

  void start();
  void stop();

  /// One round; also for tests. Each step is tried whatever becomes of the others.
  /// @throws what the first step threw that failed
  void run_once(instant now);

 private:
  void work();
  bool is_stopping();
  /// Does something in one write after another until a step has done less than half of
  /// `rows_at_a_time`.
  /// How much in all.
  std::int64_t in_steps(const std::function<std::int64_t(schema::transaction&)>& step);
  void run_often(instant now);
  void expire_registrations(instant now);
  void lapse_offers(instant now);
  void end_invitations(instant now);
  void expire_requests(instant now);
  void end_consents(instant now);
  void renew_consents(instant now);
  /// What waits for who has none of these consents any more; how many people.
  static std::int64_t cancel_messages(schema::transaction& tx,
                                      const std::vector<consent::ended_consent>& ended,
                                      instant now);
  void look_after_requests(instant now);
  void forget_what_ended(instant now);
  void log_heads();
  void publish_heads(instant now);
  void verify_chains(instant now);
  void count_months();
  void erase_what_is_over(instant now);
  void announce(instant now);
  void send_planned(instant now);
  void round(std::chrono::steady_clock::time_point at);
  bool is_mail_due();

  services& with_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  bool log_is_to_be_emptied_ = false;  ///< of the thread alone
  bool announcing_ = false;            ///< of the thread alone: messages are on their way
  std::chrono::steady_clock::time_point next_long_, next_short_;  ///< of the thread alone
  chain_verification verification_;
  bool verifying_ = false;  ///< of the thread alone: a chain is under way
  std::thread thread_;
};

}  // namespace zusage::server
