// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "consent/renewal.hpp"

#include "consent/versions.hpp"
#include "tests/consent/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

constexpr auto deadline = start + 30 * 24h;

struct renewal_fixture : ledger_fixture {
  std::int64_t newsletter = store(purpose("newsletter"), sit);

  consent::requested given(const std::string& email) {
    const auto asked = request(ticked(newsletter, email));
    confirm(asked.public_id);
    return asked;
  }
  void write_version(const std::string& text) {
    auto changed = purpose("newsletter");
    changed.notice["de"] = text;
    store(changed, sit);
  }
  void begin(std::int64_t version, instant until = deadline, instant at = start + 1h) {
    db->write([&](schema::transaction& tx) {
      consent::begin_renewal(tx, {sit, newsletter, version, until, 7}, at);
    });
  }
  bool drop(instant at) {
    return db->write(
        [&](schema::transaction& tx) { return consent::drop_renewal(tx, newsletter, at); });
  }
  // Everybody who is asked in a pass, in steps of two.
  std::vector<std::int64_t> ask(instant at) {
    std::vector<std::int64_t> people;
    for (bool more = true; more;) {
      const auto step =
          db->write([&](schema::transaction& tx) { return consent::ask_next(tx, at, 2); });
      for (const auto& one : step.people) people.push_back(one.principal_id);
      more = step.more;
    }
    return people;
  }
  std::size_t end(instant at) {
    std::size_t ended = 0;
    for (bool more = true; more;) {
      const auto step = db->write(
          [&](schema::transaction& tx) { return consent::end_not_renewed(tx, ledger, at, 2); });
      ended += step.ended.size();
      more = step.more;
    }
    return ended;
  }
  consent::renewed renew(const consent::requested& of, instant at) {
    return db->write([&](schema::transaction& tx) {
      const auto stands = ledger.find(tx, of.public_id).value();
      return ledger.renew(tx, of.public_id, {stands.record_id, newest_notice_in(tx)}, {}, at);
    });
  }
  std::int64_t newest_notice_in(const schema::reader& db_now) {
    return db_now
        .value<std::int64_t>(
            "SELECT id FROM notice WHERE purpose_id = :1 AND language = 'de' ORDER BY version DESC",
            newsletter)
        .value();
  }
  bool permits(const consent::requested& of, instant at) {
    return db->read([&](const schema::reader& r) {
      return consent::permitting_record(r, of.principal_id, newsletter, at).has_value();
    });
  }
  std::string state_of_newest() {
    return db->read(
        [&](const schema::reader& r) { return consent::list_renewals(r, newsletter).at(0).state; });
  }
};

}  // namespace

TEST_CASE_METHOD(renewal_fixture, "a new version alone leaves what was agreed to before",
                 "[consent][renewal]") {
  const auto ada = given("ada@example.org");
  write_version("Neu.");
  CHECK(permits(ada, deadline + 1000 * 24h));
  CHECK(ask(start + 2h).empty());
  CHECK(end(deadline + 1h) == 0);
}

TEST_CASE_METHOD(renewal_fixture, "a renewal asks everybody once and lets the old consent stand",
                 "[consent][renewal]") {
  std::vector<std::int64_t> people;
  consent::requested last;
  for (const auto* email : {"a@example.org", "b@example.org", "c@example.org"}) {
    last = given(email);
    people.push_back(last.principal_id);
  }
  request(ticked(newsletter, "waits@example.org"));
  write_version("Neu.");
  const auto fresh = given("new@example.org");
  begin(2);
  CHECK(ask(start + 2h) == people);
  CHECK(ask(start + 2h).empty());
  CHECK(ask(start + 4h).empty());  // the next pass finds nobody new
  CHECK(permits(last, deadline - 1us));
  CHECK(find(last.public_id)->ends_at == deadline);
  CHECK_FALSE(find(fresh.public_id)->ends_at);
}

TEST_CASE_METHOD(renewal_fixture, "a step that was not committed is done again, and no other",
                 "[consent][renewal]") {
  for (const auto* email : {"a@example.org", "b@example.org", "c@example.org"}) given(email);
  write_version("Neu.");
  begin(2);
  const auto step = [&](bool stays) {
    return db->write([&](schema::transaction& tx) {
      const auto done = consent::ask_next(tx, start + 2h, 2);
      if (!stays) tx.undo();
      return done.people.size();
    });
  };
  CHECK(step(false) == 2);
  CHECK(step(true) == 2);
  CHECK(step(false) == 1);
  db.reopen();
  CHECK(step(true) == 1);
  CHECK(step(true) == 0);
}

TEST_CASE_METHOD(renewal_fixture, "what was not renewed ends on the day, with its proof",
                 "[consent][renewal]") {
  const auto ada = given("ada@example.org"), bob = given("bob@example.org");
  write_version("Neu.");
  begin(2);
  ask(start + 2h);
  CHECK(renew(bob, start + 24h) == consent::renewed::done);
  CHECK(end(deadline - 1us) == 0);
  CHECK_FALSE(permits(ada, deadline));  // nobody has looked after it yet
  CHECK(permits(bob, deadline));
  CHECK(end(deadline) == 1);
  CHECK(now_of(ada.public_id) == state::expired);
  CHECK(now_of(bob.public_id) == state::renewed);
  CHECK(state_of_newest() == "done");
  CHECK(end(deadline + 1h) == 0);
  CHECK(proof(sit, "ada@example.org").dump().find("not-renewed") != std::string::npos);
  CHECK(proof(sit, "ada@example.org").dump().find("Ada Muster") != std::string::npos);
  CHECK(verify(sit).problems.empty());
}

TEST_CASE_METHOD(renewal_fixture, "whoever confirms an older request meanwhile is asked too",
                 "[consent][renewal]") {
  const auto asked = request(ticked(newsletter, "late@example.org"));
  write_version("Neu.");
  begin(2);
  CHECK(ask(start + 2h).empty());
  CHECK(confirm(asked.public_id, start + 3h));
  CHECK(ask(start + 2h + 30min).empty());  // between two passes
  CHECK(ask(start + 4h) == std::vector{asked.principal_id});
  CHECK(ask(start + 8h).empty());
}

TEST_CASE_METHOD(renewal_fixture, "a request in words that are over cannot be confirmed any more",
                 "[consent][renewal]") {
  const auto asked = request(ticked(newsletter, "late@example.org"), deadline - 1h);
  write_version("Neu.");
  begin(2);
  CHECK_FALSE(confirm(asked.public_id, deadline));
  CHECK(confirm(asked.public_id, deadline - 1us));
  CHECK_FALSE(permits(asked, deadline));
}

TEST_CASE_METHOD(renewal_fixture, "a renewal that is dropped leaves the old consents for good",
                 "[consent][renewal]") {
  const auto ada = given("ada@example.org");
  write_version("Neu.");
  begin(2);
  ask(start + 2h);
  CHECK(drop(start + 24h));
  CHECK(state_of_newest() == "dropped");
  CHECK(permits(ada, deadline + 24h));
  CHECK(end(deadline + 24h) == 0);
  CHECK_FALSE(drop(start + 25h));
}

TEST_CASE_METHOD(renewal_fixture, "after its day a renewal can neither be dropped nor replaced",
                 "[consent][renewal]") {
  const auto ada = given("ada@example.org");
  write_version("Neu.");
  begin(2);
  CHECK_FALSE(drop(deadline));
  write_version("Noch neuer.");
  begin(3, deadline + 30 * 24h, deadline + 1h);
  CHECK_FALSE(permits(ada, deadline + 2h));
}

TEST_CASE_METHOD(renewal_fixture, "a later renewal takes the place of one that runs, with its day",
                 "[consent][renewal]") {
  const auto ada = given("ada@example.org");
  write_version("Neu.");
  begin(2);
  CHECK(ask(start + 2h).size() == 1);
  const auto bob = given("bob@example.org");  // in the words of version 2
  write_version("Noch neuer.");
  begin(3, deadline + 30 * 24h, start + 24h);
  CHECK(ask(start + 25h) == std::vector{ada.principal_id, bob.principal_id});
  CHECK(permits(ada, deadline + 1h));
  CHECK(end(deadline + 1h) == 0);
  CHECK(renew(ada, start + 26h) == consent::renewed::done);
  CHECK(end(deadline + 30 * 24h) == 1);
  CHECK(now_of(ada.public_id) == state::renewed);
  CHECK(now_of(bob.public_id) == state::expired);
}

TEST_CASE_METHOD(renewal_fixture,
                 "a version whose older consents stay changes nothing for a renewal that runs",
                 "[consent][renewal]") {
  const auto ada = given("ada@example.org");
  write_version("Neu.");
  begin(2);
  const auto bob = given("bob@example.org");
  write_version("Noch neuer.");  // the consents of version 2 stay
  CHECK(ask(start + 2h) == std::vector{ada.principal_id});
  CHECK(end(deadline) == 1);
  CHECK(now_of(ada.public_id) == state::expired);
  CHECK(permits(bob, deadline + 24h));
  SECTION("and whoever renews does so in the newest words") {
    const auto standing = [&] {
      std::vector<std::int64_t> people;
      db->read([&](const schema::reader& r) {
        for (const auto& one : consent::count_versions(r, newsletter, deadline + 2h))
          people.push_back(one.standing);
      });
      return people;  // of versions 3, 2, 1
    };
    CHECK(standing() == std::vector<std::int64_t>{0, 1, 0});
    CHECK(renew(bob, deadline + 1h) == consent::renewed::done);
    CHECK(standing() == std::vector<std::int64_t>{1, 0, 0});
  }
}

TEST_CASE_METHOD(renewal_fixture, "a purpose that is over takes nothing new", "[consent]") {
  const auto stands = given("ada@example.org");
  const auto waits = request(ticked(newsletter, "bob@example.org"));
  const auto end_purpose = [&](bool and_standing) {
    db->write([&](schema::transaction& tx) {
      tx.execute("UPDATE purpose SET ended_at = :1, ends_standing = :2", start + 1h, and_standing);
    });
  };
  SECTION("while what stands goes on") {
    end_purpose(false);
    CHECK_FALSE(confirm(waits.public_id, start + 2h));
    CHECK(find(waits.public_id)->purpose_ended);
    const auto nothing = request(ticked(newsletter, "cid@example.org"), start + 2h);
    CHECK_FALSE(nothing.needs_confirmation);
    CHECK(nothing.public_id.empty());
    CHECK(permits(stands, start + 2h));
    CHECK(renew(stands, start + 2h) == consent::renewed::ended);
    CHECK(count_records() == 3);
    CHECK(withdraw(stands.public_id, start + 3h));
  }
  SECTION("and ends what stands, at once and then recorded") {
    end_purpose(true);
    CHECK_FALSE(permits(stands, start + 2h));
    CHECK(now_of(stands.public_id) == state::given);
    CHECK(find(stands.public_id)->at(start + 2h) == state::terminated);
    CHECK(db->write([&](schema::transaction& tx) {
      return ledger.end_overdue(tx, start + 2h, 10).size();
    }) == 1);
    CHECK(now_of(stands.public_id) == state::terminated);
    CHECK(now_of(waits.public_id) == state::requested);
  }
  CHECK(verify(sit).problems.empty());
}

TEST_CASE_METHOD(renewal_fixture, "a purpose is deleted only while nobody was ever asked",
                 "[consent]") {
  const auto why = [&](std::int64_t id) {
    return db->read([&](const schema::reader& r) { return consent::why_kept(r, id); });
  };
  const auto unused = store(purpose("unused"), sit);
  CHECK(why(unused).empty());
  request(ticked(newsletter, "ada@example.org"));
  CHECK(why(newsletter) == "purpose_used");
  CHECK_THROWS_AS(
      db->write([&](schema::transaction& tx) { consent::delete_unused(tx, newsletter); }),
      schema::error);
  db->write([&](schema::transaction& tx) { consent::delete_unused(tx, unused); });
  CHECK(db->read([&](const schema::reader& r) {
    return !consent::find_purpose(r, sit, "unused") && consent::find_purpose(r, sit, "newsletter");
  }));
  CHECK(verify(sit).problems.empty());
}

TEST_CASE_METHOD(renewal_fixture, "a step looks at ten people for each it may find, and goes on",
                 "[consent][renewal]") {
  for (int i = 0; i < 24; ++i)
    request(ticked(newsletter, "p" + std::to_string(i) + "@example.org"));  // they wait
  given("last@example.org");
  write_version("Neu.");
  begin(2);
  const auto step = [&] {
    return db->write([&](schema::transaction& tx) { return consent::ask_next(tx, start + 2h, 1); });
  };
  for (int i = 0; i < 2; ++i) {
    const auto none = step();
    CHECK(none.people.empty());
    CHECK(none.more);
  }
  CHECK(step().people.size() == 1);
  CHECK(end(deadline) == 1);
}
