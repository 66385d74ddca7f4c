// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/newsletter_sender.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "server/configuration.hpp"

namespace zusage::server {

using namespace std::chrono_literals;

namespace {

// While something goes out it is looked again soon, so that the mailer never waits for messages;
// the longer nothing changes (a slow server, a pause), the more seldom.
constexpr std::chrono::milliseconds shortest = 20ms, longest = 1s;

// A domain is taken up for about a minute ahead.
constexpr std::int64_t least_of_domain = 50;

}  // namespace

events::delivery_limits delivery_limits_of(const configuration& config) {
  events::delivery_limits limits;
  const auto per_minute = config.mail.newsletters_per_domain_and_minute;
  if (per_minute > 0) {
    limits.most_of_domain = std::clamp(per_minute, least_of_domain, limits.most_waiting / 4);
  }
  return limits;
}

void newsletter_sender::start() {
  thread_ = std::thread([this] { work(); });
}

void newsletter_sender::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

events::delivery_step newsletter_sender::run_once(instant now) {
  const auto limits = delivery_limits_of(with_.config);
  events::delivery_step all;
  do {
    const auto step =
        events::deliver_newsletters(with_.db, with_.ledger, with_.outbox, limits, now);
    if (step.queued > 0) with_.wake_mailer();
    all = {step.any_open, step.more, all.queued + step.queued};
    const std::lock_guard lock(mutex_);
    if (stopping_) break;
  } while (all.more);
  return all;
}

void newsletter_sender::work() {
  auto pause = longest;
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    try {
      const auto done = run_once(now());
      pause = done.queued > 0 ? shortest : std::min(pause * 2, longest);
    } catch (const std::exception& e) {
      spdlog::error("newsletters: {}", e.what());
      pause = longest;
    }
    lock.lock();
    wake_.wait_for(lock, pause, [this] { return stopping_; });
  }
}

}  // namespace zusage::server
