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

// Of what a claim lasts: sending the last call of it and noting that needs less.
constexpr auto reserve = std::chrono::seconds(30);

// So that no two processes have the same claim; there is room for as many as are ever made.
std::int64_t first_claim() {
  const auto bytes = random_bytes(sizeof(std::int64_t));
  std::uint64_t number = 0;
  std::memcpy(&number, bytes.data(), sizeof number);
  return std::int64_t(number >> 2U) + 1;
}

}  // namespace

webhook_sender::webhook_sender(services& with, std::chrono::milliseconds pace)
    : with_(with), pace_(pace), last_claim_(first_claim()) {
  settings_.allow_private = with.config.webhooks_allow_private;
}

void webhook_sender::start() {
  thread_ = std::thread([this] { work(); });
}

void webhook_sender::stop() {
  stop_.request_stop();
  if (thread_.joinable()) thread_.join();
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
  const auto until = with_.clock() + events::webhook_lease - reserve;
  std::set<std::int64_t> failing;
  std::size_t made = 0;
  for (const auto& one : all) {
    if (failing.contains(one.endpoint_id)) continue;
    if (stop_.stop_requested() || with_.clock() >= until) break;
    const auto what = call(caller, one.id);
    if (stop_.stop_requested() && what.status == 0) break;
    ++made;
    if (!what.ok()) failing.insert(one.endpoint_id);
    if (before_noting) before_noting();
    with_.db.write([&](schema::transaction& tx) {
      events::note_webhook_outcome(tx, claim, one.id, what, with_.clock());
    });
  }
  if (made < all.size()) {
    with_.db.write([&](schema::transaction& tx) { events::give_webhook_calls_back(tx, claim); });
  }
  return made;
}

// What receivers answer is kept only where they are told nothing of people: they may repeat it.
events::webhook_outcome webhook_sender::call(mailer::web_caller& by, std::int64_t id) {
  const auto message = with_.db.read([&](const schema::reader& db) {
    return events::make_webhook_message(db, with_.keys.sessions, with_.ledger, id, with_.clock());
  });
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
  while (!stop.stop_requested()) {
    std::size_t made = 0;
    try {
      made = pass();
      last_fault_.clear();
    } catch (const std::exception& e) {
      if (last_fault_ != e.what()) spdlog::error("calls to other systems: {}", e.what());
      last_fault_ = e.what();
    }
    if (made == 0) wake.wait_for(lock, stop, pace_, [] { return false; });
  }
}

}  // namespace zusage::server
