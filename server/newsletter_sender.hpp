// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "events/newsletter_delivery.hpp"
#include "server/services.hpp"

namespace zusage::server {

/// The thread that puts newsletters into the outbox, step by step (events/newsletter_delivery.hpp).
class newsletter_sender {
 public:
  explicit newsletter_sender(services& with) : with_(with) {}
  ~newsletter_sender() { stop(); }

  void start();
  void stop();

  /// Steps until nothing can be done at once; also for tests. @throws schema::error
  events::delivery_step run_once(instant now);

 private:
  void work();

  services& with_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

/// How far the outbox is filled ahead, by the limits of the configuration.
events::delivery_limits delivery_limits_of(const configuration& config);

}  // namespace zusage::server
