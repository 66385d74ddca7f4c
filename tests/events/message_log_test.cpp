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
    for (const auto& one : all(which, most)) found.push_back(message_id_of(one.id));
    return found;
  }
  std::string message_id_of(std::int64_t id) {
    return db->read([&](const schema::reader& r) {
      return r.value<std::string>("SELECT message_id FROM message WHERE id = :1", id).value();
    });
  }
  std::int64_t row_of(const std::string& message_id) {
    return db->read([&](const schema::reader& r) {
      return r.value<std::int64_t>("SELECT id FROM message WHERE message_id = :1", message_id)
          .value();
    });
  }
  std::optional<message_details> find(const std::string& message_id) {
    const auto id = row_of(message_id);
    return db->read([&](const schema::reader& r) { return find_message(r, staff, id); });
  }
  void attempt(const std::string& message_id, const char* outcome, const char* phase, int code,
               const char* said) {
    const auto id = row_of(message_id);
    db->write([&](schema::transaction& tx) {
      tx.execute(
          "INSERT INTO delivery_attempt (message_id, at, outcome, phase, code, reply)"
          " VALUES (:1, :2, :3, :4, :5, :6)",
          id, now, outcome, phase, code, said);
    });
  }
  std::vector<logged_message> all(const log_choice& which, std::int64_t most = 10) {
    return db->read([&](const schema::reader& r) { return list_messages(r, staff, which, most); });
  }
  std::string plan(list what, log_choice::part only = log_choice::part::all) {
    log_choice which;
    which.what = what;
    which.only = only;
    std::string text;
    db->read([&](const schema::reader& r) {
      r.each<std::int64_t, std::int64_t, std::int64_t, std::string>(
          "EXPLAIN QUERY PLAN " + log_statement(staff, which),
          [&](std::int64_t, std::int64_t, std::int64_t, std::string line) { text += line + "\n"; },
          1, what == list::to_address || what == list::to_part ? "x" : "1", 9, 0, 50);
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
  which.only = log_choice::part::trouble;
  CHECK(ids(which) == std::vector{a});
  db->write([&](schema::transaction& tx) {
    tx.execute("UPDATE message SET returned = 1 WHERE message_id = :1", c);
  });
  CHECK(ids(which) == std::vector{c, a});
  which.only = log_choice::part::returned;
  CHECK(ids(which) == std::vector{c});
}

TEST_CASE_METHOD(log_fixture, "what waits is found in every list", "[events][messages]") {
  const auto a = add("a@example.org", "queued"), b = add("b@example.org", "sending");
  add("c@example.org");
  log_choice which;
  which.only = log_choice::part::waiting;
  CHECK(ids(which) == std::vector{b, a});
  which.what = list::of_event;
  which.id = kick_off;
  CHECK(ids(which) == std::vector{b, a});
}

TEST_CASE_METHOD(log_fixture, "messages are found by a piece of the address, in any case",
                 "[events][messages]") {
  const auto a = add("Anna_B@example.org"), b = add("annaXb@other.example.org");
  add("100%sure@example.org");
  log_choice which;
  which.what = list::to_part;
  const auto found = [&](const char* piece) {
    which.address = piece;
    return ids(which);
  };
  CHECK(found("ANNA") == std::vector{b, a});
  CHECK(found("anna_b") == std::vector{a});
  CHECK(found("other.exam") == std::vector{b});
  CHECK(found("0%s").size() == 1);
  CHECK(found("a%b").empty());
  CHECK(found("a!").empty());
  CHECK(found("nobody").empty());
}

TEST_CASE_METHOD(log_fixture, "a search for a piece goes through so many messages and no further",
                 "[events][messages]") {
  const auto oldest = add("anna@example.org");
  const auto end = [&](std::int64_t most) {
    return db->read([&](const schema::reader& r) { return end_of_search(r, staff, most); });
  };
  CHECK(end(1) == 0);
  const auto newest = add("anna@example.org");
  CHECK(end(2) == 0);
  log_choice which;
  which.what = list::to_part;
  which.address = "anna";
  which.after = end(1);
  CHECK(which.after == row_of(oldest));
  CHECK(ids(which) == std::vector{newest});
}

TEST_CASE_METHOD(log_fixture, "a message is told with all its attempts", "[events][messages]") {
  const auto id = add("a@example.org", "failed");
  attempt(id, "deferred", "rcpt", 451, "451 later");
  attempt(id, "deferred", "rcpt", 550, "550 never");
  CHECK(all({}).front().last.text == "550 never");
  const auto found = find(id).value();
  REQUIRE(found.attempts.size() == 2);
  CHECK(found.attempts.front().what.text == "451 later");
  CHECK(found.row.event_slug == "kick-off");
}

TEST_CASE_METHOD(log_fixture, "attempts from before a message was sent again count on",
                 "[events][messages]") {
  const auto id = add("a@example.org", "failed");
  for (int i = 0; i < 3; ++i) attempt(id, "deferred", "rcpt", 451, "later");
  attempt(id, "returned-soft", "report", 0, "later");
  db->write([&](schema::transaction& tx) { tx.execute("UPDATE message SET attempts = 1"); });
  CHECK(find(id)->row.attempts == 3);
  CHECK(find(id)->row.was_tried);
}

TEST_CASE("what this program says itself is not taken for a server's reply", "[events][messages]") {
  CHECK(said{"connection refused", "connect", 0}.is_our_own());
  CHECK(said{"no such template", "compose", 0}.is_our_own());
  CHECK(said{"/var/mail/new/1", "file", 250}.is_our_own());
  CHECK_FALSE(said{"421 busy", "connect", 421}.is_our_own());
  CHECK_FALSE(said{"550 unknown", "report", 0}.is_our_own());
}

TEST_CASE_METHOD(log_fixture, "an address that a message came back from is known at every other",
                 "[events][messages]") {
  const auto id = add("a@example.org"), other = add("b@example.org");
  const auto returned = add("A@example.org");
  const auto came_back = [&](int how) {
    db->write([&](schema::transaction& tx) {
      tx.execute("UPDATE message SET returned = :1 WHERE message_id = :2", how, returned);
    });
    return find(id)->is_dead_end;
  };
  CHECK_FALSE(came_back(1));
  CHECK(came_back(2));
  CHECK_FALSE(find(other)->is_dead_end);
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
  which.what = list::to_part;
  CHECK(all(which).empty());
  CHECK_FALSE(find(id));
}

TEST_CASE_METHOD(log_fixture, "each list goes by an index of its own, and nothing is sorted",
                 "[events][messages][sqlite]") {
  using part = log_choice::part;
  const auto uses = [&](const std::string& text, const std::string& index) {
    INFO(text);
    CHECK(text.find("m USING INDEX " + index + " (") != std::string::npos);
  };
  uses(plan(list::all), "message_log");
  uses(plan(list::to_part), "message_log");
  uses(plan(list::of_event), "message_log_of_event");
  uses(plan(list::of_registration), "message_by_registration");
  uses(plan(list::to_address), "message_by_recipient");
  uses(plan(list::all, part::trouble), "message_in_trouble");
  uses(plan(list::all, part::returned), "message_in_trouble");
  const auto waiting = plan(list::all, part::waiting);
  INFO(waiting);
  CHECK(waiting.find("m USING INTEGER PRIMARY KEY") != std::string::npos);
  CHECK(waiting.find("message_due") != std::string::npos);
  CHECK(waiting.find("message_sending") != std::string::npos);
  for (const auto what : {list::all, list::to_part, list::of_event, list::of_registration})
    CHECK(plan(what).find("TEMP B-TREE") == std::string::npos);
}
