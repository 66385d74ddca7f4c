// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/mail_watch.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "server/configuration.hpp"
#include "server/returned_spool.hpp"

namespace zusage::server {
namespace {

// Runs `what`; the same fault is said once until it is over.
template <class F>
void attempt(F what, std::string& last_fault) {
  try {
    what();
    last_fault.clear();
  } catch (const std::exception& e) {
    if (last_fault != e.what()) spdlog::error("returned mails: {}", e.what());
    last_fault = e.what();
  }
}

}  // namespace

mail_watch::mail_watch(services& with, watch_pace pace)
    : with_(with), pace_(pace), taker_(with), mailbox_(with, pace.rest) {}

void mail_watch::start() {
  mailbox_.start();
  thread_ = std::thread([this] { work(); });
}

void mail_watch::stop() {
  stop_.request_stop();
  mailbox_.stop();
  if (thread_.joinable()) thread_.join();
}

void mail_watch::take_spool(instant now) {
  const auto folder = returned_spool::folder_of(with_.config);
  if (folder.empty()) return;
  returned_spool spool(folder);
  // All of them, so that those that cannot be read keep no others.
  const auto names = spool.list(returned_spool::most_waiting);
  const auto is_gone = [&](const std::string& name) {
    return !std::binary_search(names.begin(), names.end(), name);
  };
  std::erase_if(unreadable_, is_gone);
  std::erase_if(in_vain_, is_gone);
  for (const auto& name : names) {
    if (stop_.stop_requested()) break;
    if (in_vain_.contains(name)) continue;
    const auto bytes = spool.read(name, returned_spool::most_bytes);
    if (!bytes) {
      if (unreadable_.insert(name).second)
        spdlog::error("{}/new/{} cannot be read and is left there", folder, name);
      continue;
    }
    const auto done = taker_.take(*bytes, now);
    if (done.noted + done.repeated > 0) {
      spool.remove(name);
    } else if (!spool.set_aside(name)) {
      in_vain_.insert(name);
      spdlog::error("{}/new/{} cannot be set aside and is left there", folder, name);
    }
  }
  taker_.say();
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
  const auto folder = returned_spool::folder_of(with_.config);
  if (!folder.empty()) returned_spool(folder).forget_old(now);
  tell_flow(now);
}

void mail_watch::work() {
  std::mutex alone;
  std::condition_variable_any wake;
  std::unique_lock lock(alone);
  const auto stop = stop_.get_token();
  std::string fault_of_folder, fault_of_rest;
  // Not at once: after an outage of this process mail waits, and has not had the time to leave.
  auto next = std::chrono::steady_clock::now() + pace_.rest;
  while (!stop.stop_requested()) {
    attempt([&] { take_spool(now()); }, fault_of_folder);
    if (std::chrono::steady_clock::now() >= next) {
      next = std::chrono::steady_clock::now() + pace_.rest;
      attempt([&] { minutely(now()); }, fault_of_rest);
    }
    wake.wait_for(lock, stop, pace_.folder, [] { return false; });
  }
}

}  // namespace zusage::server
