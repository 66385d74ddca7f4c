// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/worker.hpp"

#include <stdexcept>
#include <utility>

#include "base/crypto.hpp"
#include "mailer/worker_parts.hpp"

namespace zusage::mailer {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr auto patience_when_stopping = 10s;

std::int64_t random_number() {
  const auto bytes = random_bytes(6);
  std::int64_t number = 0;
  for (const char byte : bytes) number = number * 256 + static_cast<unsigned char>(byte);
  return number;
}

}  // namespace

shared_work::shared_work(schema::database& on, mail_settings with, composer by, clock_source at)
    : db(on),
      settings(std::move(with)),
      compose(std::move(by)),
      clock(std::move(at)),
      last_claim(random_number()) {}

bool shared_work::is_stopping() {
  const std::lock_guard lock(mutex);
  return stopping;
}

bool shared_work::has_to_give_up() {
  const std::lock_guard lock(mutex);
  return stopping && steady_clock::now() >= give_up_at;
}

std::uint64_t shared_work::wake_ups() {
  const std::lock_guard lock(mutex);
  return woken;
}

void shared_work::sleep(std::uint64_t seen, std::chrono::milliseconds most, bool reserved) {
  std::unique_lock lock(mutex);
  const auto woken_up = [&] { return stopping || woken != seen; };
  if (reserved) {
    changed_for_reserved.wait_for(lock, most, woken_up);
    return;
  }
  ++idle;
  changed.wait_for(lock, most, woken_up);
  --idle;
}

void shared_work::rest(std::chrono::milliseconds most) {
  std::unique_lock lock(mutex);
  const bool was_stopping = stopping;
  changed.wait_for(lock, most, [&] { return stopping != was_stopping; });
}

void shared_work::wake() {
  const std::lock_guard lock(mutex);
  ++woken;
  (idle > 0 ? changed : changed_for_reserved).notify_one();
}

void shared_work::count(const settled& what) {
  if (what.becomes.state == message_state::sent) {
    ++sent;
  } else if (what.becomes.state == message_state::cancelled) {
    ++cancelled;
  } else if (what.evidence && what.evidence->outcome == to_text(outcome::uncertain)) {
    ++uncertain;
  } else if (what.becomes.state == message_state::failed) {
    ++failed;
  } else if (what.evidence) {
    ++deferred;
  }
}

struct worker::parts : shared_work {
  using shared_work::shared_work;
};

worker::worker(schema::database& db, mail_settings settings, composer compose, clock_source clock) {
  const auto faults = check_settings(settings);
  if (!faults.empty()) throw std::invalid_argument(faults.front());
  parts_ = std::make_unique<parts>(db, std::move(settings), std::move(compose), std::move(clock));
}

worker::~worker() {
  stop();
}

void worker::start() {
  if (!parts_->threads.empty()) return;
  const auto now = parts_->clock();
  const auto interrupted =
      parts_->db.write([&](schema::transaction& tx) { return take_up_interrupted(tx, now); });
  parts_->uncertain += static_cast<std::uint64_t>(interrupted);
  parts_->stopping = false;
  parts_->finished = false;
  if (parts_->db.is_remote()) parts_->leases.start();
  for (int i = 0; i < parts_->settings.connections; ++i) {
    const bool reserved = i == 0 && parts_->settings.connections > 1;
    auto one = std::make_unique<mail_thread>(*parts_, reserved);
    parts_->threads.emplace_back([runs = std::move(one)] { runs->run(); });
  }
}

void worker::wake() {
  parts_->wake();
}

void worker::stop() {
  {
    const std::lock_guard lock(parts_->mutex);
    if (!parts_->stopping) parts_->give_up_at = steady_clock::now() + patience_when_stopping;
    parts_->stopping = true;
    parts_->changed.notify_all();
    parts_->changed_for_reserved.notify_all();
  }
  for (auto& thread : parts_->threads) thread.join();
  parts_->threads.clear();
  parts_->finished = true;
  parts_->leases.stop();
}

worker::figures worker::counted() const {
  return {parts_->sent, parts_->deferred, parts_->failed, parts_->uncertain, parts_->cancelled};
}

}  // namespace zusage::mailer
