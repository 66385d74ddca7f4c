// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstdint>
#include <set>
#include <stop_token>
#include <string>
#include <thread>

#include "mailer/imap.hpp"
#include "server/returned_taker.hpp"

namespace zusage::server {

/// The mailbox of a configuration.
mailer::imap_settings returned_mailbox(const configuration& config);

/// Takes what came back from the mailbox of `mail.bounce_imap`, on a thread of its own: a mail
/// server may keep it waiting for minutes. Without such a mailbox it does nothing.
class mailbox_watch {
 public:
  explicit mailbox_watch(services& with, std::chrono::milliseconds pace = std::chrono::minutes(1));
  ~mailbox_watch() { stop(); }
  mailbox_watch(const mailbox_watch&) = delete;
  mailbox_watch& operator=(const mailbox_watch&) = delete;

  void start();
  void stop();  ///< within about a second, also while the server is waited for

  /// One pass, in which each mail is looked at once; also for tests. What was taken is marked as
  /// seen after it is stored; a mail taken twice changes nothing. A mail that the server refuses or
  /// gives no text of keeps no other: it is said once, stays unseen and has its turn in the next
  /// pass. After a pass that was cut short, by its length or at a mail, the next goes on behind
  /// that.
  /// @throws mailer::imap_fault, schema::error
  void take(instant now);

  /// A pass whose fault is said in the log, once until it is over; also for tests.
  void look(instant now);

 private:
  void work();
  void take_one(mailer::imap_mailbox& box, std::uint32_t uid, instant now);
  void pass_over(std::uint32_t uid, const std::string& why);
  void end_round();

  services& with_;
  returned_taker taker_;
  const std::chrono::milliseconds pace_;
  std::uint32_t after_ = 0;                     ///< where the next pass begins
  std::set<std::uint32_t> passed_over_, said_;  ///< in this round through the mailbox; in the log
  std::size_t unsaid_ = 0;                      ///< in this pass
  std::string last_fault_;
  std::stop_source stop_;
  std::thread thread_;
};

}  // namespace zusage::server
