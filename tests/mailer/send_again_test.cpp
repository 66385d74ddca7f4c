// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/mailer/outbox_fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::mailer;
using namespace std::chrono_literals;

namespace {

struct again_fixture : tests::outbox_fixture {
  sent_again again(const std::string& message_id, instant when) {
    return db->write([&](schema::transaction& tx) {
      const auto id =
          tx.value<std::int64_t>("SELECT id FROM message WHERE message_id = :1", message_id);
      return mails.send_again(tx, id.value(), when);
    });
  }
  std::string ended_as(std::string_view state) {
    const auto id = enqueue(make()).value();
    const auto claimed = claim(1);
    settle_as(1, claimed.front().id, {state, {}});
    return id;
  }
};

const instant later = tests::mail_start + 1h;

}  // namespace

TEST_CASE_METHOD(again_fixture, "what failed or is in doubt is sent again as itself, at once",
                 "[mailer][again]") {
  for (const auto state : {message_state::failed, message_state::uncertain}) {
    const auto id = ended_as(state);
    CHECK(again(id, later) == sent_again::queued);
    const auto claimed = claim(2, 100, later);
    REQUIRE(claimed.size() == 1);
    CHECK(claimed.front().message_id == id);
    CHECK(claimed.front().expires_at == later + 96h);
    settle_as(2, claimed.front().id, {message_state::sent, {}});
  }
}

TEST_CASE_METHOD(again_fixture, "what waits for its next attempt is tried at once",
                 "[mailer][again]") {
  const auto id = enqueue(make()).value();
  const auto first = claim(1);
  settle_as(1, first.front().id, {message_state::queued, later + 1h});
  CHECK(claim(2, 100, later).empty());
  CHECK(again(id, later) == sent_again::queued);
  CHECK(claim(3, 100, later).size() == 1);
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
  CHECK(again(id, later) == sent_again::copied);
  CHECK(again(id, later + 1s) == sent_again::too_soon);
  CHECK(count("SELECT COUNT(*) FROM message") == 2);
  CHECK(state_of(id) == "sent");
  const auto made = claim(2, 100, later).front();
  CHECK(made.message_id != id);
  CHECK(made.recipient_name == m.recipient_name);
  CHECK(made.data == m.data);
  CHECK(made.urgency == priority::service);
}

TEST_CASE_METHOD(again_fixture, "the cap of an address holds for what is sent again",
                 "[mailer][again]") {
  const auto id = ended_as(message_state::sent);
  for (int i = 0; i < 3; ++i) enqueue(make(), later);
  auto other = make();
  CHECK(again(id, later + 2min) == sent_again::copied);
  CHECK(value<instant>("SELECT MAX(due_at) FROM message") == later + 2min + 1h);
}

TEST_CASE_METHOD(again_fixture, "what was cancelled, or whose address is erased, is not sent again",
                 "[mailer][again]") {
  CHECK(again(ended_as(message_state::cancelled), later) == sent_again::not_this);
  const auto id = ended_as(message_state::failed);
  db->write([&](schema::transaction& tx) {
    tx.execute("UPDATE message SET recipient = '', recipient_key = '' WHERE message_id = :1", id);
  });
  CHECK(again(id, later) == sent_again::not_this);
  const auto sending = enqueue(make(), later).value();
  claim(9, 100, later);
  CHECK(again(sending, later) == sent_again::not_this);
}
