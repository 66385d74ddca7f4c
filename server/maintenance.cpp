// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/maintenance.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <exception>

#include "consent/history.hpp"
#include "consent/renewal.hpp"
#include "events/announce.hpp"
#include "events/chain_head_mail.hpp"
#include "events/data_requests.hpp"
#include "events/erase_person.hpp"
#include "events/idempotency.hpp"
#include "events/invitation.hpp"
#include "events/mail_runs.hpp"
#include "events/municipality_index.hpp"
#include "events/personal_mails.hpp"
#include "events/renewal_mail.hpp"
#include "events/request_mails.hpp"
#include "events/retention.hpp"
#include "events/sign_up_drafts.hpp"
#include "events/staff_mails.hpp"
#include "events/webhooks.hpp"
#include "mailer/pace.hpp"
#include "organisers/api_tokens.hpp"
#include "organisers/sessions.hpp"
#include "organisers/staff_token.hpp"
#include "organisers/throttle.hpp"
#include "server/shared_rate_limit.hpp"

namespace zusage::server {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

namespace {
constexpr auto interval = 1h;
constexpr auto short_interval = 1min;  // of what somebody else waits for
constexpr auto moment = 2s;            // while announcements are on their way
// Planned mails go out when they are due and not up to a minute later: they say how to join, and
// an organiser who tells everybody now waits for it.
constexpr auto glance = 5s;
constexpr auto verification_budget = 1s;
// In one write, so that sign-ups need not wait long behind it.
constexpr std::int64_t rows_at_a_time = 100;
// Writing a SQLite file of this size anew takes one to two seconds, on a slow disk less than the
// patience of who waits to write.
constexpr std::uintmax_t most_rewritten_bytes = 256 * 1024 * 1024;

// What one step stumbles over, a damaged row for instance, keeps none of the others from its work.
class steps {
 public:
  template <class Work>
  void operator()(const Work& work) {
    try {
      work();
    } catch (const std::exception& e) {
      spdlog::error("maintenance: {}", e.what());
      if (!first_) first_ = std::current_exception();
    }
  }
  void rethrow_first() const {
    if (first_) std::rethrow_exception(first_);
  }

 private:
  std::exception_ptr first_;
};

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
  // A step passes over what is damaged and has then done a little less than it could.
  while (some >= rows_at_a_time / 2 && !is_stopping()) {
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

bool maintenance::is_mail_due() {
  const auto due =
      with_.db.read([](const schema::reader& db) { return events::next_mail_run(db); });
  return due && *due <= now();
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

void maintenance::erase_what_is_over(instant now) {
  if (const auto run = events::begin_daily_run(with_.db, now)) {
    const auto [erased, failure] =
        events::carry_out_run(with_.db, run->id, now, [this] { return is_stopping(); });
    for (const auto& [rule, count] : erased) {
      spdlog::info("erased because its time was over: {} ({})", count, rule);
    }
    if (!failure.empty()) spdlog::error("maintenance, not everything could be erased: {}", failure);
    // Whoever was erased since yesterday, by whatever means, goes from the file now. In a new
    // database nobody was, and who has just started the program need not wait for that.
    const bool nobody = run->first && erased.empty();
    const auto done = with_.db.writes().compact(nobody ? 0 : most_rewritten_bytes);
    log_is_to_be_emptied_ = !done.log_emptied;
  } else if (log_is_to_be_emptied_) {
    log_is_to_be_emptied_ = !with_.db.writes().compact(0).log_emptied;
  }
}

std::int64_t maintenance::cancel_messages(schema::transaction& tx,
                                          const std::vector<consent::ended_consent>& ended,
                                          instant now) {
  for (const auto& one : ended) {
    mailer::outbox::cancel_queued(tx, one.principal_id, one.purpose_id, now);
  }
  return std::int64_t(ended.size());
}

void maintenance::end_consents(instant now) {
  const auto all = in_steps([&](schema::transaction& tx) {
    return cancel_messages(tx, with_.ledger.end_overdue(tx, now, rows_at_a_time), now);
  });
  if (all > 0) spdlog::info("{} consents have ended by themselves", all);
}

void maintenance::renew_consents(instant now) {
  std::int64_t asked = 0, ended = 0;
  for (bool more = true; more && !is_stopping();) {
    const auto step = with_.db.write([&](schema::transaction& tx) {
      return events::queue_renewals(tx, with_.ledger, with_.outbox, now, rows_at_a_time);
    });
    asked += step.queued;
    more = step.more;
    if (step.queued > 0) with_.wake_mailer();
  }
  for (bool more = true; more && !is_stopping();) {
    more = with_.db.write([&](schema::transaction& tx) {
      const auto step = consent::end_not_renewed(tx, with_.ledger, now, rows_at_a_time);
      ended += cancel_messages(tx, step.ended, now);
      return step.more;
    });
  }
  if (asked > 0) spdlog::info("asked {} people to renew a consent", asked);
  if (ended > 0) spdlog::info("{} consents were not renewed in time and have ended", ended);
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

void maintenance::look_after_requests(instant now) {
  const auto told = in_steps([&](schema::transaction& tx) {
    return events::remind_of_requests(tx, with_.outbox, now, rows_at_a_time);
  });
  if (told > 0) {
    spdlog::info("reminded of {} requests of people whose deadline comes or is over", told);
    with_.wake_mailer();
  }
  in_steps([&](schema::transaction& tx) {
    return events::forget_answered_requests(tx, now, rows_at_a_time);
  });
}

void maintenance::publish_heads(instant now) {
  const auto due =
      with_.db.read([&](const schema::reader& db) { return consent::heads_due(db, now); });
  if (due.empty()) return;
  const auto queued = with_.db.write([&](schema::transaction& tx) {
    return events::mail_chain_heads(tx, with_.outbox, due, now);
  });
  if (queued > 0) with_.wake_mailer();
}

void maintenance::verify_chains(instant now) {
  try {
    verifying_ = verification_.go_on(now, verification_budget);
  } catch (const std::exception& e) {
    spdlog::error("maintenance, verifying a consent chain: {}", e.what());
  }
}

void maintenance::count_months() {
  const auto organisers = with_.db.read([](const schema::reader& db) {
    return db.all<std::int64_t>("SELECT organiser_id FROM consent_chain ORDER BY organiser_id");
  });
  for (const auto& [id] : organisers) {
    in_steps([organiser = id](schema::transaction& tx) {
      return consent::count_months(tx, organiser, rows_at_a_time);
    });
  }
}

void maintenance::run_once(instant now) {
  steps step;
  step([&] { run_often(now); });
  step([&] { forget_what_ended(now); });
  step([&] { look_after_requests(now); });
  step([&] { expire_requests(now); });
  step([&] { end_consents(now); });
  step([&] { erase_what_is_over(now); });
  step([&] {
    in_steps([&](schema::transaction& tx) {
      return events::erase_finished_service_mails(tx, now, rows_at_a_time);
    });
  });
  step([&] {
    in_steps([&](schema::transaction& tx) {
      return events::erase_finished_staff_mails(tx, now, rows_at_a_time);
    });
  });
  step([&] { publish_heads(now); });
  step([&] { count_months(); });
  step([&] { log_heads(); });
  step.rethrow_first();
}

void maintenance::forget_what_ended(instant now) {
  with_.db.write([&](schema::transaction& tx) {
    tx.execute("DELETE FROM idempotency WHERE created_at < :1", now - events::form_keys_live);
    organisers::forget_old_failures(tx, now);
    shared_rate_limit::forget_full(tx, now);
    organisers::remove_ended_sessions(tx, now);
    organisers::forget_staff_tokens(tx, now);
    events::forget_data_access(tx, now);
    mailer::forget_past_turns(tx, now);
  });
  const auto forget_all = [&](auto remove) {
    in_steps([&](schema::transaction& tx) { return remove(tx, now, rows_at_a_time); });
  };
  forget_all(organisers::remove_old_answers);
  forget_all(organisers::remove_ended_tokens);
  forget_all(events::remove_old_webhook_calls);
}

void maintenance::log_heads() {
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
  steps step;
  // First, since a form that nobody sent was promised to be gone.
  step([&] {
    const auto drafts = in_steps(
        [&](schema::transaction& tx) { return events::erase_drafts(tx, now, rows_at_a_time); });
    if (drafts > 0) spdlog::info("erased {} forms that were begun and not sent", drafts);
  });
  // Whose data were erased has their address in this mail alone.
  step([&] {
    in_steps(
        [&](schema::transaction& tx) { return events::forget_erasure_mails(tx, rows_at_a_time); });
  });
  // After an import it is made here, and not by a network thread for the first who asks.
  step([&] { with_.db.read([](const schema::reader& db) { events::index_of_directory(db); }); });
  step([&] { expire_registrations(now); });
  step([&] { lapse_offers(now); });
  step([&] { end_invitations(now); });
  step([&] { announce(now); });
  step([&] { renew_consents(now); });
  step([&] { send_planned(now); });
  step([&] { verify_chains(now); });
  step.rethrow_first();
}

void maintenance::round(steady_clock::time_point at) {
  if (at >= next_long_) {
    next_long_ += interval;
    run_once(now());
  } else if (at >= next_short_ || is_mail_due()) {
    run_often(now());
  } else {
    return;
  }
  const bool soon = announcing_ || verifying_;
  next_short_ = steady_clock::now() + (soon ? moment : short_interval);
}

void maintenance::work() {
  next_long_ = next_short_ = steady_clock::now();
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    auto pause = steady_clock::duration(glance);
    try {
      round(steady_clock::now());
      pause = std::clamp<steady_clock::duration>(next_short_ - steady_clock::now(), 1s, glance);
    } catch (const std::exception& e) {
      spdlog::error("maintenance: {}", e.what());
      next_short_ = steady_clock::now() + short_interval;
    }
    lock.lock();
    wake_.wait_for(lock, pause, [this] { return stopping_; });
  }
}

}  // namespace zusage::server
