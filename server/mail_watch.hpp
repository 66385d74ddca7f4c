// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <thread>

#include "events/take_returned.hpp"
#include "mailer/health.hpp"
#include "mailer/imap.hpp"
#include "server/services.hpp"

namespace zusage::server {

/// Looks after mail from outside the mailer: takes what came back (from the folder of
/// `zusage mail bounce` every few seconds, from the mailbox once a minute), and says in the log
/// when mail does not leave, and when it does again.
class mail_watch {
 public:
  explicit mail_watch(services& with);
  ~mail_watch() { stop(); }

  void start();
  void stop();

  /// What waits in the folder; also for tests. What has no effect is set aside.
  void take_spool(instant now);

  /// What nobody has seen yet in the mailbox, if there is one; also for tests. What was taken is
  /// marked as seen after it is stored; a mail taken twice changes nothing.
  /// @throws mailer::imap_fault, schema::error
  void take_mailbox(instant now);

  /// Says what changed in how mail leaves; also for tests.
  void tell_flow(instant now);

 private:
  void work();
  void minutely(instant now);
  bool is_stopping();
  /// @throws schema::error while the database is away
  events::returns_taken take(const std::string& bytes, instant now);

  services& with_;
  mailer::bounce_marks marks_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  mailer::mail_flow told_ = mailer::mail_flow::well;  ///< of the thread alone, as what follows
  std::string last_fault_;                            ///< of the mailbox: each is said once
  std::chrono::steady_clock::time_point next_minute_;
  std::thread thread_;
};

/// The mailbox of a configuration.
mailer::imap_settings returned_mailbox(const configuration& config);

/// Takes one mail that came back.
events::returns_taken take_returned_mail(schema::database& db, const events::return_tools& with,
                                         const std::string& bytes, instant now);

}  // namespace zusage::server
