// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/health.hpp"

#include "tests/mailer/outbox_fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::mailer;
using namespace std::chrono_literals;

namespace {

const instant start = tests::mail_start;

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
  void plan_for(const std::string& to, instant due) {
    auto m = make(to);
    m.urgency = priority::service;
    m.due_at = due;
    enqueue(m, start);
  }
  bool send_again(instant when) {
    return db->write([&](schema::transaction& tx) {
      const auto id = *tx.value<std::int64_t>("SELECT MAX(id) FROM message");
      return mails.send_again(tx, id, when).what == sent_again::queued;
    });
  }
  /// What comes back about the last message, as events/take_returned.cpp notes it.
  void report(const std::string& words) {
    db->write([&](schema::transaction& tx) {
      tx.execute(
          "INSERT INTO delivery_attempt (message_id, at, outcome, phase, code, reply)"
          " VALUES (:1, :2, 'returned-soft', 'report', 0, :3)",
          *tx.value<std::int64_t>("SELECT MAX(id) FROM message"), start, words);
    });
  }
  std::string plan_of(const std::string& sql) {
    std::string text;
    db->read([&](const schema::reader& r) {
      r.each<std::int64_t, std::int64_t, std::int64_t, std::string>(
          "EXPLAIN QUERY PLAN " + sql, [&](std::int64_t, std::int64_t, std::int64_t,
                                           const std::string& line) { text += line + "\n"; });
    });
    return text;
  }
};

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
  CHECK(at(start + 15min - 1s).how == mail_flow::well);
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
  CHECK(at(start + 14min).how == mail_flow::well);  // though it was due again a minute later
  attempt(start + 10min, outcome::deferred, phase::connect, "Connection refused");
  const auto seen = at(start + 15min);
  CHECK(seen.how == mail_flow::stalled);
  CHECK(seen.since == start);
  CHECK(seen.waiting == 1);
  CHECK(seen.reply == "Connection refused");
}

TEST_CASE_METHOD(flow_fixture, "mail that comes in faster than it leaves is behind, not stalled",
                 "[mailer][health]") {
  write();
  attempt(start + 4min, outcome::sent, phase::end, "250 ok");
  write();
  write();
  CHECK(at(start + 5min - 1s).how == mail_flow::well);
  const auto late = at(start + 5min);
  CHECK(late.how == mail_flow::behind);
  CHECK(late.waiting == 2);
  CHECK(late.since == start);
  CHECK(at(start + 9min).how == mail_flow::well);  // nothing left for five minutes
  CHECK(at(start + 19min).how == mail_flow::stalled);
}

TEST_CASE_METHOD(flow_fixture, "only what is due or held up is counted", "[mailer][health]") {
  write(priority::service, start, "held-up@example.com");
  for (const auto when : {start, start + 1min, start + 6min})
    attempt(when, outcome::deferred, phase::auth, "535 5.7.8 wrong");
  write(priority::confirmation, start + 7min, "greylisted@example.com");
  for (const auto when : {start + 7min, start + 8min, start + 13min})
    attempt(when, outcome::deferred, phase::rcpt, "451 greylisted");
  write(priority::service, start + 14min, "due@example.com");
  plan_for("later@example.com", start + 24h);
  REQUIRE(count("SELECT COUNT(*) FROM message WHERE state = 'queued'") == 4);
  const auto late = at(start + 15min);
  CHECK(late.how == mail_flow::stalled);
  CHECK(late.waiting == 2);
  CHECK(late.since == start);
  CHECK(late.reply == "535 5.7.8 wrong");
}

TEST_CASE_METHOD(flow_fixture, "a message that is sent again has waited since then",
                 "[mailer][health]") {
  write();
  attempt(start, outcome::deferred, phase::connect, "Connection refused");
  attempt(start + 1min, outcome::refused, phase::rcpt, "550 5.1.1 no such user");
  const auto again = start + 7 * 24h;
  REQUIRE(send_again(again));
  CHECK(at(again + 15min - 1s).how == mail_flow::well);
  attempt(again, outcome::deferred, phase::connect, "Connection refused");
  CHECK(at(again + 15min - 1s).how == mail_flow::well);
  const auto late = at(again + 15min);
  CHECK(late.how == mail_flow::stalled);
  CHECK(late.since == again);
}

TEST_CASE_METHOD(flow_fixture, "a message sent again is not held up by what failed before",
                 "[mailer][health]") {
  write();
  attempt(start, outcome::deferred, phase::connect, "Connection refused");
  db->write([](schema::transaction& tx) { tx.execute("UPDATE message SET state = 'failed'"); });
  const auto again = start + 7 * 24h;
  REQUIRE(send_again(again));
  CHECK(at(again + 1min).how == mail_flow::well);
}

TEST_CASE_METHOD(flow_fixture,
                 "a message that may be tried for weeks has waited from the beginning",
                 "[mailer][health]") {
  auto m = make();
  m.expires_at = start + 30 * 24h;
  enqueue(m, start);
  attempt(start, outcome::deferred, phase::connect, "Connection refused");
  attempt(start + 10min, outcome::deferred, phase::connect, "Connection refused");
  const auto late = at(start + 15min);
  CHECK(late.how == mail_flow::stalled);
  CHECK(late.since == start);
}

TEST_CASE_METHOD(flow_fixture, "what is reported about a message is no attempt to send it",
                 "[mailer][health]") {
  write();
  attempt(start, outcome::deferred, phase::rcpt, "451 greylisted");
  report("4.4.1 delayed");
  CHECK(at(start + 1min).how == mail_flow::well);

  SECTION("nor does it hide that the last one failed") {
    attempt(start + 1min, outcome::deferred, phase::connect, "Connection refused");
    report("4.4.1 delayed");
    const auto late = at(start + 15min);
    CHECK(late.how == mail_flow::stalled);
    CHECK(late.reply == "Connection refused");
  }
  SECTION("nor, however many there are, that something left") {
    attempt(start + 10min, outcome::sent, phase::end, "250 ok");
    for (int i = 0; i < 600; ++i) report("5.1.1 no " + std::to_string(i));
    write();
    CHECK(at(start + 20min).how == mail_flow::well);
  }
}

TEST_CASE_METHOD(flow_fixture, "whether mail leaves is read along indexes",
                 "[mailer][health][sqlite]") {
  const auto statements = health_statements();
  REQUIRE(statements.size() == 5);
  for (const auto sql : statements) {
    const auto plan = plan_of(std::string(sql));
    INFO(sql << "\n" << plan);
    CHECK(plan.find("TEMP B-TREE") == std::string::npos);
    CHECK(plan.find("SCAN message") == std::string::npos);
    const auto has = [&](const char* words) { return plan.find(words) != std::string::npos; };
    // From the last attempt back, so many of them.
    const bool of_all = sql.find("FROM delivery_attempt WHERE phase") != std::string_view::npos;
    CHECK(has("SCAN delivery_attempt") == of_all);
    CHECK((of_all || has("message_due (priority=?") ||
           has("delivery_attempt_by_message (message_id=?)")));
  }
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
