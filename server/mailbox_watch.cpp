// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/mailbox_watch.hpp"

#include <spdlog/spdlog.h>

#include <condition_variable>
#include <mutex>
#include <utility>

#include "server/configuration.hpp"
#include "server/returned_spool.hpp"

namespace zusage::server {
namespace {

constexpr std::size_t most_asked_for = 200;
constexpr std::size_t most_a_pass = 2000;
constexpr std::size_t most_said = 10;  // lines of a pass about single mails

}  // namespace

mailer::imap_settings returned_mailbox(const configuration& config) {
  mailer::imap_settings settings;
  settings.url = config.bounce_imap;
  settings.username = config.bounce_imap_username;
  settings.password = config.bounce_imap_password;
  settings.ca_file = config.mail.ca_file;
  return settings;
}

mailbox_watch::mailbox_watch(services& with, std::chrono::milliseconds pace)
    : with_(with), taker_(with), pace_(pace) {}

void mailbox_watch::start() {
  if (!with_.config.bounce_imap.empty()) thread_ = std::thread([this] { work(); });
}

void mailbox_watch::stop() {
  stop_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void mailbox_watch::take(instant now) {
  if (with_.config.bounce_imap.empty()) return;
  mailer::imap_mailbox box(returned_mailbox(with_.config),
                           [this] { return stop_.stop_requested(); });
  // Numbers only grow, so a server that does not keep \Seen is not asked for the same mail twice.
  auto at = std::exchange(after_, 0);
  if (at == 0) passed_over_.clear();
  unsaid_ = 0;
  for (std::size_t taken = 0; taken < most_a_pass;) {
    const auto uids = box.unseen(most_asked_for, at);
    if (uids.empty()) return end_round();
    for (const auto uid : uids) {
      if (stop_.stop_requested()) return;
      take_one(box, uid, now);
      at = uid;
      ++taken;
    }
  }
  after_ = at;
  taker_.say();
}

void mailbox_watch::take_one(mailer::imap_mailbox& box, std::uint32_t uid, instant now) {
  try {
    const auto bytes = box.fetch(uid, returned_spool::most_bytes);
    if (!bytes) return pass_over(uid, "the mail server sends nothing of it");
    taker_.take(*bytes, now);
    box.mark_seen(uid);
  } catch (const mailer::imap_refused& e) {
    pass_over(uid, e.what());
  } catch (const mailer::imap_fault&) {
    after_ = uid;  // it may be this mail at which the server breaks off
    throw;
  }
}

void mailbox_watch::pass_over(std::uint32_t uid, const std::string& why) {
  passed_over_.insert(uid);
  if (!said_.insert(uid).second || ++unsaid_ > most_said) return;
  spdlog::warn("mail {} in the mailbox of returned mails is passed over: {}", uid, why);
}

// All that is unseen had its turn. What is refused no more is said again when it is.
void mailbox_watch::end_round() {
  if (unsaid_ > most_said) spdlog::warn("and {} more mails", unsaid_ - most_said);
  said_ = passed_over_;
  taker_.say();
}

void mailbox_watch::look(instant now) {
  const bool from_the_start = after_ == 0;
  try {
    take(now);
    // A pass that went on behind the mail of the fault says nothing about it.
    if (!from_the_start || last_fault_.empty()) return;
    spdlog::info("the mailbox of returned mails can be read again");
    last_fault_.clear();
  } catch (const std::exception& e) {
    if (stop_.stop_requested()) return;
    if (last_fault_ != e.what()) spdlog::error("the mailbox of returned mails: {}", e.what());
    last_fault_ = e.what();
  }
}

void mailbox_watch::work() {
  std::mutex alone;
  std::condition_variable_any wake;
  std::unique_lock lock(alone);
  const auto stop = stop_.get_token();
  while (!stop.stop_requested()) {
    look(now());
    wake.wait_for(lock, stop, pace_, [] { return false; });
  }
}

}  // namespace zusage::server
