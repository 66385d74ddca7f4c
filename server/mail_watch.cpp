// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/mail_watch.hpp"

#include <spdlog/spdlog.h>

#include "server/configuration.hpp"
#include "server/database_fault.hpp"
#include "server/returned_spool.hpp"

namespace zusage::server {

using namespace std::chrono_literals;

namespace {

constexpr auto glance = 5s;
constexpr std::size_t most_a_glance = 1000;  // of the folder
constexpr std::size_t most_asked_for = 200;
constexpr std::size_t most_a_minute = 2000;  // of a mailbox

void say(const events::returns_taken& all) {
  if (all.noted == 0) return;
  spdlog::info("mails that came back: {}; consents that ended by it: {}", all.noted,
               all.consents_ended);
}

void add(events::returns_taken& all, const events::returns_taken& one) {
  all.noted += one.noted;
  all.repeated += one.repeated;
  all.foreign += one.foreign;
  all.consents_ended += one.consents_ended;
}

}  // namespace

mailer::imap_settings returned_mailbox(const configuration& config) {
  mailer::imap_settings settings;
  settings.url = config.bounce_imap;
  settings.username = config.bounce_imap_username;
  settings.password = config.bounce_imap_password;
  settings.ca_file = config.mail.ca_file;
  return settings;
}

events::returns_taken take_returned_mail(schema::database& db, const events::return_tools& with,
                                         const std::string& bytes, instant now) {
  const auto read = mailer::read_returned(bytes);
  if (read.reports.empty()) return {};
  return db.write(
      [&](schema::transaction& tx) { return events::take_returned(tx, with, read, now); });
}

mail_watch::mail_watch(services& with)
    : with_(with), marks_(with.config.mail.bounce_address, with.keys.links) {}

void mail_watch::start() {
  next_minute_ = std::chrono::steady_clock::now();
  thread_ = std::thread([this] { work(); });
}

void mail_watch::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool mail_watch::is_stopping() {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

// One mail that cannot be taken keeps no other: it counts as one that had no effect.
events::returns_taken mail_watch::take(const std::string& bytes, instant now) {
  try {
    return take_returned_mail(with_.db, {with_.ledger, marks_, with_.config.host()}, bytes, now);
  } catch (const schema::error& e) {
    if (is_passing(e)) throw;
    spdlog::error("a mail that came back cannot be taken: {}", e.what());
  } catch (const std::exception& e) {
    spdlog::error("a mail that came back cannot be taken: {}", e.what());
  }
  return {};
}

void mail_watch::take_spool(instant now) {
  const auto folder = returned_spool::folder_of(with_.config);
  if (folder.empty()) return;
  const returned_spool spool(folder);
  events::returns_taken all;
  for (const auto& name : spool.list(most_a_glance)) {
    if (is_stopping()) break;
    const auto done = take(spool.read(name, returned_spool::most_bytes), now);
    add(all, done);
    const bool had_effect = done.noted + done.repeated > 0;
    had_effect ? spool.remove(name) : spool.set_aside(name);
  }
  say(all);
}

void mail_watch::take_mailbox(instant now) {
  if (with_.config.bounce_imap.empty()) return;
  mailer::imap_mailbox box(returned_mailbox(with_.config), [this] { return is_stopping(); });
  events::returns_taken all;
  std::size_t taken = 0;
  while (taken < most_a_minute && !is_stopping()) {
    const auto uids = box.unseen(most_asked_for);
    if (uids.empty()) break;
    for (const auto uid : uids) {
      add(all, take(box.fetch(uid, returned_spool::most_bytes), now));
      box.mark_seen(uid);
      ++taken;
    }
  }
  say(all);
}

void mail_watch::tell_flow(instant now) {
  const auto health =
      with_.db.read([&](const schema::reader& db) { return mailer::look_at_mail(db, now); });
  if (health.how == told_) return;
  told_ = health.how;
  if (health.how == mailer::mail_flow::well) {
    spdlog::info("mail leaves again");
  } else if (health.how == mailer::mail_flow::stalled) {
    spdlog::error("no mail has left for 15 minutes; {} wait, the oldest since {}{}{}",
                  health.waiting, to_iso(health.since), health.reply.empty() ? "" : ": ",
                  health.reply);
  } else {
    spdlog::warn("mail comes in faster than it leaves; {} wait, the oldest since {}",
                 health.waiting, to_iso(health.since));
  }
}

void mail_watch::minutely(instant now) {
  tell_flow(now);
  const auto folder = returned_spool::folder_of(with_.config);
  if (!folder.empty()) returned_spool(folder).forget_old(now);
  try {
    take_mailbox(now);
    if (!last_fault_.empty()) spdlog::info("the mailbox of returned mails can be read again");
    last_fault_.clear();
  } catch (const mailer::imap_fault& e) {
    if (last_fault_ != e.what()) spdlog::error("the mailbox of returned mails: {}", e.what());
    last_fault_ = e.what();
  }
}

void mail_watch::work() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    try {
      take_spool(now());
      if (std::chrono::steady_clock::now() >= next_minute_) {
        next_minute_ = std::chrono::steady_clock::now() + 1min;
        minutely(now());
      }
    } catch (const std::exception& e) {
      spdlog::error("returned mails: {}", e.what());
    }
    lock.lock();
    wake_.wait_for(lock, glance, [this] { return stopping_; });
  }
}

}  // namespace zusage::server
