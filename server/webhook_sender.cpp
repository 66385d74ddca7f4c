// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/webhook_sender.hpp"

#include <spdlog/spdlog.h>

#include <condition_variable>
#include <cstring>
#include <mutex>

#include "server/configuration.hpp"

namespace zusage::server {
namespace {

// So that no two processes have the same claim; there is room for as many as are ever made.
std::int64_t first_claim() {
  const auto bytes = random_bytes(sizeof(std::int64_t));
  std::uint64_t number = 0;
  std::memcpy(&number, bytes.data(), sizeof number);
  return std::int64_t(number >> 2U) + 1;
}

// One that cannot be made holds up none that comes after it.
std::optional<events::webhook_message> message_of(const schema::reader& db, services& with,
                                                  std::int64_t id) {
  try {
    return events::make_webhook_message(db, with.keys.sessions, with.ledger, id, with.clock());
  } catch (const schema::error&) {
    throw;
  } catch (const std::exception& e) {
    spdlog::error("a call to another system cannot be made: {}", e.what());
    return {};
  }
}

}  // namespace

webhook_sender::webhook_sender(services& with, std::chrono::milliseconds pace)
    : with_(with), pace_(pace), last_claim_(first_claim()) {
  settings_.allow_private = with.config.webhooks_allow_private;
}

void webhook_sender::start() {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

void webhook_sender::stop() {
  stop_.request_stop();
  for (auto& one : threads_) one.join();
  threads_.clear();
}

std::size_t webhook_sender::pass() {
  const auto due = with_.db.read(
      [&](const schema::reader& db) { return events::has_due_webhook_calls(db, with_.clock()); });
  if (!due) return 0;
  const auto claim = ++last_claim_;
  const auto all = with_.db.write([&](schema::transaction& tx) {
    return events::claim_webhook_calls(tx, claim, with_.clock());
  });
  return send(all, claim);
}

std::size_t webhook_sender::send(const std::vector<events::claimed_webhook_call>& all,
                                 std::int64_t claim) {
  mailer::web_caller caller(settings_, [this] { return stop_.stop_requested(); });
  const auto until = with_.clock() + longest_turn;
  std::size_t made = 0;
  for (const auto& one : all) {
    if (stop_.stop_requested() || with_.clock() >= until) break;
    const auto what = call(caller, one.id);
    if (stop_.stop_requested() && what.status == 0) break;
    ++made;
    if (before_noting) before_noting();
    with_.db.write([&](schema::transaction& tx) {
      events::note_webhook_outcome(tx, claim, one.id, what, with_.clock());
    });
    if (!what.ok()) break;
  }
  if (made < all.size()) {
    with_.db.write([&](schema::transaction& tx) { events::give_webhook_calls_back(tx, claim); });
  }
  return made;
}

// What receivers answer is kept only where they are told nothing of people: they may repeat it.
events::webhook_outcome webhook_sender::call(mailer::web_caller& by, std::int64_t id) {
  const auto message =
      with_.db.read([&](const schema::reader& db) { return message_of(db, with_, id); });
  if (!message) return {0, "unmade"};
  const auto answer = by.post_json(message->url, message->headers, message->body);
  if (!answer.problem.empty()) return {0, answer.problem};
  return {answer.status, message->personal ? std::string() : answer.body};
}

void webhook_sender::work() {
  std::mutex alone;
  std::condition_variable_any wake;
  std::unique_lock lock(alone);
  const auto stop = stop_.get_token();
  std::string last_fault;
  while (!stop.stop_requested()) {
    std::size_t made = 0;
    try {
      made = pass();
      last_fault.clear();
    } catch (const std::exception& e) {
      if (last_fault != e.what()) spdlog::error("calls to other systems: {}", e.what());
      last_fault = e.what();
    }
    if (made == 0) wake.wait_for(lock, stop, pace_, [] { return false; });
  }
}

}  // namespace zusage::server
