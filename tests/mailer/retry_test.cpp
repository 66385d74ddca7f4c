// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/retry.hpp"

#include "mailer/backoff.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::mailer;
using namespace std::chrono_literals;

namespace {
const instant start = from_micros(1'800'000'000'000'000);
const instant end = start + 96h;
}  // namespace

TEST_CASE("what somebody waits for is retried after 1, 5, 15, 30 minutes, then every 2 hours",
          "[mailer]") {
  const auto urgency = GENERATE(priority::confirmation, priority::service);
  const std::vector<std::chrono::minutes> expected{1min, 5min, 15min, 30min, 2h, 2h};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const auto attempts = static_cast<std::int64_t>(i) + 1;
    CHECK(retry_delay(urgency, attempts) == expected[i]);
    const auto next = decide(urgency, outcome::deferred, attempts, start, end);
    CHECK(next.state == message_state::queued);
    CHECK(next.due_at == start + expected[i]);
  }
}

TEST_CASE("newsletters wait half an hour, then 2 hours", "[mailer]") {
  CHECK(retry_delay(priority::newsletter, 1) == 30min);
  CHECK(retry_delay(priority::newsletter, 2) == 2h);
  CHECK(retry_delay(priority::newsletter, 40) == 2h);
}

TEST_CASE("no attempt is made at or after the end of a message", "[mailer]") {
  const auto at = [](instant now) {
    return decide(priority::confirmation, outcome::deferred, 5, now, end);
  };
  CHECK(at(end - 2h - 1us).state == message_state::queued);
  CHECK(at(end - 2h).state == message_state::failed);
  CHECK_FALSE(at(end - 2h).due_at);
}

TEST_CASE("sent and refused end a message", "[mailer]") {
  const auto urgency = GENERATE(priority::confirmation, priority::newsletter);
  CHECK(decide(urgency, outcome::sent, 1, start, end).state == message_state::sent);
  CHECK(decide(urgency, outcome::refused, 1, start, end).state == message_state::failed);
}

TEST_CASE("an uncertain confirmation is sent again, an uncertain newsletter never", "[mailer]") {
  const auto again = decide(priority::confirmation, outcome::uncertain, 1, start, end);
  CHECK(again.state == message_state::queued);
  CHECK(again.due_at == start + 1min);
  CHECK(decide(priority::newsletter, outcome::uncertain, 1, start, end).state ==
        message_state::uncertain);
  CHECK(decide(priority::confirmation, outcome::uncertain, 5, end - 1h, end).state ==
        message_state::uncertain);
}

TEST_CASE("what was interrupted by the end of the program is due at once, but for newsletters",
          "[mailer]") {
  const auto again = decide_interrupted(priority::service, start);
  CHECK(again.state == message_state::queued);
  CHECK(again.due_at == start);
  CHECK(decide_interrupted(priority::newsletter, start).state == message_state::uncertain);
}

TEST_CASE("the pause before a server that is down doubles up to a minute and ends with success",
          "[mailer]") {
  backoff server;
  auto now = backoff::time{} + 1h;
  CHECK(server.left(now) == 0ms);
  for (const auto pause : {1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s}) {
    server.failed(now);
    server.failed(now);  // another thread at the same moment
    CHECK(server.left(now) == pause);
    CHECK(server.left(now + pause - 1ms) == 1ms);
    now += pause;
    CHECK(server.left(now) == 0ms);
  }
  server.worked();
  server.failed(now);
  CHECK(server.left(now) == 1s);
}
