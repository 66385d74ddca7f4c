// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <thread>

#include "base/time.hpp"

namespace zusage::mailer {

struct shared_work;

/// Where several processes send: renews the leases of this process's claims, and takes up messages
/// whose process let them lapse. The lease is short, so that a killed process's messages come back
/// soon; a hand-over may take much longer (RFC 5321 4.5.3.2.6: ten minutes), so it is renewed.
class lease_keeper {
 public:
  explicit lease_keeper(shared_work& shared);
  ~lease_keeper();
  lease_keeper(const lease_keeper&) = delete;
  lease_keeper& operator=(const lease_keeper&) = delete;

  void start();
  void stop();

  /// To be asked before a message is handed over: whether `claim`, made at `claimed`, surely still
  /// has it. Asks the database when the last renewal is too old to be sure.
  bool holds(std::int64_t claim, std::int64_t message, instant claimed);

 private:
  void run();
  void renew(instant now);

  shared_work& shared_;
  const std::int64_t first_claim_;
  std::atomic<instant> renewed_{instant{}};
  std::thread thread_;
};

}  // namespace zusage::mailer
