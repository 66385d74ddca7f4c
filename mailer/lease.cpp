// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/lease.hpp"

#include <algorithm>

#include "mailer/claim.hpp"
#include "mailer/worker_parts.hpp"

namespace zusage::mailer {
namespace {

using namespace std::chrono_literals;

constexpr auto between_renewals = 15s;
// A lease that is about to end is no reason to begin; the clocks of machines differ a little.
constexpr auto margin = 20s;

}  // namespace

lease_keeper::lease_keeper(shared_work& shared)
    : shared_(shared), first_claim_(shared.last_claim) {}

lease_keeper::~lease_keeper() {
  stop();
}

void lease_keeper::start() {
  thread_ = std::thread([this] { run(); });
}

void lease_keeper::stop() {
  if (thread_.joinable()) thread_.join();
}

bool lease_keeper::holds(std::int64_t claim, std::int64_t message, instant claimed) {
  const auto now = shared_.clock();
  if (std::max(claimed, renewed_.load()) + lease > now + margin) return true;
  return shared_.db.write(
      [&](schema::transaction& tx) { return renew_lease(tx, claim, message, now + lease); });
}

void lease_keeper::renew(instant now) {
  const auto last = shared_.last_claim.load();
  const auto taken_up = shared_.db.write([&](schema::transaction& tx) {
    renew_leases(tx, first_claim_, last, now + lease);
    return take_up_interrupted(tx, now);
  });
  shared_.uncertain += static_cast<std::uint64_t>(taken_up);
  renewed_ = now;
}

// Until the worker has to give up, not only until it stops: messages that are being handed over
// keep their lease meanwhile.
void lease_keeper::run() {
  auto next = std::chrono::steady_clock::now();
  while (!shared_.is_finished()) {
    if (std::chrono::steady_clock::now() >= next) {
      next = std::chrono::steady_clock::now() + between_renewals;
      try {
        renew(shared_.clock());
      } catch (const std::exception&) {  // the next one tries again; `holds` knows how old it is
      }
    }
    std::this_thread::sleep_for(100ms);
  }
}

}  // namespace zusage::mailer
