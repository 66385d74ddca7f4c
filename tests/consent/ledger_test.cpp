// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "consent/ledger.hpp"

#include "tests/consent/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

struct newsletter_fixture : ledger_fixture {
  std::int64_t newsletter = store(purpose("newsletter"), sit);
  std::int64_t calls = store(purpose("calls", "phone"), sit);
  std::int64_t letters = store(purpose("letters", "post"), sit);
  std::string ada = "Ada@Example.org";
};

}  // namespace

TEST_CASE("states have the names of the W3C vocabulary, and two of them permit", "[consent]") {
  for (const auto s : {state::requested, state::refused, state::given, state::renewed,
                       state::withdrawn, state::expired, state::terminated, state::invalidated}) {
    CHECK(consent::state_from(to_text(s)) == s);
    CHECK(consent::permits(s) == (s == state::given || s == state::renewed));
  }
  CHECK_FALSE(consent::state_from("Given"));
  CHECK_FALSE(consent::state_from(""));
}

TEST_CASE_METHOD(newsletter_fixture, "an e-mail consent is requested, confirmed and withdrawn",
                 "[consent]") {
  const auto made = request(ticked(newsletter, ada));
  CHECK(made.needs_confirmation);
  CHECK(now_of(made.public_id) == state::requested);
  CHECK_FALSE(permitting(made.principal_id, newsletter));

  CHECK(confirm(made.public_id));
  const auto given = find(made.public_id).value();
  CHECK(given.now == state::given);
  CHECK(given.changed_at == start + 1min);
  CHECK(given.by.message_id == "m1@example.org");
  CHECK(permitting(made.principal_id, newsletter) == given.record_id);

  CHECK(withdraw(made.public_id));
  CHECK(now_of(made.public_id) == state::withdrawn);
  CHECK_FALSE(permitting(made.principal_id, newsletter));
  CHECK(count_records() == 3);
  CHECK(verify(sit).problems.empty());
}

TEST_CASE_METHOD(newsletter_fixture, "telephone and post are given at once, without double opt-in",
                 "[consent]") {
  for (const auto& [id, channel] : {std::pair(calls, "phone"), std::pair(letters, "post")}) {
    const auto made = request(ticked(id, ada, channel));
    CHECK_FALSE(made.needs_confirmation);
    CHECK(now_of(made.public_id) == state::given);
    CHECK(permitting(made.principal_id, id) == made.record_id);
    CHECK(find(made.public_id)->channel == channel);
  }
  CHECK(count_records() == 2);
}

TEST_CASE_METHOD(newsletter_fixture,
                 "what was withdrawn is given again only by a mailed link, for calls too",
                 "[consent]") {
  const auto made = request(ticked(calls, ada, "phone"));
  withdraw(made.public_id, start + 1h);
  auto what = ticked(calls, ada, "phone");
  what.by.box = "ticked by the person, for the number 2";
  const auto again = request(what, start + 2h);
  CHECK(again.needs_confirmation);
  CHECK(now_of(made.public_id) == state::requested);
  CHECK_FALSE(permitting(made.principal_id, calls));
  // Sent a second time it still waits.
  CHECK(request(what, start + 2h).needs_confirmation);
  CHECK(confirm(made.public_id, start + 3h));
  CHECK(now_of(made.public_id) == state::given);
  CHECK(find(made.public_id)->by.box == "ticked by the person, for the number 2");
}

TEST_CASE_METHOD(newsletter_fixture, "the second click changes nothing", "[consent]") {
  const auto made = request(ticked(newsletter, ada));
  CHECK(confirm(made.public_id));
  CHECK(confirm(made.public_id, start + 2min));
  CHECK(confirm(made.public_id, start + 400 * 24h));
  CHECK(find(made.public_id)->changed_at == start + 1min);
  CHECK(count_records() == 2);
  CHECK(withdraw(made.public_id));
  CHECK(withdraw(made.public_id, start + 2h, "one-click"));
  CHECK(find(made.public_id)->changed_at == start + 1h);
  CHECK(count_records() == 3);
}

TEST_CASE_METHOD(newsletter_fixture, "a consent that stands is not asked for again", "[consent]") {
  const auto made = request(ticked(newsletter, ada));
  confirm(made.public_id);
  const auto again = request(ticked(newsletter, "ada@example.ORG"), start + 1h);
  CHECK_FALSE(again.needs_confirmation);
  CHECK(again.public_id == made.public_id);
  CHECK(again.principal_id == made.principal_id);
  CHECK(again.record_id == find(made.public_id)->record_id);
  CHECK(count_records() == 2);
}

TEST_CASE_METHOD(newsletter_fixture,
                 "a second request is a record of its own, and the old link confirms",
                 "[consent]") {
  const auto first = request(ticked(newsletter, ada));
  const auto second = request(ticked(newsletter, ada), start + 1h);
  CHECK(second.needs_confirmation);
  CHECK(second.public_id == first.public_id);
  CHECK(second.record_id != first.record_id);
  CHECK(confirm(first.public_id, start + 2h));
  CHECK(count_records() == 3);
}

TEST_CASE_METHOD(newsletter_fixture,
                 "a request is good for 14 days, and a new one starts them anew", "[consent]") {
  const auto made = request(ticked(newsletter, ada));
  CHECK_FALSE(confirm(made.public_id, start + 14 * 24h + 1us));
  CHECK(now_of(made.public_id) == state::requested);
  CHECK(count_records() == 1);
  SECTION("to the last moment") {
    CHECK(confirm(made.public_id, start + 14 * 24h));
  }
  SECTION("anew") {
    request(ticked(newsletter, ada), start + 20 * 24h);
    CHECK(confirm(made.public_id, start + 30 * 24h));
  }
}

TEST_CASE_METHOD(newsletter_fixture, "a request that was withdrawn cannot be confirmed any more",
                 "[consent]") {
  const auto made = request(ticked(newsletter, ada));
  CHECK(withdraw(made.public_id, start + 30s));
  CHECK_FALSE(confirm(made.public_id));
  CHECK(now_of(made.public_id) == state::withdrawn);
  CHECK(count_records() == 2);
}

TEST_CASE_METHOD(newsletter_fixture, "who has withdrawn can ask again and must confirm again",
                 "[consent]") {
  const auto made = request(ticked(newsletter, ada));
  confirm(made.public_id);
  withdraw(made.public_id);
  const auto again = request(ticked(newsletter, ada), start + 2h);
  CHECK(again.needs_confirmation);
  CHECK(now_of(made.public_id) == state::requested);
  CHECK_FALSE(permitting(made.principal_id, newsletter));
  CHECK(confirm(again.public_id, start + 3h));
  CHECK(permitting(made.principal_id, newsletter));
  CHECK(count_records() == 5);
  CHECK(verify(sit).problems.empty());
}

TEST_CASE_METHOD(newsletter_fixture,
                 "what is refused, expired, terminated or invalidated is not confirmed",
                 "[consent]") {
  const auto made = request(ticked(newsletter, ada));
  for (const auto* text : {"refused", "expired", "terminated", "invalidated", "nonsense"}) {
    db->write(
        [&](schema::transaction& tx) { tx.execute("UPDATE consent_state SET state = :1", text); });
    CHECK_FALSE(confirm(made.public_id));
    CHECK_FALSE(permitting(made.principal_id, newsletter));
  }
  CHECK(count_records() == 1);
}

TEST_CASE_METHOD(newsletter_fixture, "unknown links confirm, withdraw and find nothing",
                 "[consent]") {
  request(ticked(newsletter, ada));
  for (const auto* id : {"", "x", "AAAAAAAAAAAAAAAAAAAAAA", "' OR 1=1 --"}) {
    CHECK_FALSE(confirm(id));
    CHECK_FALSE(withdraw(id));
    CHECK_FALSE(find(id));
  }
  CHECK(count_records() == 1);
}

TEST_CASE_METHOD(newsletter_fixture,
                 "ids that do not belong together are refused and store nothing", "[consent]") {
  const auto kdz = db.add_organiser("kdz");
  const auto foreign = store(purpose("newsletter"), kdz);
  auto what = ticked(newsletter, ada);
  SECTION("notice of another organiser") {
    what.notice_id = newest_notice(foreign);
  }
  SECTION("purpose of another organiser") {
    what.purpose_id = foreign;
  }
  SECTION("another organiser") {
    what.organiser_id = kdz;
  }
  SECTION("notice of another purpose") {
    what.notice_id = newest_notice(calls);
  }
  SECTION("unknown notice") {
    what.notice_id = 4711;
  }
  SECTION("another channel") {
    what.channel = "phone";
  }
  SECTION("no address") {
    what.by.email = "ada";
  }
  CHECK_THROWS_AS(request(what), std::invalid_argument);
  CHECK(count_records() == 0);
  CHECK(db->read([](const schema::reader& r) {
    return r.value<std::int64_t>("SELECT COUNT(*) FROM principal").value();
  }) == 0);
}

TEST_CASE_METHOD(newsletter_fixture,
                 "a record names the text that was shown, though a newer one exists", "[consent]") {
  const auto shown = ticked(newsletter, ada);
  auto changed = purpose("newsletter");
  changed.notice["de"] = "Neuer Text.";
  store(changed, sit);
  const auto made = request(shown);
  confirm(made.public_id);
  const auto proven = proof(sit, ada);
  REQUIRE(proven[0]["notices"].size() == 1);
  CHECK(proven[0]["notices"][0]["text"] == "Ja, ich möchte den Rundbrief.");
  CHECK(proven[0]["event"].size() == 2);
  CHECK(permitting(made.principal_id, newsletter));
}

TEST_CASE_METHOD(newsletter_fixture, "a consent for one channel does not permit another",
                 "[consent]") {
  const auto made = request(ticked(newsletter, ada));
  confirm(made.public_id);
  store(purpose("newsletter", "phone"), sit);
  CHECK_FALSE(permitting(made.principal_id, newsletter));
  const auto again = request(ticked(newsletter, ada, "phone"), start + 1h);
  CHECK(permitting(made.principal_id, newsletter) == again.record_id);
  CHECK(verify(sit).problems.empty());
}

TEST_CASE_METHOD(newsletter_fixture, "an address is one person however it is written",
                 "[consent]") {
  const auto one = request(ticked(newsletter, "ada@xn--mnchen-3ya.example"));
  const auto other = request(ticked(calls, " ADA@MÜNCHEN.example ", "phone"));
  CHECK(one.principal_id == other.principal_id);
  db->read([&](const schema::reader& r) {
    const auto all = ledger.find_by_email(r, sit, "Ada@münchen.example");
    REQUIRE(all.size() == 2);
    CHECK(all[0].purpose_key == "calls");
    CHECK(all[1].purpose_key == "newsletter");
    CHECK(all[1].title["de"] == "Rundbrief");
    CHECK(all[1].organiser_name["de"] == "sit");
    CHECK(all[1].by.network_address == "192.0.2.7");
    CHECK(ledger.find_one(r, sit, newsletter, "ada@münchen.example")->public_id == one.public_id);
    CHECK_FALSE(ledger.find_one(r, sit, letters, "ada@münchen.example"));
    CHECK(ledger.find_by_email(r, sit, "bob@example.org").empty());
    CHECK(ledger.find_by_email(r, sit, "not an address").empty());
    return 0;
  });
}

TEST_CASE_METHOD(newsletter_fixture, "the lookup of an address is what its person is filed under",
                 "[consent]") {
  request(ticked(newsletter, ada));
  CHECK(ledger.lookup_of(sit, "ADA@example.org") == db->read([](const schema::reader& r) {
    return r.value<std::string>("SELECT lookup FROM principal").value();
  }));
  CHECK(ledger.lookup_of(sit + 1, ada) != ledger.lookup_of(sit, ada));
  CHECK_FALSE(ledger.lookup_of(sit, "no address"));
}

TEST_CASE_METHOD(newsletter_fixture, "two organisers do not see each other's persons",
                 "[consent]") {
  const auto kdz = db.add_organiser("kdz");
  const auto foreign = store(purpose("newsletter"), kdz);
  const auto mine = request(ticked(newsletter, ada));
  auto what = ticked(foreign, ada);
  what.organiser_id = kdz;
  const auto theirs = request(what);
  confirm(theirs.public_id);
  CHECK(mine.principal_id != theirs.principal_id);
  CHECK(now_of(mine.public_id) == state::requested);
  db->read([&](const schema::reader& r) {
    CHECK(ledger.find_by_email(r, sit, ada).size() == 1);
    CHECK(ledger.find_by_email(r, kdz, ada).front().public_id == theirs.public_id);
    CHECK_FALSE(ledger.find_one(r, sit, foreign, ada));
    const auto lookups = r.all<std::string>("SELECT DISTINCT lookup FROM principal");
    CHECK(lookups.size() == 2);
    return 0;
  });
  CHECK(proof(sit, ada).size() == 1);
  CHECK(proof(sit, ada).dump().find("double-opt-in") == std::string::npos);
  CHECK(verify(sit).records == 1);
  CHECK(verify(kdz).records == 2);
  CHECK(erase(ada));
  CHECK(find(theirs.public_id)->by.message_id == "m1@example.org");
  CHECK(verify(kdz).problems.empty());
}

TEST_CASE_METHOD(newsletter_fixture, "nothing personal stands in the database in clear",
                 "[consent]") {
  const auto made = request(ticked(newsletter, ada));
  confirm(made.public_id);
  db->read([&](const schema::reader& r) {
    std::string all;
    r.each<std::string, std::string>(
        "SELECT personal, commitment FROM consent_record",
        [&](const std::string& personal, const std::string& commitment) {
          all += personal + commitment;
        });
    r.each<std::string, std::string>(
        "SELECT lookup, secret FROM principal",
        [&](const std::string& l, const std::string& s) { all += l + s; });
    for (const auto* word :
         {"ada@", "Ada@", "Ada Muster", "example.org", "192.0.2.7", "Testbrowser/"}) {
      CHECK(all.find(word) == std::string::npos);
    }
    return 0;
  });
}

TEST_CASE_METHOD(newsletter_fixture,
                 "a ledger with the wrong key refuses rather than starts persons anew",
                 "[consent]") {
  const auto made = request(ticked(newsletter, ada));
  const consent::ledger wrong(key_of(1), key_of(9));
  CHECK_THROWS_AS(db->write([&](schema::transaction& tx) {
    return wrong.request(tx, ticked(newsletter, ada), start);
  }),
                  std::runtime_error);
  CHECK_THROWS_AS(db->write([&](schema::transaction& tx) {
    return wrong.withdraw(tx, made.public_id, "link", {}, start);
  }),
                  std::runtime_error);
  CHECK(count_records() == 1);
}
