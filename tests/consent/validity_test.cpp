// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "consent/validity.hpp"

#include "base/time_zone.hpp"
#include "consent/chain.hpp"
#include "consent/versions.hpp"
#include "tests/consent/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::tests;
using consent::after_months;

namespace {

instant at(const char* local) {
  return local_to_instant(local, home_zone).value();
}

struct validity_fixture : ledger_fixture {
  std::string ada = "ada@example.org";
  std::int64_t timed = store(with_months(12), sit);

  static consent::purpose_definition with_months(std::int64_t months,
                                                 const std::string& channel = "email") {
    auto made = purpose("timed", channel);
    made.valid_months = months;
    return made;
  }
  consent::requested given() {
    const auto asked = request(ticked(timed, ada));
    confirm(asked.public_id, start);
    return asked;
  }
  bool permits(const consent::requested& of, instant when) {
    return db->read([&](const schema::reader& r) {
      return consent::permitting_record(r, of.principal_id, timed, when).has_value();
    });
  }
  std::size_t end(instant when, std::int64_t most = 100) {
    return db->write([&](schema::transaction& tx) { return ledger.end_overdue(tx, when, most); })
        .size();
  }
  consent::renewed renew(const std::string& public_id, std::int64_t record, std::int64_t notice,
                         instant when) {
    return db->write([&](schema::transaction& tx) {
      return ledger.renew(tx, public_id, {record, notice}, {}, when);
    });
  }
  std::string method_of(const std::string& public_id) {
    return db->read([&](const schema::reader& r) {
      return r
          .value<std::string>(
              "SELECT r.method FROM consent_state s JOIN consent_record r ON r.id = s.record_id"
              " WHERE s.public_id = :1",
              public_id)
          .value();
    });
  }
};

}  // namespace

TEST_CASE("months are counted as people count them", "[consent][validity]") {
  CHECK(after_months(at("2027-03-10T14:30"), 1) == at("2027-04-10T14:30"));
  CHECK(after_months(at("2027-01-31T12:00"), 1) == at("2027-02-28T12:00"));
  CHECK(after_months(at("2028-01-31T12:00"), 1) == at("2028-02-29T12:00"));
  CHECK(after_months(at("2028-02-29T12:00"), 12) == at("2029-02-28T12:00"));
  CHECK(after_months(at("2027-11-30T08:00"), 3) == at("2028-02-29T08:00"));
  CHECK(after_months(at("2027-05-31T12:00"), 120) == at("2037-05-31T12:00"));
  // Half past midnight of the first day is still the day before in UTC.
  CHECK(after_months(at("2027-03-01T00:30"), 1) == at("2027-04-01T00:30"));
  // On the 28th of March 2027 clocks go from two to three.
  CHECK(after_months(at("2027-02-28T02:30"), 1) == at("2027-03-28T03:30"));
  CHECK(after_months(at("2027-03-10T14:30") + 123us, 1) == at("2027-04-10T14:30") + 123us);
}

TEST_CASE("the hash of a notice covers how many months its consents are good for",
          "[consent][validity]") {
  consent::notice_content notice{"sit",   "newsletter", 3,    "de", "email",
                                 "Titel", "Text",       "{}", "[]", 5};
  const auto without = consent::notice_hash(notice);
  notice.valid_months = 24;
  CHECK(consent::canonical_text(notice) ==
        "15:zusage-notice-3,3:sit,10:newsletter,1:3,2:de,5:email,5:Titel,4:Text,2:{},2:[],1:5,0:,"
        "2:24,");
  // Computed by the words of docs/consent.md.
  CHECK(consent::notice_hash(notice) ==
        "0717a6206dff400e503131e1c5557a4ff16302b5370dbc9bc16f729f89e2fa7a");
  notice.ends = "once-used";
  CHECK(consent::notice_hash(notice) ==
        "14fb38e990ec79fc0fced6371876d7730d286087740a0c397459ed4385b85935");
  CHECK(without != consent::notice_hash(notice));
}

TEST_CASE_METHOD(validity_fixture, "other months are another version of the notice",
                 "[consent][validity]") {
  CHECK(db->write([&](schema::transaction& tx) {
    return consent::store_purpose(tx, sit, with_months(24), start);
  }) == std::pair(timed, true));
  const auto versions =
      db->read([&](const schema::reader& r) { return consent::count_versions(r, timed, start); });
  REQUIRE(versions.size() == 2);
  CHECK(versions[0].valid_months == 24);
  CHECK(versions[1].valid_months == 12);
  CHECK(verify(sit).problems.empty());
}

TEST_CASE_METHOD(validity_fixture, "a consent permits until its time is over, looked after or not",
                 "[consent][validity]") {
  const auto made = given();
  const auto over = after_months(start, 12);
  CHECK(permits(made, over - 1us));
  CHECK_FALSE(permits(made, over));
  CHECK(now_of(made.public_id) == state::given);  // no record says so yet
  CHECK(find(made.public_id)->at(over) == state::expired);
  CHECK(find(made.public_id)->at(over - 1us) == state::given);
  CHECK(find(made.public_id)->ends_at == over);

  CHECK(end(over - 1us) == 0);
  CHECK(end(over) == 1);
  CHECK(now_of(made.public_id) == state::expired);
  CHECK(method_of(made.public_id) == "time");
  CHECK(end(over) == 0);
  CHECK(verify(sit).problems.empty());
}

TEST_CASE_METHOD(validity_fixture, "what proves a consent stays when its time is over",
                 "[consent][validity]") {
  const auto made = given();
  end(after_months(start, 12));
  const auto text = proof(sit, ada).dump();
  CHECK(text.find("Ada Muster") != std::string::npos);
  CHECK(text.find("m1@example.org") != std::string::npos);
  CHECK(count_records() == 3);
  CHECK(find(made.public_id)->now == state::expired);
}

TEST_CASE_METHOD(validity_fixture, "a consent without months has no end", "[consent][validity]") {
  const auto newsletter = store(purpose("newsletter"), sit);
  const auto made = request(ticked(newsletter, ada));
  confirm(made.public_id, start);
  CHECK_FALSE(find(made.public_id)->ends_at);
  CHECK(end(start + 100 * 365 * 24h) == 0);
  CHECK(db->read([&](const schema::reader& r) {
    return consent::permitting_record(r, made.principal_id, newsletter, start + 100 * 365 * 24h);
  }));
}

TEST_CASE_METHOD(validity_fixture, "renewed before it ends, a consent starts anew",
                 "[consent][validity]") {
  const auto made = given();
  const auto record = find(made.public_id)->record_id;
  const auto later = start + 200 * 24h;
  CHECK(renew(made.public_id, record, newest_notice(timed), later) == consent::renewed::done);
  CHECK(now_of(made.public_id) == state::renewed);
  CHECK(method_of(made.public_id) == "renewal");
  CHECK(permits(made, after_months(start, 12)));
  CHECK(find(made.public_id)->ends_at == after_months(later, 12));
  CHECK(end(after_months(start, 12)) == 0);
  SECTION("and a second press of the button changes nothing") {
    CHECK(renew(made.public_id, record, newest_notice(timed), later + 1min) ==
          consent::renewed::already);
    CHECK(count_records() == 3);
  }
  CHECK(verify(sit).problems.empty());
}

TEST_CASE_METHOD(validity_fixture, "what has ended cannot be renewed, but asked for anew",
                 "[consent][validity]") {
  const auto made = given();
  const auto over = after_months(start, 12);
  const auto record = find(made.public_id)->record_id;
  CHECK(renew(made.public_id, record, newest_notice(timed), over) == consent::renewed::ended);
  CHECK_FALSE(confirm(made.public_id, over));  // the old link says no as well
  // Nobody has looked after it: the record of its end comes first.
  CHECK(request(ticked(timed, ada), over + 1h).needs_confirmation);
  CHECK(count_records() == 4);
  CHECK(confirm(made.public_id, over + 2h));
  CHECK(find(made.public_id)->ends_at == after_months(over + 2h, 12));
  CHECK(verify(sit).problems.empty());
}

TEST_CASE_METHOD(validity_fixture, "only what the person was shown is renewed",
                 "[consent][validity]") {
  const auto made = given();
  const auto shown = newest_notice(timed);
  const auto record = find(made.public_id)->record_id;
  store(with_months(24), sit);
  CHECK(renew(made.public_id, record, shown, start + 1h) == consent::renewed::changed);
  CHECK(renew(made.public_id, record + 7, newest_notice(timed), start + 1h) ==
        consent::renewed::changed);
  CHECK(count_records() == 2);
  CHECK(renew(made.public_id, record, newest_notice(timed), start + 1h) == consent::renewed::done);
  CHECK(find(made.public_id)->ends_at == after_months(start + 1h, 24));
}

TEST_CASE_METHOD(validity_fixture,
                 "without an end and in the newest words there is nothing to renew",
                 "[consent][validity]") {
  const auto newsletter = store(purpose("newsletter"), sit);
  const auto made = request(ticked(newsletter, ada));
  confirm(made.public_id);
  CHECK(renew(made.public_id, find(made.public_id)->record_id, newest_notice(newsletter),
              start + 1h) == consent::renewed::ended);
  CHECK(renew("nobody", 1, 1, start) == consent::renewed::ended);
  CHECK(count_records() == 2);
}

TEST_CASE_METHOD(validity_fixture, "a renewed consent to calls is to the same number",
                 "[consent][validity]") {
  auto calls = with_months(12, "phone");
  calls.key = "calls";
  const auto id = store(calls, sit);
  auto what = ticked(id, ada, "phone");
  what.by.box = "ticked by the person, for the number 2";
  const auto made = request(what);
  CHECK(renew(made.public_id, made.record_id, newest_notice(id), start + 1h) ==
        consent::renewed::done);
  CHECK(find(made.public_id)->by.box == "ticked by the person, for the number 2");
}

TEST_CASE_METHOD(validity_fixture, "as many ends at a time as asked for, the oldest first",
                 "[consent][validity]") {
  for (int i = 0; i < 5; ++i) {
    const auto made = request(ticked(timed, "p" + std::to_string(i) + "@example.org"));
    confirm(made.public_id, start + i * 1h);
  }
  const auto late = after_months(start, 13);
  CHECK(end(late, 2) == 2);
  CHECK(end(late, 10) == 3);
  CHECK(end(late, 10) == 0);
}

TEST_CASE_METHOD(validity_fixture, "an end that was made up in the database ends nothing",
                 "[consent][validity]") {
  const auto made = given();
  db->write([&](schema::transaction& tx) {
    tx.execute("UPDATE consent_state SET valid_until = :1", start);
  });
  CHECK(end(start + 1h) == 0);
  CHECK(permits(made, start + 1h));
  db->write(
      [&](schema::transaction& tx) { tx.execute("UPDATE consent_state SET valid_until = NULL"); });
  CHECK_FALSE(permits(made, after_months(start, 12)));
}

TEST_CASE_METHOD(validity_fixture, "whoever was asked can say no, once and for this request",
                 "[consent]") {
  const auto asked = request(ticked(timed, ada));
  const auto refuse = [&](instant when) {
    return db->write(
        [&](schema::transaction& tx) { return ledger.refuse(tx, asked.public_id, {}, when); });
  };
  CHECK(refuse(start + 1h));
  CHECK(now_of(asked.public_id) == state::refused);
  CHECK_FALSE(refuse(start + 2h));
  CHECK_FALSE(confirm(asked.public_id, start + 2h));
  CHECK(request(ticked(timed, ada), start + 3h).needs_confirmation);
  CHECK(confirm(asked.public_id, start + 4h));
  CHECK_FALSE(refuse(start + 5h));
  CHECK(now_of(asked.public_id) == state::given);
  CHECK(verify(sit).problems.empty());
}

TEST_CASE_METHOD(validity_fixture, "a consent that is found to be invalid permits nothing",
                 "[consent]") {
  const auto made = given();
  consent::evidence by;
  by.actor = "officer@example.org";
  by.reason = "Nicht freiwillig.";
  const auto invalidate = [&](const std::string& id) {
    return db->write(
        [&](schema::transaction& tx) { return ledger.invalidate(tx, id, by, start + 1h); });
  };
  CHECK(invalidate(made.public_id));
  CHECK(now_of(made.public_id) == state::invalidated);
  CHECK(method_of(made.public_id) == "staff");
  CHECK(find(made.public_id)->by.reason == "Nicht freiwillig.");
  CHECK_FALSE(permits(made, start + 1h));
  CHECK_FALSE(invalidate(made.public_id));  // it does not stand any more
  CHECK_FALSE(invalidate("nobody"));
  CHECK(count_records() == 3);
  CHECK(verify(sit).problems.empty());
}

TEST_CASE_METHOD(validity_fixture, "a request that ran out opens no way around the mailed link",
                 "[consent][expiry]") {
  const auto calls = store(purpose("calls", "phone"), sit);
  const auto made = request(ticked(calls, ada, "phone"));
  withdraw(made.public_id);
  request(ticked(calls, ada, "phone"), start + 2h);
  const auto late = start + 30 * 24h;
  db->write([&](schema::transaction& tx) { ledger.expire_requests(tx, late, 10); });
  REQUIRE(now_of(made.public_id) == state::expired);
  CHECK(request(ticked(calls, ada, "phone"), late + 1h).needs_confirmation);
  CHECK_FALSE(permitting(made.principal_id, calls));
}
