// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <set>
#include <stop_token>
#include <string>
#include <thread>

#include "mailer/health.hpp"
#include "server/mailbox_watch.hpp"
#include "server/returned_taker.hpp"
#include "server/services.hpp"

namespace zusage::server {

/// How often the watch looks.
struct watch_pace {
  std::chrono::milliseconds folder = std::chrono::seconds(5);
  std::chrono::milliseconds rest = std::chrono::minutes(1);  ///< the mailbox, how mail leaves
};

/// Looks after mail from outside the mailer: takes what came back from the folder of
/// `zusage mail bounce`, and says in the log when mail does not leave, and when it does again. The
/// mailbox has a thread of its own beside this one.
class mail_watch {
 public:
  explicit mail_watch(services& with, watch_pace pace = {});
  ~mail_watch() { stop(); }
  mail_watch(const mail_watch&) = delete;
  mail_watch& operator=(const mail_watch&) = delete;

  void start();
  void stop();

  /// What waits in the folder; also for tests. What has no effect is set aside, what cannot be read
  /// stays and is said once.
  /// @throws schema::error while the database is away
  void take_spool(instant now);

  /// Says what changed in how mail leaves; also for tests.
  void tell_flow(instant now);

 private:
  void work();
  void minutely(instant now);

  services& with_;
  const watch_pace pace_;
  returned_taker taker_;
  std::set<std::string> unreadable_;  ///< names in the folder that were said
  std::set<std::string> in_vain_;     ///< taken without effect, and could not be set aside
  mailer::mail_flow told_ = mailer::mail_flow::well;  ///< of the thread alone
  std::stop_source stop_;
  mailbox_watch mailbox_;
  std::thread thread_;
};

}  // namespace zusage::server
