// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/message_log.hpp"

#include "mailer/outbox.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/database.hpp"
#include "tests/support/events.hpp"

using namespace zusage;
using namespace zusage::events;
using list = log_choice::list;

namespace {

struct log_fixture {
  tests::test_database db;
  std::int64_t sit = 0, kick_off = 0;
  organisers::scope staff = organisers::scope::of_operator(0);
  mailer::outbox mails{"example.org"};
  instant now = from_micros(1'800'000'000'000'000);

  log_fixture() {
    tests::import_file(db, tests::sample_event_file());
    db->read([&](const schema::reader& r) {
      sit = r.value<std::int64_t>("SELECT id FROM organiser WHERE key = 'sit'").value();
      kick_off = r.value<std::int64_t>("SELECT id FROM event WHERE slug = 'kick-off'").value();
    });
    staff = organisers::scope::of_operator(sit);
  }
  std::string add(const std::string& to, const std::string& state = "sent", bool of_event = true) {
    mailer::new_message m;
    m.organiser_id = sit;
    m.template_name = "registration-confirmed";
    m.language = "de";
    m.recipient = to;
    if (of_event) m.event_id = kick_off;
    m.urgency = mailer::priority::service;
    return db->write([&](schema::transaction& tx) {
      const auto id = mails.enqueue(tx, m, now).value();
      tx.execute("UPDATE message SET state = :1 WHERE message_id = :2", state, id);
      return id;
    });
  }
  std::vector<std::string> ids(const log_choice& which, std::int64_t most = 10) {
    std::vector<std::string> found;
    for (const auto& one : all(which, most)) found.push_back(one.message_id);
    return found;
  }
  std::vector<logged_message> all(const log_choice& which, std::int64_t most = 10) {
    return db->read([&](const schema::reader& r) { return list_messages(r, staff, which, most); });
  }
  std::string plan(const std::string& sql) {
    std::string text;
    db->read([&](const schema::reader& r) {
      r.each<std::int64_t, std::int64_t, std::int64_t, std::string>(
          "EXPLAIN QUERY PLAN " + sql,
          [&](std::int64_t, std::int64_t, std::int64_t, std::string line) { text += line + "\n"; });
    });
    return text;
  }
};

}  // namespace

TEST_CASE_METHOD(log_fixture, "the newest messages come first, and older ones behind one",
                 "[events][messages]") {
  const auto a = add("a@example.org"), b = add("b@example.org"), c = add("c@example.org");
  CHECK(ids({}) == std::vector{c, b, a});
  const auto first = all({}, 2);
  REQUIRE(first.size() == 2);
  log_choice older;
  older.before = first.back().id;
  CHECK(ids(older) == std::vector{a});
}

TEST_CASE_METHOD(log_fixture, "messages are found by event, address and trouble",
                 "[events][messages]") {
  const auto a = add("a@example.org", "failed"), b = add("B@example.org", "sent", false);
  const auto c = add("c@example.org");
  log_choice which;
  which.what = list::of_event;
  which.id = kick_off;
  CHECK(ids(which) == std::vector{c, a});
  which = {};
  which.what = list::to_address;
  which.address = "b@example.org";
  CHECK(ids(which) == std::vector{b});
  which = {};
  which.only_trouble = true;
  CHECK(ids(which) == std::vector{a});
  db->write([&](schema::transaction& tx) {
    tx.execute("UPDATE message SET returned = 1 WHERE message_id = :1", c);
  });
  CHECK(ids(which) == std::vector{c, a});
}

TEST_CASE_METHOD(log_fixture, "a message is told with all its attempts", "[events][messages]") {
  const auto id = add("a@example.org", "failed");
  db->write([&](schema::transaction& tx) {
    const auto row = tx.value<std::int64_t>("SELECT id FROM message WHERE message_id = :1", id);
    for (const auto* said : {"451 later", "550 never"}) {
      tx.execute(
          "INSERT INTO delivery_attempt (message_id, at, outcome, phase, code, reply)"
          " VALUES (:1, :2, 'deferred', 'rcpt', 0, :3)",
          row.value(), now, said);
    }
  });
  CHECK(all({}).front().reply == "550 never");
  const auto found =
      db->read([&](const schema::reader& r) { return find_message(r, staff, id).value(); });
  REQUIRE(found.attempts.size() == 2);
  CHECK(found.attempts.front().reply == "451 later");
  CHECK(found.row.event_slug == "kick-off");
}

TEST_CASE_METHOD(log_fixture, "another organiser's messages are not found by any way",
                 "[events][messages]") {
  const auto id = add("a@example.org");
  staff = organisers::scope::of_operator(db.add_organiser("third"));
  CHECK(all({}).empty());
  log_choice which;
  which.what = list::of_event;
  which.id = kick_off;
  CHECK(all(which).empty());
  which = {};
  which.what = list::to_address;
  which.address = "a@example.org";
  CHECK(all(which).empty());
  CHECK_FALSE(db->read([&](const schema::reader& r) { return find_message(r, staff, id); }));
}

TEST_CASE_METHOD(log_fixture, "each list goes by an index of its own",
                 "[events][messages][sqlite]") {
  const std::string rest = " AND m.id < 9 ORDER BY m.id DESC LIMIT 50";
  const std::string from = "SELECT m.id FROM message m WHERE ";
  CHECK(plan(from + "m.organiser_id = 1 AND m.organiser_id = 1" + rest).find("message_log (") !=
        std::string::npos);
  CHECK(
      plan(from + "+m.organiser_id = 1 AND m.event_id = 2" + rest).find("message_log_of_event (") !=
      std::string::npos);
  CHECK(plan(from + "+m.organiser_id = 1 AND m.registration_id = 2" + rest)
            .find("message_by_registration (") != std::string::npos);
  CHECK(plan(from + "+m.organiser_id = 1 AND m.recipient_key = 'x'" + rest)
            .find("message_by_recipient (") != std::string::npos);
  CHECK(plan(from +
             "m.organiser_id = 1 AND m.organiser_id = 1"
             " AND (m.state IN ('failed', 'uncertain') OR m.returned > 0)" +
             rest)
            .find("message_in_trouble (") != std::string::npos);
}
