// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "consent/verifications.hpp"

#include "consent/verify.hpp"
#include "tests/consent/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

struct verifying : ledger_fixture {
  std::int64_t newsletter = store(purpose("newsletter"), sit);

  std::optional<std::int64_t> due(instant now) {
    return db->read([&](const schema::reader& r) { return consent::verification_due(r, now); });
  }
  bool begin(instant now) {
    return db->write([&](schema::transaction& tx) {
      return consent::begin_verification(tx, sit, now, consent::verification_interval);
    });
  }
  bool end(const consent::verification& found, instant now) {
    return db->write(
        [&](schema::transaction& tx) { return consent::end_verification(tx, sit, found, now); });
  }
};

}  // namespace

TEST_CASE_METHOD(verifying, "a chain is due once a day, for one process alone", "[consent]") {
  CHECK_FALSE(due(start));  // there is no record
  request(ticked(newsletter, "ada@example.org"));
  CHECK(due(start) == sit);
  CHECK(begin(start));
  CHECK_FALSE(begin(start + 1min));
  CHECK_FALSE(due(start + 1min));
  // Whoever began it has stopped.
  CHECK(due(start + 61min) == sit);
  CHECK(begin(start + 61min));
  CHECK_FALSE(end(verify(sit), start + 62min));
  CHECK_FALSE(due(start + 63min));
  CHECK(due(start + 61min + 24h) == sit);
}

TEST_CASE_METHOD(verifying, "officers are told once of problems, and again when they came back",
                 "[consent]") {
  request(ticked(newsletter, "ada@example.org"));
  const consent::verification good{1, "head", {}}, bad{1, "head", {"sit: record 1: broken"}};
  begin(start);
  CHECK_FALSE(end(good, start + 1s));
  CHECK(end(bad, start + 24h));
  CHECK_FALSE(end(bad, start + 48h));
  CHECK_FALSE(end(good, start + 72h));
  CHECK(end(bad, start + 96h));
  const auto row =
      db->read([&](const schema::reader& r) { return consent::find_verification(r, sit).value(); });
  CHECK(row.problems == 1);
  CHECK(row.first == std::vector<std::string>{"sit: record 1: broken"});
  CHECK(row.finished_at == start + 96h);
}

TEST_CASE_METHOD(verifying,
                 "verifying in steps of any size finds the same, also while records come",
                 "[consent]") {
  for (int i = 0; i < 7; ++i) {
    const auto asked = request(ticked(newsletter, "p" + std::to_string(i) + "@example.org"));
    confirm(asked.public_id);
  }
  const auto whole = verify(sit);
  for (const std::int64_t most : {1, 2, 3, 14, 100}) {
    consent::verifier steps(key_of(1), key_of(2), sit);
    while (db->read([&](const schema::reader& r) { return steps.step(r, most); })) {
    }
    const auto found = steps.finish();
    INFO(most);
    CHECK(found.problems.empty());
    CHECK(found.records == whole.records);
    CHECK(found.head == whole.head);
  }
  consent::verifier meanwhile(key_of(1), key_of(2), sit);
  int i = 0;
  while (db->read([&](const schema::reader& r) { return meanwhile.step(r, 2); })) {
    if (i < 5)
      withdraw(request(ticked(newsletter, "q" + std::to_string(i++) + "@example.org")).public_id);
  }
  CHECK(meanwhile.finish().problems.empty());
  db->write([](schema::transaction& tx) {
    tx.execute("UPDATE consent_state SET state = 'given' WHERE state = 'withdrawn'");
  });
  consent::verifier damaged(key_of(1), key_of(2), sit);
  while (db->read([&](const schema::reader& r) { return damaged.step(r, 3); })) {
  }
  CHECK(damaged.finish().problems.size() == verify(sit).problems.size());
  CHECK_FALSE(verify(sit).problems.empty());
}
