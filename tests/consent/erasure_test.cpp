// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "consent/ledger.hpp"

#include "consent/people.hpp"
#include "tests/consent/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

struct erasure_fixture : ledger_fixture {
  std::int64_t newsletter = store(purpose("newsletter"), sit);
  std::int64_t calls = store(purpose("calls", "phone"), sit);
  std::string ada = "ada@example.org";

  std::int64_t readable_parts() {
    return db->read([&](const schema::reader& r) {
      return r.value<std::int64_t>("SELECT COUNT(*) FROM consent_record WHERE personal IS NOT NULL")
          .value();
    });
  }
};

}  // namespace

TEST_CASE_METHOD(erasure_fixture, "erasure takes everything personal and the chain still verifies",
                 "[consent]") {
  const auto made = request(ticked(newsletter, ada));
  confirm(made.public_id);
  request(ticked(newsletter, "bob@example.org"));
  CHECK(erase("ADA@example.org"));

  CHECK(readable_parts() == 1);
  CHECK(find(made.public_id)->by.email.empty());
  const auto proven = proof(sit, ada);
  REQUIRE(proven.size() == 1);
  const auto text = proven.dump();
  for (const auto* word : {"ada@", "Ada Muster", "192.0.2.7", "Testbrowser/", "m1@", "\"evidence\"",
                           "\"salt\"", "\"personal\""}) {
    INFO(word);
    CHECK(text.find(word) == std::string::npos);
  }
  const auto found = verify(sit);
  CHECK(found.problems.empty());
  CHECK(found.records == 4);
}

TEST_CASE_METHOD(erasure_fixture,
                 "erasure ends what stands or waits, so that nothing is sent afterwards",
                 "[consent]") {
  const auto asked = request(ticked(newsletter, ada));
  const auto stood = request(ticked(calls, ada, "phone"));
  CHECK(erase(ada));
  CHECK(now_of(asked.public_id) == state::terminated);
  CHECK(now_of(stood.public_id) == state::terminated);
  CHECK_FALSE(permitting(stood.principal_id, calls));
  CHECK_FALSE(confirm(asked.public_id));
  CHECK(count_records() == 4);
}

TEST_CASE_METHOD(erasure_fixture, "what was withdrawn stays withdrawn after erasure", "[consent]") {
  const auto made = request(ticked(newsletter, ada));
  withdraw(made.public_id);
  CHECK(erase(ada));
  CHECK(now_of(made.public_id) == state::withdrawn);
  CHECK(count_records() == 2);
  CHECK(verify(sit).problems.empty());
}

TEST_CASE_METHOD(erasure_fixture, "erasing twice changes nothing, erasing a stranger is told",
                 "[consent]") {
  request(ticked(newsletter, ada));
  CHECK(erase(ada));
  const auto head = verify(sit).head;
  CHECK(erase(ada, start + 9h));
  CHECK(verify(sit).head == head);
  CHECK_FALSE(erase("bob@example.org"));
  CHECK_FALSE(erase("no address"));
}

TEST_CASE_METHOD(erasure_fixture,
                 "an old link still withdraws after erasure, and keeps nothing personal",
                 "[consent]") {
  const auto made = request(ticked(newsletter, ada));
  confirm(made.public_id);
  erase(ada);
  consent::evidence by;
  by.network_address = "192.0.2.7";
  CHECK(db->write([&](schema::transaction& tx) {
    return ledger.withdraw(tx, made.public_id, "one-click", by, start + 3h);
  }));
  CHECK(now_of(made.public_id) == state::withdrawn);
  CHECK(readable_parts() == 0);
  CHECK(verify(sit).problems.empty());
}

TEST_CASE_METHOD(erasure_fixture,
                 "who comes back after erasure gets a new key, and the old part stays gone",
                 "[consent]") {
  const auto made = request(ticked(newsletter, ada));
  confirm(made.public_id);
  erase(ada);
  withdraw(made.public_id, start + 3h);
  const auto again = request(ticked(newsletter, ada), start + 4h);
  CHECK(again.principal_id == made.principal_id);
  CHECK(again.needs_confirmation);
  CHECK(confirm(again.public_id, start + 5h));
  CHECK(permitting(again.principal_id, newsletter));
  CHECK(readable_parts() == 2);

  const auto events = proof(sit, ada)[0]["event"];
  REQUIRE(events.size() == 6);
  for (std::size_t i = 0; i < 4; ++i) CHECK_FALSE(events[i].contains("evidence"));
  CHECK(events[4]["evidence"]["email"] == ada);
  CHECK(verify(sit).problems.empty());

  SECTION("and may be erased again") {
    CHECK(erase(ada, start + 6h));
    CHECK(readable_parts() == 0);
    CHECK(verify(sit).problems.empty());
  }
}

TEST_CASE_METHOD(erasure_fixture, "the database refuses to change or delete what proves a consent",
                 "[consent]") {
  const auto made = request(ticked(newsletter, ada));
  confirm(made.public_id);
  const auto refused = [&](const char* sql) {
    INFO(sql);
    try {
      db->write([&](schema::transaction& tx) { tx.execute(sql); });
      FAIL("accepted");
    } catch (const schema::error& e) {
      CHECK(e.what_kind() == schema::error::kind::constraint);
    }
  };
  refused("DELETE FROM consent_record");
  refused("DELETE FROM consent_record WHERE sequence = 2");
  for (const auto* column :
       {"id = id + 100", "organiser_id = 4711", "sequence = sequence + 100", "principal_id = 4711",
        "purpose_id = 4711", "notice_id = 4711", "event = 'withdrawn'", "method = 'page'",
        "at = at + 1", "personal = 'x'", "commitment = 'x'", "previous_hash = 'x'", "hash = 'x'"}) {
    refused(("UPDATE consent_record SET " + std::string(column)).c_str());
  }
  refused("UPDATE consent_record SET personal = NULL, event = 'refused'");
  refused("DELETE FROM notice");
  refused("UPDATE notice SET text = 'something else'");
  refused("UPDATE notice SET hash = 'x'");
  refused("DELETE FROM principal");
  CHECK(verify(sit).problems.empty());
  CHECK(now_of(made.public_id) == state::given);
}

TEST_CASE_METHOD(erasure_fixture, "somebody whose key cannot be opened is seen, and can be erased",
                 "[consent]") {
  const auto made = request(ticked(newsletter, ada));
  confirm(made.public_id);
  db->write([](schema::transaction& tx) { tx.execute("UPDATE principal SET secret = 'broken'"); });
  const auto stands =
      db->read([&](const schema::reader& r) { return ledger.find_by_email(r, sit, ada); });
  REQUIRE(stands.size() == 1);
  CHECK(stands[0].now == state::given);
  CHECK(stands[0].by.email.empty());
  CHECK_THROWS_AS(withdraw(made.public_id), consent::damaged_person);
  CHECK(erase(ada));
  CHECK(now_of(made.public_id) == state::terminated);
  CHECK(verify(sit).problems.empty());
}
