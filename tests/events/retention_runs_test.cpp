// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/retention.hpp"

#include <string>

#include "tests/events/retention_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;

TEST_CASE_METHOD(retention_fixture, "each day has one run, and one that was broken off is taken up",
                 "[events][retention]") {
  sign_up(least_form());
  const auto at = std::chrono::floor<std::chrono::days>(retention_ends + 366 * 24h) + 1h;
  const auto first = events::begin_daily_run(db.get(), at);
  REQUIRE(first);
  CHECK(first->first);
  CHECK_FALSE(events::begin_daily_run(db.get(), at + 9min));  // somebody is at it
  events::carry_out_run(db.get(), first->id, at, [] { return true; });
  CHECK(number("SELECT COUNT(*) FROM registration") == 1);
  const auto again = events::begin_daily_run(db.get(), at + 10min);
  REQUIRE(again);
  CHECK(again->id == first->id);
  CHECK_FALSE(again->first);
  events::carry_out_run(db.get(), again->id, at + 10min, [] { return false; });
  CHECK(number("SELECT COUNT(*) FROM registration") == 0);
  CHECK_FALSE(events::begin_daily_run(db.get(), at + 20h));
  CHECK(events::begin_daily_run(db.get(), at + 24h));
}

TEST_CASE_METHOD(retention_fixture,
                 "a row that cannot be erased keeps none of the others and is named",
                 "[events][retention][sqlite]") {
  for (const auto* who : {"ada@", "bob@", "eve@"}) {
    sign_up_as(std::string(who) + "stadt.example.org");
  }
  db->write([](schema::transaction& tx) {
    tx.execute(
        "CREATE TRIGGER damaged BEFORE DELETE ON registration"
        " WHEN OLD.id = (SELECT MIN(id) FROM registration)"
        " BEGIN SELECT RAISE(ABORT, 'this one stays'); END");
  });
  const auto at = retention_ends + 366 * 24h;
  const auto id = events::begin_run(db.get(), at);
  const auto done = events::carry_out_run(db.get(), id, at, [] { return false; });
  CHECK(number("SELECT COUNT(*) FROM registration") == 1);
  REQUIRE(done.erased.size() == 1);
  CHECK(done.erased[0].count == 2);
  CHECK(done.failure.find("registrations: ") == 0);
  CHECK(done.failure.find("this one stays") != std::string::npos);
  CHECK(number("SELECT COUNT(*) FROM retention_run WHERE ended_at IS NULL") == 0);
  CHECK(due(at) == texts{"registrations kick-off 1"});
}

TEST_CASE_METHOD(retention_fixture,
                 "a rule that cannot be carried out keeps none of the others from its turn",
                 "[events][retention][sqlite]") {
  for (int i = 0; i < 25; ++i) sign_up_as("p" + std::to_string(i) + "@stadt.example.org");
  send_all(signing_up);
  db->write([](schema::transaction& tx) {
    tx.execute(
        "CREATE TRIGGER damaged BEFORE DELETE ON registration"
        " BEGIN SELECT RAISE(ABORT, 'all stay'); END");
    tx.execute(
        "INSERT INTO audit_entry (at, action, subject, details) VALUES (1, 'x.y', '', '{}')");
  });
  const auto at = retention_ends + 366 * 24h;
  const auto id = events::begin_run(db.get(), at);
  const auto done = events::carry_out_run(db.get(), id, at, [] { return false; });
  CHECK(done.failure.find("registrations: ") == 0);
  CHECK(number("SELECT COUNT(*) FROM registration") >= 25);
  CHECK(number("SELECT COUNT(*) FROM audit_entry WHERE at = 1") == 0);
  CHECK(number("SELECT COUNT(*) FROM retention_run WHERE ended_at IS NULL") == 0);
  const auto overdue = [&](std::int64_t organiser) {
    return db->read([&](const schema::reader& r) {
      return events::count_overdue(r, organisers::scope::of_operator(organiser),
                                   at + events::overdue_after);
    });
  };
  CHECK(overdue(of->by.id) >= 25);
  CHECK(overdue(db.add_organiser("other")) == 0);
}

TEST_CASE_METHOD(retention_fixture, "a run stays claimed for as long as it goes on",
                 "[events][retention]") {
  sign_up(least_form());
  const auto at = std::chrono::floor<std::chrono::days>(retention_ends + 366 * 24h) + 1h;
  const auto run = events::begin_daily_run(db.get(), at);
  REQUIRE(run);
  db->write([&](schema::transaction& tx) {
    tx.execute("UPDATE retention_run SET claimed_at = :1", at - 1h);
  });
  int asked = 0;  // stops after the first write
  events::carry_out_run(db.get(), run->id, at, [&] { return ++asked > 2; });
  CHECK(number("SELECT COUNT(*) FROM registration") == 0);
  CHECK_FALSE(events::begin_daily_run(db.get(), at + 9min));
}

TEST_CASE_METHOD(retention_fixture, "a run says what of each organiser it erased, by counts alone",
                 "[events][retention]") {
  sign_up(least_form());
  sign_up_as("bob@stadt.example.org");
  run(retention_ends + 366 * 24h);
  const auto runs =
      db->read([&](const schema::reader& r) { return events::list_runs(r, whose, 10); });
  REQUIRE(runs.size() == 1);
  CHECK(runs[0].by_hand);
  CHECK(runs[0].ended_at);
  REQUIRE(runs[0].erased.size() == 1);
  CHECK(runs[0].erased[0].rule == "registrations");
  CHECK(runs[0].erased[0].count == 2);
  const auto other = db.add_organiser("other");
  const auto theirs = db->read([&](const schema::reader& r) {
    return events::list_runs(r, organisers::scope::of_operator(other), 10);
  });
  REQUIRE(theirs.size() == 1);
  CHECK(theirs[0].erased.empty());
}

TEST_CASE("many registrations are erased in writes of a hundred", "[events][retention]") {
  retention_fixture in({{"capacity", 300}, {"questions", nlohmann::json::array()}});
  for (int i = 0; i < 130; ++i) {
    in.sign_up_as("p" + std::to_string(i) + "@stadt.example.org", i % 6 ? "forum-1" : "forum-2");
  }
  const auto before = in.db->writes().counted().jobs;
  const auto all = in.number("SELECT COUNT(*) FROM registration");
  CHECK(in.run(retention_ends + 366 * 24h) == texts{"registrations " + std::to_string(all)});
  CHECK(in.db->writes().counted().jobs - before == 4);  // begin, 100, the rest, end
  CHECK(in.wrong_counters() == texts{});
}

TEST_CASE_METHOD(retention_fixture, "questions that nobody answered hold up no others",
                 "[events][retention]") {
  sign_up(with(least_form(), "answer.diet", "vegan"));
  const auto erased = run(retention_ends + 30 * 24h);
  CHECK(erased == texts{"answers 1"});
  CHECK(number("SELECT COUNT(*) FROM answer_erasure WHERE erased_at IS NOT NULL") == 2);
}
