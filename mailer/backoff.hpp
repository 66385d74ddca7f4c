// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <algorithm>
#include <chrono>
#include <mutex>

namespace zusage::mailer {

/// Keeps all threads from trying a server again and again that is down: after each failure a pause
/// of 1, 2, 4 … up to 60 seconds, which ends with the first message that gets through. The time is
/// passed in. Safe to use from several threads.
class backoff {
 public:
  using time = std::chrono::steady_clock::time_point;
  using seconds = std::chrono::seconds;
  static constexpr seconds shortest{1}, longest{60};

  void failed(time now) {
    const std::lock_guard lock(mutex_);
    if (now < until_) return;  // the threads that fail together count once
    pause_ = std::clamp(pause_ * 2, shortest, longest);
    until_ = now + pause_;
  }

  void worked() {
    const std::lock_guard lock(mutex_);
    pause_ = seconds{0};
    until_ = {};
  }

  /// How long to wait still; zero when messages may be tried.
  std::chrono::milliseconds left(time now) const {
    const std::lock_guard lock(mutex_);
    if (now >= until_) return {};
    return std::chrono::ceil<std::chrono::milliseconds>(until_ - now);
  }

 private:
  mutable std::mutex mutex_;
  seconds pause_{0};
  time until_{};
};

}  // namespace zusage::mailer
