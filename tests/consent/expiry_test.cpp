// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/consent/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

constexpr auto too_late = start + consent::confirmation_period + 1s;

struct expiry_fixture : ledger_fixture {
  std::int64_t newsletter = store(purpose("newsletter"), sit);
  std::int64_t calls = store(purpose("calls", "phone"), sit);
  std::string ada = "ada@example.org";

  std::size_t expire(instant at, std::int64_t most = 100) {
    return db->write([&](schema::transaction& tx) { return ledger.expire_requests(tx, at, most); })
        .size();
  }
  std::int64_t number(const char* sql) {
    return db->read([&](const schema::reader& r) { return r.value<std::int64_t>(sql).value(); });
  }
};

}  // namespace

TEST_CASE_METHOD(expiry_fixture, "a request that nobody confirms ends after 14 days",
                 "[consent][expiry]") {
  const auto asked = request(ticked(newsletter, ada));
  CHECK(expire(start + consent::confirmation_period) == 0);
  CHECK(now_of(asked.public_id) == state::requested);
  CHECK(expire(too_late) == 1);
  CHECK(now_of(asked.public_id) == state::expired);
  CHECK(expire(too_late) == 0);
  CHECK_FALSE(confirm(asked.public_id, too_late));
  CHECK_FALSE(permitting(asked.principal_id, newsletter));
  CHECK(count_records() == 2);
}

TEST_CASE_METHOD(expiry_fixture, "nothing personal is left of it and the chain still verifies",
                 "[consent][expiry]") {
  request(ticked(newsletter, ada));
  request(ticked(newsletter, ada), start + 1h);
  request(ticked(newsletter, "bob@example.org"), start + 2h);
  CHECK(expire(too_late + 1h) == 1);
  CHECK(number("SELECT COUNT(*) FROM consent_record WHERE personal IS NOT NULL") == 1);
  CHECK(number("SELECT COUNT(*) FROM principal WHERE secret IS NULL AND erased_at IS NOT NULL") ==
        1);
  const auto text = proof(sit, ada).dump();
  for (const auto* word : {"ada@", "Ada Muster", "192.0.2.7", "Testbrowser/", "\"salt\""}) {
    INFO(word);
    CHECK(text.find(word) == std::string::npos);
  }
  CHECK(verify(sit).problems.empty());
  CHECK(verify(sit).records == 4);
}

TEST_CASE_METHOD(expiry_fixture, "a damaged person keeps nobody behind them from ending",
                 "[consent][expiry]") {
  request(ticked(newsletter, ada));
  request(ticked(newsletter, "bob@example.org"), start + 1s);
  db->write([](schema::transaction& tx) {
    tx.execute("UPDATE principal SET secret = 'broken' WHERE id = (SELECT MIN(id) FROM principal)");
  });
  CHECK(expire(too_late + 1s) == 1);
  CHECK(number("SELECT COUNT(*) FROM consent_state WHERE state = 'requested'") == 1);
}

TEST_CASE_METHOD(expiry_fixture, "what the person agreed to before or besides keeps its proof",
                 "[consent][expiry]") {
  const auto asked = request(ticked(newsletter, ada));
  confirm(asked.public_id);
  withdraw(asked.public_id, start + 1h);
  const auto called = request(ticked(calls, ada, "phone"), start + 2h);
  request(ticked(newsletter, ada), start + 3h);
  const auto expired = db->write(
      [&](schema::transaction& tx) { return ledger.expire_requests(tx, too_late + 3h, 100); });
  REQUIRE(expired.size() == 1);
  CHECK(expired[0].principal_id == asked.principal_id);
  CHECK(expired[0].purpose_id == newsletter);
  CHECK(expired[0].asked_at == start + 3h);
  CHECK(now_of(asked.public_id) == state::expired);
  CHECK(permitting(called.principal_id, calls));
  CHECK(number("SELECT COUNT(*) FROM consent_record WHERE personal IS NOT NULL") == 4);
  CHECK(number("SELECT COUNT(*) FROM principal WHERE secret IS NOT NULL") == 1);
  CHECK(proof(sit, ada).dump().find("m1@example.org") != std::string::npos);
  CHECK(verify(sit).problems.empty());
}

TEST_CASE_METHOD(expiry_fixture, "who comes back is asked anew and can confirm",
                 "[consent][expiry]") {
  request(ticked(newsletter, ada));
  expire(too_late);
  const auto again = request(ticked(newsletter, ada), too_late + 1h);
  CHECK(again.needs_confirmation);
  CHECK(confirm(again.public_id, too_late + 2h));
  CHECK(permitting(again.principal_id, newsletter));
  CHECK(verify(sit).problems.empty());
}

TEST_CASE_METHOD(expiry_fixture, "a personal part that is taken away otherwise is found",
                 "[consent][expiry]") {
  const auto asked = request(ticked(newsletter, ada));
  request(ticked(newsletter, "bob@example.org"));
  const auto take = [&](int sequence) {
    db->write([&](schema::transaction& tx) {
      tx.execute("UPDATE consent_record SET personal = NULL WHERE sequence = :1", sequence);
    });
  };
  take(2);
  CHECK(verify(sit).problems.size() == 1);  // requested and not expired
  confirm(asked.public_id);
  take(1);
  take(3);
  CHECK(verify(sit).problems.size() == 3);
}

TEST_CASE_METHOD(expiry_fixture, "as many at a time as asked for, the oldest first",
                 "[consent][expiry]") {
  for (int i = 0; i < 7; ++i) {
    request(ticked(newsletter, "p" + std::to_string(i) + "@example.org"), start + i * 1s);
  }
  CHECK(expire(too_late + 1h, 3) == 3);
  CHECK(number("SELECT COUNT(*) FROM consent_state WHERE state = 'expired'") == 3);
  CHECK(number("SELECT MIN(r.sequence) FROM consent_record r JOIN consent_state s"
               " ON s.record_id = r.id WHERE s.state = 'requested'") == 4);
  CHECK(expire(too_late + 1h, 100) == 4);
  CHECK(verify(sit).problems.empty());
}
