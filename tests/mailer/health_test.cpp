// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/health.hpp"

#include "tests/mailer/outbox_fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::mailer;
using namespace std::chrono_literals;

namespace {

struct flow_fixture : tests::outbox_fixture {
  std::int64_t last_claim = 0;

  mail_health at(instant when) {
    return db->read([&](const schema::reader& r) { return look_at_mail(r, when); });
  }
  /// Takes what is due and lets each end so.
  void attempt(instant when, outcome what, phase where, const std::string& reply) {
    db->write([&](schema::transaction& tx) {
      const auto claim = ++last_claim;
      for (const auto& one : claim_due(tx, claim, 100, when)) {
        settled done;
        done.message = one.id;
        done.becomes = decide(one.urgency, what, one.attempts + 1, when, one.expires_at);
        done.evidence = settled::attempt{when, std::string(to_text(what)),
                                         std::string(to_text(where)), reply, 0};
        settle(tx, claim, done, when);
      }
    });
  }
  void write(priority urgency = priority::confirmation, instant when = tests::mail_start,
             const std::string& to = "anna@example.com") {
    auto m = make(to);
    m.urgency = urgency;
    enqueue(m, when);
  }
};

const instant start = tests::mail_start;

}  // namespace

TEST_CASE_METHOD(flow_fixture, "while nothing waits mail is well", "[mailer][health]") {
  CHECK(at(start).how == mail_flow::well);
  write();
  attempt(start, outcome::sent, phase::end, "250 ok");
  CHECK(at(start + 24h).how == mail_flow::well);
}

TEST_CASE_METHOD(flow_fixture, "what nobody takes up for a quarter of an hour is told",
                 "[mailer][health]") {
  write();
  write();
  CHECK(at(start + 4min).how == mail_flow::well);
  CHECK(at(start + 6min).how == mail_flow::behind);
  const auto late = at(start + 15min);
  CHECK(late.how == mail_flow::stalled);
  CHECK(late.waiting == 2);
  CHECK(late.since == start);
}

TEST_CASE_METHOD(flow_fixture,
                 "a server that cannot be reached is told although each message waits for its turn",
                 "[mailer][health]") {
  write();
  attempt(start, outcome::deferred, phase::connect, "Connection refused");
  CHECK(at(start + 14min).how == mail_flow::behind);  // it was due again a minute later
  attempt(start + 10min, outcome::deferred, phase::connect, "Connection refused");
  const auto seen = at(start + 15min);
  CHECK(seen.how == mail_flow::stalled);
  CHECK(seen.since == start);
  CHECK(seen.waiting == 1);
  CHECK(seen.reply == "Connection refused");
}

TEST_CASE_METHOD(flow_fixture, "one receiver that takes no mail for now is no fault of the sending",
                 "[mailer][health]") {
  write();
  attempt(start, outcome::deferred, phase::rcpt, "451 greylisted");
  attempt(start + 2min, outcome::deferred, phase::rcpt, "451 greylisted");
  attempt(start + 8min, outcome::deferred, phase::rcpt, "451 greylisted");
  CHECK(at(start + 20min).how == mail_flow::well);
}

TEST_CASE_METHOD(flow_fixture, "as soon as something leaves nothing is stalled any more",
                 "[mailer][health]") {
  write();
  attempt(start, outcome::deferred, phase::connect, "Connection refused");
  write(priority::confirmation, start + 20min, "ben@example.com");
  CHECK(at(start + 20min).how == mail_flow::stalled);
  attempt(start + 20min, outcome::sent, phase::end, "250 ok");
  CHECK(at(start + 20min).how == mail_flow::well);
}

TEST_CASE_METHOD(flow_fixture, "newsletters wait for their pace and raise no alarm",
                 "[mailer][health]") {
  write(priority::newsletter);
  CHECK(at(start + 24h).how == mail_flow::well);
}
