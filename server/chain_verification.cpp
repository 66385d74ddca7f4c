// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/chain_verification.hpp"

#include <spdlog/spdlog.h>

#include "consent/verifications.hpp"
#include "events/chain_problem_mail.hpp"

namespace zusage::server {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t rows_in_a_step = 2000;
constexpr auto pause_by_hand = 1min;

// Stores what came out; problems go into the log, and to officers when they are new.
void store(services& with, std::int64_t organiser_id, const consent::verification& found,
           instant now) {
  for (const auto& one : found.problems) spdlog::error("consent chain: {}", one);
  std::int64_t queued = 0;
  with.db.write([&](schema::transaction& tx) {
    queued = 0;
    if (consent::end_verification(tx, organiser_id, found, now))
      queued = events::mail_chain_problem(tx, with.outbox, organiser_id, found, now);
  });
  if (queued > 0) with.wake_mailer();
}

}  // namespace

bool chain_verification::begin(instant now) {
  const auto due =
      with_.db.read([&](const schema::reader& db) { return consent::verification_due(db, now); });
  if (!due) return false;
  const bool mine = with_.db.write([&](schema::transaction& tx) {
    return consent::begin_verification(tx, *due, now, consent::verification_interval);
  });
  if (!mine) return false;
  organiser_id_ = *due;
  running_.emplace(with_.keys.lookup, with_.keys.people, organiser_id_);
  return true;
}

bool chain_verification::go_on(instant now, std::chrono::milliseconds budget) {
  const auto until = std::chrono::steady_clock::now() + budget;
  while (running_ || begin(now)) {
    bool more = false;
    try {
      more = with_.db.read(
          [&](const schema::reader& db) { return running_->step(db, rows_in_a_step); });
    } catch (...) {
      running_.reset();  // begun anew when its time comes again; the others are next
      throw;
    }
    if (!more) {
      const auto found = running_->finish();
      running_.reset();
      store(with_, organiser_id_, found, now);
    }
    if (std::chrono::steady_clock::now() >= until) return true;
  }
  return false;
}

std::optional<consent::verification> verify_now(services& with, std::int64_t organiser_id,
                                                instant now) {
  const bool mine = with.db.write([&](schema::transaction& tx) {
    return consent::begin_verification(tx, organiser_id, now, pause_by_hand);
  });
  if (!mine) return {};
  consent::verifier all(with.keys.lookup, with.keys.people, organiser_id);
  while (with.db.read([&](const schema::reader& db) { return all.step(db, rows_in_a_step); })) {
  }
  auto found = all.finish();
  store(with, organiser_id, found, now);
  return found;
}

}  // namespace zusage::server
