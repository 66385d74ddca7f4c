// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "events/webhook_calls.hpp"
#include "mailer/web_call.hpp"
#include "server/services.hpp"

namespace zusage::server {

/// Calls the systems of organisers (events/webhook_calls.hpp) on threads of its own, since
/// receivers may keep them waiting. Without an endpoint they ask the database now and then and do
/// nothing.
class webhook_sender {
 public:
  explicit webhook_sender(services& with, std::chrono::milliseconds pace = std::chrono::seconds(2));
  ~webhook_sender() { stop(); }
  webhook_sender(const webhook_sender&) = delete;
  webhook_sender& operator=(const webhook_sender&) = delete;

  void start();
  void stop();  ///< within about a second, also while a receiver is waited for

  static constexpr std::size_t threads = 4;
  /// One claim may take so long; what is left of it then is given back, and others have their turn.
  static constexpr std::chrono::seconds longest_turn{30};

  /// One claim of what is due by the clock of the services; how many calls were made, 0 when none
  /// was due. Also for tests. An endpoint that fails has its further calls of this claim given
  /// back.
  /// @throws schema::error
  std::size_t pass();

  /// As the operator set it; tests shorten the times.
  mailer::web_settings& settings() { return settings_; }

  /// Between a call and noting what became of it; tests throw here, as a process that is killed.
  std::function<void()> before_noting;

 private:
  void work();
  events::webhook_outcome call(mailer::web_caller& by, std::int64_t id);
  std::size_t send(const std::vector<events::claimed_webhook_call>& all, std::int64_t claim);

  services& with_;
  const std::chrono::milliseconds pace_;
  mailer::web_settings settings_;
  std::atomic<std::int64_t> last_claim_;
  std::stop_source stop_;
  std::vector<std::thread> threads_;
};

}  // namespace zusage::server
