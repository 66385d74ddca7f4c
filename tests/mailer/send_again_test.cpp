// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <atomic>
#include <barrier>
#include <memory>
#include <thread>

#include "mailer/retry.hpp"
#include "tests/mailer/outbox_fixture.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/postgresql.hpp"

using namespace zusage;
using namespace zusage::mailer;
using namespace std::chrono_literals;

namespace {

struct again_fixture : tests::outbox_fixture {
  std::int64_t row_of(const std::string& message_id) {
    return db->read([&](const schema::reader& r) {
      return r.value<std::int64_t>("SELECT id FROM message WHERE message_id = :1", message_id)
          .value();
    });
  }
  mailer::again answer(const std::string& message_id, instant when) {
    const auto id = row_of(message_id);
    return db->write([&](schema::transaction& tx) { return mails.send_again(tx, id, when); });
  }
  sent_again again(const std::string& message_id, instant when) {
    return answer(message_id, when).what;
  }
  /// Whose link ends before the usual four days are over.
  std::string ended_as(std::string_view state, instant until) {
    auto m = make();
    m.expires_at = until;
    const auto id = enqueue(m).value();
    settle_as(1, claim(1).front().id, {state, {}});
    return id;
  }
  std::string ended_as(std::string_view state) {
    const auto id = enqueue(make()).value();
    const auto claimed = claim(1);
    settle_as(1, claimed.front().id, {state, {}});
    return id;
  }
};

const instant an_hour_later = tests::mail_start + 1h;

}  // namespace

TEST_CASE_METHOD(again_fixture, "what failed or is in doubt is sent again as itself, at once",
                 "[mailer][again]") {
  for (const auto state : {message_state::failed, message_state::uncertain}) {
    const auto id = ended_as(state);
    CHECK(again(id, an_hour_later) == sent_again::queued);
    const auto claimed = claim(2, 100, an_hour_later);
    REQUIRE(claimed.size() == 1);
    CHECK(claimed.front().message_id == id);
    CHECK(claimed.front().expires_at == an_hour_later + 96h);
    settle_as(2, claimed.front().id, {message_state::sent, {}});
  }
}

TEST_CASE_METHOD(again_fixture, "what waits for its next attempt is tried at once",
                 "[mailer][again]") {
  const auto id = enqueue(make()).value();
  const auto first = claim(1);
  settle_as(1, first.front().id, {message_state::queued, an_hour_later + 1h});
  CHECK(claim(2, 100, an_hour_later).empty());
  CHECK(again(id, an_hour_later) == sent_again::queued);
  CHECK(claim(3, 100, an_hour_later).size() == 1);
}

TEST_CASE_METHOD(again_fixture, "what was sent is written anew, and a second click writes nothing",
                 "[mailer][again]") {
  auto m = make();
  m.recipient_name = "Änne";
  m.data = {{"a", "ü"}};
  m.urgency = priority::service;
  const auto id = enqueue(m).value();
  settle_as(1, claim(1).front().id, {message_state::sent, {}});
  CHECK(again(id, tests::mail_start + 30s) == sent_again::too_soon);
  const auto copy = answer(id, an_hour_later);
  CHECK(copy.what == sent_again::copied);
  CHECK(again(id, an_hour_later + 1s) == sent_again::too_soon);
  CHECK(count("SELECT COUNT(*) FROM message") == 2);
  CHECK(state_of(id) == "sent");
  const auto made = claim(2, 100, an_hour_later).front();
  CHECK(made.message_id != id);
  CHECK(made.id == copy.id);
  CHECK(made.recipient_name == m.recipient_name);
  CHECK(made.data == m.data);
  CHECK(made.urgency == priority::service);
}

TEST_CASE_METHOD(again_fixture, "of two clicks at once, in two processes, one writes",
                 "[mailer][again]") {
  // Over a file there is one process, and one writer.
  std::unique_ptr<schema::database> other;
  if (tests::is_over_postgresql()) {
    schema::database::options options;
    options.url = db.url();
    options.readers = 1;
    options.limits.connections = 4;
    other = std::make_unique<schema::database>(options);
  }
  for (int round = 0; round < 10; ++round) {
    const auto id = row_of(ended_as(message_state::sent));
    std::barrier together(2);
    std::atomic<int> copied = 0;
    const auto click = [&](schema::database& with) {
      together.arrive_and_wait();
      const auto done = with.write([&](schema::transaction& tx) {
        return mails.send_again(tx, id, an_hour_later + std::chrono::hours(2 * round));
      });
      if (done.what == sent_again::copied) ++copied;
    };
    std::thread second([&] { click(other ? *other : db.get()); });
    click(db.get());
    second.join();
    CHECK(copied == 1);
    db->write([&](schema::transaction& tx) { tx.execute("DELETE FROM message"); });
  }
}

TEST_CASE_METHOD(again_fixture, "the cap of an address holds for what is sent again",
                 "[mailer][again]") {
  const auto id = ended_as(message_state::sent);
  for (int i = 0; i < 3; ++i) enqueue(make(), an_hour_later);
  CHECK(again(id, an_hour_later + 2min) == sent_again::copied);
  CHECK(value<instant>("SELECT MAX(due_at) FROM message") == an_hour_later + 2min + 1h);
}

TEST_CASE_METHOD(again_fixture, "what the cap holds back keeps the time that it is due",
                 "[mailer][again]") {
  for (int i = 0; i < 3; ++i) enqueue(make());
  const auto held = enqueue(make()).value();
  CHECK(again(held, tests::mail_start + 10min) == sent_again::waits);
  CHECK(value<instant>("SELECT MAX(due_at) FROM message") == tests::mail_start + 1h);
}

TEST_CASE_METHOD(again_fixture, "what was tried less than a minute ago is not tried again at once",
                 "[mailer][again]") {
  const auto failed = ended_as(message_state::failed),
             doubtful = ended_as(message_state::uncertain);
  for (const auto& id : {failed, doubtful}) {
    CHECK(again(id, tests::mail_start + 59s) == sent_again::too_soon);
    CHECK(again(id, tests::mail_start + 61s) == sent_again::queued);
  }
}

TEST_CASE_METHOD(again_fixture, "a report that came back is no attempt", "[mailer][again]") {
  const auto id = ended_as(message_state::failed);
  db->write([&](schema::transaction& tx) {
    tx.execute(
        "INSERT INTO delivery_attempt (message_id, at, outcome, phase, code, reply)"
        " SELECT id, :1, 'returned-soft', 'report', 0, '' FROM message",
        an_hour_later);
  });
  CHECK(again(id, an_hour_later + 1s) == sent_again::queued);
}

TEST_CASE_METHOD(again_fixture, "an end that was set for a message holds when it is sent again",
                 "[mailer][again]") {
  const auto end = tests::mail_start + 24h;
  for (const auto state : {message_state::failed, message_state::sent}) {
    const auto id = ended_as(state, end);
    const auto done = answer(id, end - 2h);
    REQUIRE(done.id > 0);
    CHECK((done.id == row_of(id)) == (state == message_state::failed));
    const auto claimed = claim(2, 100, end - 2h);
    REQUIRE(claimed.size() == 1);
    CHECK(claimed.front().id == done.id);
    CHECK(claimed.front().expires_at == end);
    settle_as(2, done.id, {message_state::cancelled, {}});
    CHECK(again(ended_as(state, end), end) == sent_again::ended);
  }
  CHECK(count("SELECT COUNT(*) FROM message WHERE state = 'queued'") == 0);
}

TEST_CASE_METHOD(again_fixture, "after it is sent again the attempts are spaced anew",
                 "[mailer][again]") {
  const auto id = ended_as(message_state::failed);
  db->write([&](schema::transaction& tx) { tx.execute("UPDATE message SET attempts = 40"); });
  CHECK(again(id, an_hour_later) == sent_again::queued);
  const auto tried = claim(2, 100, an_hour_later).front();
  const auto next = decide(tried.urgency, outcome::deferred, tried.attempts + 1, an_hour_later,
                           an_hour_later + 96h);
  CHECK(next.due_at == an_hour_later + 5min);
  CHECK(count("SELECT COUNT(*) FROM delivery_attempt") == 1);
}

TEST_CASE_METHOD(again_fixture, "what was cancelled, or whose address is erased, is not sent again",
                 "[mailer][again]") {
  CHECK(again(ended_as(message_state::cancelled), an_hour_later) == sent_again::not_this);
  const auto id = ended_as(message_state::failed);
  db->write([&](schema::transaction& tx) {
    tx.execute("UPDATE message SET recipient = '', recipient_key = '' WHERE message_id = :1", id);
  });
  CHECK(again(id, an_hour_later) == sent_again::not_this);
  const auto sending = enqueue(make(), an_hour_later).value();
  claim(9, 100, an_hour_later);
  CHECK(again(sending, an_hour_later) == sent_again::not_this);
}
