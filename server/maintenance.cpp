// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/maintenance.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>

#include "events/announce.hpp"
#include "events/answer_retention.hpp"
#include "events/chain_head_mail.hpp"
#include "events/data_requests.hpp"
#include "events/invitation.hpp"
#include "events/mail_runs.hpp"
#include "events/municipality_index.hpp"
#include "events/people_retention.hpp"
#include "events/personal_mails.hpp"
#include "events/sign_up_drafts.hpp"
#include "organisers/sessions.hpp"
#include "organisers/throttle.hpp"
#include "server/shared_rate_limit.hpp"

namespace zusage::server {

using namespace std::chrono_literals;

namespace {
constexpr auto interval = 1h;
constexpr auto short_interval = 1min;  // of what somebody else waits for
constexpr auto moment = 2s;            // while announcements are on their way
// In one write, so that sign-ups need not wait long behind it.
constexpr std::int64_t rows_at_a_time = 100;
}  // namespace

void maintenance::start() {
  thread_ = std::thread([this] { work(); });
}

void maintenance::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool maintenance::is_stopping() {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

std::int64_t maintenance::in_steps(const std::function<std::int64_t(schema::transaction&)>& step) {
  std::int64_t all = 0, some = rows_at_a_time;
  while (some >= rows_at_a_time && !is_stopping()) {
    some = with_.db.write([&](schema::transaction& tx) { return step(tx); });
    all += some;
  }
  return all;
}

void maintenance::expire_registrations(instant now) {
  const auto all = in_steps([&](schema::transaction& tx) {
    return with_.registrar.expire_unverified(tx, with_.catalogue, now, rows_at_a_time);
  });
  if (all == 0) return;
  spdlog::info("erased {} registrations whose address nobody confirmed", all);
  with_.wake_mailer();  // whoever moved up is told
}

void maintenance::lapse_offers(instant now) {
  const auto all = in_steps([&](schema::transaction& tx) {
    return with_.registrar.lapse_offers(tx, with_.catalogue, now, rows_at_a_time);
  });
  if (all == 0) return;
  spdlog::info("{} offered places were not accepted in time", all);
  with_.wake_mailer();
}

void maintenance::end_invitations(instant now) {
  const auto all = in_steps([&](schema::transaction& tx) {
    return events::end_overdue_invitations(tx, with_.registrar, with_.catalogue, now,
                                           rows_at_a_time);
  });
  if (all == 0) return;
  spdlog::info("{} invitations ended, their time is over", all);
  with_.wake_mailer();
}

void maintenance::send_planned(instant now) {
  std::int64_t all = 0;
  events::run_progress step{true, 0};
  while (step.any && !is_stopping()) {
    step = with_.db.write([&](schema::transaction& tx) {
      return events::send_planned_mails(tx, with_.catalogue, with_.outbox, now, rows_at_a_time);
    });
    all += step.sent;
    if (step.sent > 0) with_.wake_mailer();
  }
  if (all > 0) spdlog::info("queued {} planned mails", all);
}

// Planned mails go out when they are due and not up to a minute later: they say how to join.
std::chrono::steady_clock::duration maintenance::time_to_next_round() {
  const auto due =
      with_.db.read([](const schema::reader& db) { return events::next_mail_run(db); });
  const auto left = due ? *due - now() : instant::duration(short_interval);
  return std::clamp<std::chrono::steady_clock::duration>(left, 1s, short_interval);
}

void maintenance::expire_requests(instant now) {
  const auto all = in_steps([&](schema::transaction& tx) {
    const auto expired = with_.ledger.expire_requests(tx, now, rows_at_a_time);
    for (const auto& one : expired) {
      mailer::outbox::forget_request(tx, one.principal_id, one.purpose_id, one.asked_at);
    }
    return std::int64_t(expired.size());
  });
  if (all > 0) spdlog::info("erased {} requests for consent that nobody confirmed", all);
}

void maintenance::erase_answers(instant now) {
  std::int64_t all = 0;
  events::erasure_step step;
  do {
    step = with_.db.write([&](schema::transaction& tx) {
      return events::erase_old_answers(tx, now, rows_at_a_time);
    });
    all += step.erased;
  } while (step.more && !is_stopping());
  if (all > 0) spdlog::info("erased {} answers whose own retention was over", all);
}

void maintenance::erase_people(instant now) {
  const auto all = in_steps([&](schema::transaction& tx) {
    return events::erase_replaced_people(tx, now, rows_at_a_time);
  });
  if (all > 0) spdlog::info("erased {} people who stand for their municipality no more", all);
}

void maintenance::announce(instant now) {
  const auto queued = in_steps([&](schema::transaction& tx) {
    return events::queue_announcements(tx, with_.ledger, with_.outbox, now, rows_at_a_time);
  });
  const auto ended = in_steps([&](schema::transaction& tx) {
    return events::end_announced(tx, with_.ledger, now, rows_at_a_time);
  });
  announcing_ = with_.db.read([](const schema::reader& db) { return events::is_announcing(db); });
  if (queued > 0) {
    spdlog::info("announced what is out to {} people who had asked for it", queued);
    with_.wake_mailer();
  }
  if (ended > 0) spdlog::info("{} consents to a single message have ended with it", ended);
}

void maintenance::publish_heads(instant now) {
  const auto queued = with_.db.write(
      [&](schema::transaction& tx) { return events::mail_chain_heads(tx, with_.outbox, now); });
  if (queued > 0) with_.wake_mailer();
}

void maintenance::run_once(instant now) {
  run_often(now);
  with_.db.write([&](schema::transaction& tx) {
    tx.execute("DELETE FROM idempotency WHERE created_at < :1", now - form_keys_live);
    organisers::forget_old_failures(tx, now);
    shared_rate_limit::forget_full(tx, now);
    organisers::remove_ended_sessions(tx, now);
    events::forget_data_access(tx, now);
  });
  expire_requests(now);
  erase_answers(now);
  erase_people(now);
  in_steps([&](schema::transaction& tx) {
    return events::erase_finished_service_mails(tx, now, rows_at_a_time);
  });
  publish_heads(now);
  with_.db.read([&](const schema::reader& db) {
    db.each<std::string, std::int64_t, std::string>(
        "SELECT o.key, c.sequence, c.hash FROM consent_chain c JOIN organiser o ON o.id = "
        "c.organiser_id"
        " WHERE c.sequence > 0 ORDER BY o.key",
        [](const std::string& organiser, std::int64_t sequence, const std::string& hash) {
          spdlog::info("consent chain of {}: {} records, head {}", organiser, sequence, hash);
        });
  });
}

void maintenance::run_often(instant now) {
  // First, and whatever becomes of the rest: a form that nobody sent was promised to be gone.
  try {
    const auto drafts = in_steps(
        [&](schema::transaction& tx) { return events::erase_drafts(tx, now, rows_at_a_time); });
    if (drafts > 0) spdlog::info("erased {} forms that were begun and not sent", drafts);
  } catch (const std::exception& e) {
    spdlog::error("maintenance, begun forms: {}", e.what());
  }
  // After an import it is made here, and not by a network thread for the first who asks.
  with_.db.read([](const schema::reader& db) { events::index_of_directory(db); });
  expire_registrations(now);
  lapse_offers(now);
  end_invitations(now);
  announce(now);
  send_planned(now);
}

void maintenance::work() {
  std::unique_lock lock(mutex_);
  auto next = std::chrono::steady_clock::now();
  while (!stopping_) {
    lock.unlock();
    std::chrono::steady_clock::duration pause = short_interval;
    try {
      if (std::chrono::steady_clock::now() >= next) {
        next += interval;
        run_once(now());
      } else {
        run_often(now());
      }
      pause = time_to_next_round();
    } catch (const std::exception& e) {
      spdlog::error("maintenance: {}", e.what());
    }
    lock.lock();
    if (announcing_) pause = moment;
    wake_.wait_for(lock, pause, [this] { return stopping_; });
  }
}

}  // namespace zusage::server
