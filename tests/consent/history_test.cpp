// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "consent/history.hpp"

#include "base/time_zone.hpp"
#include "tests/consent/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

instant at(const char* local) {
  return local_to_instant(local, home_zone).value();
}
std::int64_t month(int year, int number) {
  return year * 12 + number - 1;
}

struct history_fixture : ledger_fixture {
  std::int64_t newsletter = store(purpose("newsletter"), sit);

  std::string give(const std::string& email, instant when) {
    const auto asked = request(ticked(newsletter, email), when);
    confirm(asked.public_id, when);
    return asked.public_id;
  }
  std::map<std::int64_t, std::int64_t> changes() {
    return db->read([&](const schema::reader& r) {
      return consent::changes_by_month(r, sit, 1000)[newsletter];
    });
  }
  std::int64_t count(std::int64_t most) {
    return db->write([&](schema::transaction& tx) { return consent::count_months(tx, sit, most); });
  }
};

}  // namespace

TEST_CASE_METHOD(history_fixture, "consents are counted in the month in which they began or ended",
                 "[consent][history]") {
  const auto ada = give("ada@example.org", at("2027-01-31T23:59"));
  give("bob@example.org", at("2027-02-01T00:00"));
  request(ticked(newsletter, "joe@example.org"), at("2027-02-02T10:00"));  // never counts
  withdraw(ada, at("2027-03-05T10:00"));
  withdraw(ada, at("2027-04-05T10:00"));  // a second time is none
  const std::map<std::int64_t, std::int64_t> expected = {
      {month(2027, 1), 1}, {month(2027, 2), 1}, {month(2027, 3), -1}};
  CHECK(changes() == expected);
}

TEST_CASE_METHOD(history_fixture,
                 "what was counted before and what came since add up, however far counting came",
                 "[consent][history]") {
  for (int i = 0; i < 5; ++i)
    give("p" + std::to_string(i) + "@example.org", at("2027-01-10T10:00"));
  const auto before = changes();
  CHECK(before == std::map<std::int64_t, std::int64_t>{{month(2027, 1), 5}});
  CHECK(count(3) == 3);
  CHECK(changes() == before);
  CHECK(count(100) == 7);
  CHECK(count(100) == 0);
  CHECK(changes() == before);
  withdraw(give("late@example.org", at("2027-02-10T10:00")), at("2027-02-11T10:00"));
  give("later@example.org", at("2027-03-10T10:00"));
  CHECK(changes().at(month(2027, 2)) == 0);
  CHECK(changes().at(month(2027, 3)) == 1);
}
