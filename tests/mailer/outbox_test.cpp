// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/outbox.hpp"

#include "tests/mailer/outbox_fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::mailer;
using namespace zusage::tests;
using namespace std::chrono_literals;

namespace {

using fixture = outbox_fixture;
const instant start = mail_start;

}  // namespace

TEST_CASE("a message has a Message-ID of its own at our domain, fixed for good", "[mailer]") {
  fixture f;
  const auto first = f.enqueue(f.make()), second = f.enqueue(f.make());
  REQUIRE(first);
  REQUIRE(second);
  CHECK(*first != *second);
  CHECK(first->substr(first->find('@')) == "@example.org");
  const auto claimed = f.claim(1);
  REQUIRE(claimed.size() == 2);
  CHECK((claimed[0].message_id == *first || claimed[0].message_id == *second));
}

TEST_CASE("a message comes back from the outbox as it was put in", "[mailer]") {
  fixture f;
  auto m = f.make();
  m.recipient_name = "Änne, \"x\"";
  m.data = {{"a", 1}, {"b", {{"c", "ü"}}}};
  m.urgency = priority::service;
  m.expires_at = start + 1h;
  f.enqueue(m);
  const auto claimed = f.claim(1);
  REQUIRE(claimed.size() == 1);
  CHECK(claimed[0].recipient_name == m.recipient_name);
  CHECK(claimed[0].data == m.data);
  CHECK(claimed[0].urgency == priority::service);
  CHECK(claimed[0].expires_at == start + 1h);
  CHECK(claimed[0].created_at == start);
  CHECK_FALSE(claimed[0].event_id);
  CHECK_FALSE(claimed[0].needs_consent);
}

TEST_CASE("data with broken UTF-8 does not stop the transaction", "[mailer]") {
  fixture f;
  auto m = f.make();
  m.data = {{"name", "\xff"}};
  CHECK(f.enqueue(m));
}

TEST_CASE("a message is given up after four days from when it is due", "[mailer]") {
  fixture f;
  auto m = f.make();
  m.due_at = start + 24h;
  f.enqueue(m);
  CHECK(f.claim(1, 100, start + 23h).empty());
  const auto claimed = f.claim(2, 100, start + 24h);
  REQUIRE(claimed.size() == 1);
  CHECK(claimed[0].expires_at == start + 120h);
}

TEST_CASE("an address gets only so many messages in an hour, the others later; none is dropped",
          "[mailer]") {
  fixture f;
  CHECK(f.enqueue(f.make("Anna@example.com")));
  CHECK(f.enqueue(f.make("anna@example.com"), start + 10min));
  CHECK(f.enqueue(f.make("ANNA@example.com"), start + 20min));
  CHECK(f.enqueue(f.make(), start + 59min));
  CHECK(f.enqueue(f.make("bert@example.com"), start + 59min));
  CHECK(f.claim(1, 100, start + 60min).size() == 4);
  CHECK(f.claim(2, 100, start + 118min).empty());
  CHECK(f.claim(3, 100, start + 119min).size() == 1);
}

TEST_CASE("newsletters are not counted and not held back", "[mailer]") {
  fixture f;
  auto news = f.make();
  news.urgency = priority::newsletter;
  for (int i = 0; i < 5; ++i) CHECK(f.enqueue(news));
  for (int i = 0; i < 3; ++i) CHECK(f.enqueue(f.make()));
  CHECK(f.enqueue(f.make()));
  CHECK(f.enqueue(news));
  CHECK(f.claim(1, 100, start).size() == 9);
  CHECK(f.claim(2, 100, start + 1h).size() == 1);
}

TEST_CASE("what is undone with its transaction was never queued", "[mailer]") {
  fixture f;
  f.db->write([&](schema::transaction& tx) {
    f.mails.enqueue(tx, f.make(), start);
    tx.undo();
  });
  CHECK(f.claim(1).empty());
}

TEST_CASE("confirmations are claimed before newsletters, due ones only, each once", "[mailer]") {
  fixture f;
  auto news = f.make("news@example.com");
  news.urgency = priority::newsletter;
  auto later = f.make("later@example.com");
  later.due_at = start + 1min;
  f.enqueue(news);
  f.enqueue(later);
  f.enqueue(f.make("a@example.com"), start + 1s);
  f.enqueue(f.make("b@example.com"), start);
  auto claimed = f.claim(1, 1, start + 2s);
  REQUIRE(claimed.size() == 1);
  CHECK(claimed[0].recipient == "b@example.com");
  claimed = f.claim(2, 10, start + 2s);
  REQUIRE(claimed.size() == 2);
  CHECK(claimed[0].recipient == "a@example.com");
  CHECK(claimed[1].recipient == "news@example.com");
  CHECK(f.claim(3, 10, start + 2s).empty());
  CHECK(f.db->read([](const schema::reader& r) { return next_due(r); }) == start + 1min);
}

TEST_CASE("an outcome is written once, even when the first writing is repeated", "[mailer]") {
  fixture f;
  const auto id = *f.enqueue(f.make());
  const auto claimed = f.claim(7);
  REQUIRE(claimed.size() == 1);
  CHECK_FALSE(f.settle_as(8, claimed[0].id, {message_state::sent, {}}));
  CHECK(f.state_of(id) == "sending");
  CHECK(f.settle_as(7, claimed[0].id, {message_state::sent, {}}));
  CHECK_FALSE(f.settle_as(7, claimed[0].id, {message_state::sent, {}}));
  CHECK(f.state_of(id) == "sent");
  CHECK(f.count("SELECT COUNT(*) FROM delivery_attempt") == 1);
  CHECK(f.count("SELECT attempts FROM message") == 1);
}

TEST_CASE("a claim that is given back is due as before, others are left alone", "[mailer]") {
  fixture f;
  f.enqueue(f.make("a@example.com"));
  f.enqueue(f.make("b@example.com"));
  const auto first = f.claim(1, 1), second = f.claim(2, 1);
  REQUIRE(first.size() == 1);
  REQUIRE(second.size() == 1);
  f.db->write([](schema::transaction& tx) { release_claim(tx, 1); });
  const auto again = f.claim(3);
  REQUIRE(again.size() == 1);
  CHECK(again[0].id == first[0].id);
  CHECK(again[0].attempts == 0);
}

TEST_CASE("cancelling takes what is queued for a person and purpose, nothing else", "[mailer]") {
  fixture f;
  f.db->write([&](schema::transaction& tx) {
    tx.execute(
        "INSERT INTO principal (id, organiser_id, public_id, lookup, created_at)"
        " VALUES (5, :1, 'p', 'l', 0)",
        f.organiser);
    for (const int id : {6, 7}) {
      tx.execute(
          "INSERT INTO purpose (id, organiser_id, key, channel, title, recipients, version,"
          " created_at) VALUES (:1, :2, :3, 'email', '{}', '[]', 1, 0)",
          id, f.organiser, "p" + std::to_string(id));
    }
  });
  auto m = f.make();
  m.principal_id = 5;
  m.purpose_id = 6;
  m.needs_consent = true;
  m.urgency = priority::newsletter;
  const auto sending = *f.enqueue(m);
  REQUIRE(f.claim(1).size() == 1);
  const auto queued = *f.enqueue(m);
  m.purpose_id = 7;
  const auto other = *f.enqueue(m);
  CHECK(f.db->write(
            [](schema::transaction& tx) { return outbox::cancel_queued(tx, 5, 6, start); }) == 1);
  CHECK(f.state_of(queued) == "cancelled");
  CHECK(f.state_of(other) == "queued");
  CHECK(f.state_of(sending) == "sending");
}

TEST_CASE("messages that were cancelled delay no later ones to the address", "[mailer]") {
  fixture f(2);
  const auto state_is = [&](const char* state) {
    f.db->write(
        [&](schema::transaction& tx) { tx.execute("UPDATE message SET state = :1", state); });
  };
  for (int i = 0; i < 5; ++i) {
    f.enqueue(f.make());
    state_is("cancelled");
  }
  const auto at_once = *f.enqueue(f.make());
  CHECK(f.count("SELECT COUNT(*) FROM message WHERE due_at > created_at") == 0);
  state_is("sent");
  f.enqueue(f.make());
  CHECK(f.count("SELECT COUNT(*) FROM message WHERE due_at > created_at") == 1);
  CHECK(f.state_of(at_once) == "sent");
}

TEST_CASE("what was being sent when the program ended becomes uncertain or due again", "[mailer]") {
  fixture f;
  const auto confirmation = *f.enqueue(f.make());
  auto m = f.make();
  m.urgency = priority::newsletter;
  const auto news = *f.enqueue(m);
  REQUIRE(f.claim(1).size() == 2);
  f.db.reopen();
  CHECK(f.db->write([](schema::transaction& tx) { return take_up_interrupted(tx, start + 1h); }) ==
        2);
  CHECK(f.state_of(confirmation) == "queued");
  CHECK(f.state_of(news) == "uncertain");
  CHECK(f.count("SELECT COUNT(*) FROM delivery_attempt WHERE outcome = 'uncertain'") == 2);
  const auto again = f.claim(2, 10, start + 1h);
  REQUIRE(again.size() == 1);
  CHECK(again[0].message_id == confirmation);
  CHECK(again[0].attempts == 1);
}
