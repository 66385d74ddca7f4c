// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/returned_messages.hpp"

#include "events/erase_person.hpp"
#include "events/person_parts.hpp"
#include "events/take_returned.hpp"
#include "organisers/scope.hpp"
#include "tests/consent/fixture.hpp"
#include "tests/server/person.hpp"

using namespace zusage;
using namespace zusage::events;
using namespace zusage::tests;
using namespace std::chrono_literals;

namespace {

/// Somebody who signed up; their mails have left.
struct mailed : person {
  mailed() { leave(); }

  void leave() {
    with.database()->write([&](schema::transaction& tx) {
      tx.execute("UPDATE message SET state = 'sent', finished_at = :1 WHERE state = 'queued'",
                 with.time());
    });
  }
  std::string message_id(const char* order) {
    return text((std::string("SELECT message_id FROM message ORDER BY id ") + order).c_str());
  }
  returns_taken bounce(const std::string& id) {
    mailer::returned_mail mail;
    mail.reports = {{mailer::returned::hard, id, "", "5.1.1", "550 <" + email + "> unknown"}};
    return with.database()->write([&](schema::transaction& tx) {
      return take_returned(tx, {with->ledger, {}, "localhost"}, mail, with.time());
    });
  }
  std::size_t unreachable() {
    return with.database()->read([&](const schema::reader& db) {
      const auto event = db.one<std::int64_t, std::int64_t>(
          "SELECT event_id, organiser_id FROM registration ORDER BY id LIMIT 1");
      const auto& [event_id, organiser_id] = *event;
      return references_unreachable(db, organisers::scope::of_operator(organiser_id), event_id)
          .size();
    });
  }
  std::optional<std::int64_t> what_came_back() {
    return with.database()->read([&](const schema::reader& db) {
      const auto row = db.one<std::int64_t, std::int64_t>(
          "SELECT id, organiser_id FROM registration ORDER BY id LIMIT 1");
      const auto& [id, organiser_id] = *row;
      return message_that_came_back(db, organisers::scope::of_operator(organiser_id), id);
    });
  }
};

returned_for_now came_back(int day) {
  return {start + 24h * day, start + 24h * day + 1h};
}

}  // namespace

TEST_CASE("three that came back over two weeks show that an address is gone, and since when",
          "[events][returned]") {
  const auto days = [](std::initializer_list<int> all) {
    std::vector<returned_for_now> found;
    for (const auto day : all) found.push_back(came_back(day));
    return found;
  };
  const auto now = start + 24h * 20 + 2h;
  CHECK_FALSE(lasting_since({}, now));
  CHECK_FALSE(lasting_since(days({1, 2}), now));
  CHECK_FALSE(lasting_since(days({7, 8, 20}), now));
  CHECK(lasting_since(days({5, 8, 20}), now) == start + 24h * 5);
  // The fewest that show it: the first two are not needed.
  CHECK(lasting_since(days({1, 2, 5, 8, 20}), now) == start + 24h * 5);
  CHECK(lasting_since(days({1, 2, 18, 19, 20}), now) == start + 24h * 2);
}

TEST_CASE("a registration shows that its address cannot be reached until a later mail left",
          "[events][returned]") {
  mailed ada;
  CHECK(ada.unreachable() == 0);
  CHECK_FALSE(ada.what_came_back());
  REQUIRE(ada.bounce(ada.message_id("ASC")).noted == 1);
  CHECK(ada.unreachable() == 1);
  CHECK(ada.what_came_back() == ada.with.count("SELECT MIN(id) FROM message"));
  ada.with.database()->write([&](schema::transaction& tx) {
    tx.execute(
        "INSERT INTO message (organiser_id, event_id, registration_id, template, language, "
        "recipient,"
        " recipient_key, recipient_name, data, priority, needs_consent, message_id, state, "
        "attempts,"
        " created_at, due_at, expires_at, finished_at)"
        " SELECT organiser_id, event_id, registration_id, template, language, recipient,"
        " recipient_key, recipient_name, data, priority, needs_consent, 'later@localhost', 'sent', "
        "1,"
        " created_at, due_at, expires_at, :1 FROM message ORDER BY id LIMIT 1",
        ada.with.time() + 1h);
  });
  CHECK(ada.unreachable() == 0);
  CHECK_FALSE(ada.what_came_back());
  REQUIRE(ada.bounce("later@localhost").noted == 1);
  CHECK(ada.unreachable() == 1);
}

TEST_CASE("nothing of a report outlives an erasure", "[events][returned]") {
  mailed ada;
  const auto id = ada.message_id("ASC");
  REQUIRE(ada.bounce(id).noted == 1);
  const auto organiser = ada.with.count("SELECT organiser_id FROM registration ORDER BY id");
  ada.with.database()->write([&](schema::transaction& tx) {
    auto& parts = ada.with.get();
    const data_tools requests{
        parts.ledger, parts.outbox, {parts.keys.lookup, parts.keys.people}, parts.links};
    return erase_person(tx, {parts.registrar, parts.catalogue, requests}, {organiser, ada.email},
                        ada.with.time());
  });
  CHECK(ada.bounce(id).foreign == 1);
  CHECK(ada.with.count("SELECT COUNT(*) FROM delivery_attempt WHERE phase = 'report'") == 0);
}

TEST_CASE("what is asked about returned mails goes by an index, not through all messages",
          "[events][returned][sqlite]") {
  test_database db;
  const auto plan = [&](std::string_view sql) {
    std::string all;
    db->read([&](const schema::reader& r) {
      r.each<std::int64_t, std::int64_t, std::int64_t, std::string>(
          "EXPLAIN QUERY PLAN " + std::string(sql),
          [&](std::int64_t, std::int64_t, std::int64_t, const std::string& step) {
            all += step + "\n";
          });
    });
    return all;
  };
  const auto all = questions_about_returned();
  CHECK(contains(plan(all.at(0)), "message_by_recipient (recipient_key=?"));
  CHECK(contains(plan(all.at(1)), "message_gone (event_id=?"));
  CHECK(contains(plan(all.at(2)), "message_by_registration (registration_id=?"));
  CHECK(contains(plan(question_for_persons_messages()), "message_by_recipient (recipient_key=?"));
}
