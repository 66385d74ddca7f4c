// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "schema/database.hpp"

namespace zusage::server {

/// What is due now and then: forgets idempotency keys after two days, ended sessions and old failed
/// sign-ins, and writes the heads of the consent chains into the log (law.md: published outside the
/// database at intervals).
class maintenance {
 public:
  explicit maintenance(schema::database& db) : db_(db) {}
  ~maintenance() { stop(); }

  void start();
  void stop();

  /// One round; also for tests. @throws schema::error
  void run_once(instant now);

 private:
  void work();

  schema::database& db_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace zusage::server
