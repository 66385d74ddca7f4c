// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/pace.hpp"

#include <algorithm>

#include "tests/mailer/outbox_fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::mailer;
using namespace zusage::tests;
using namespace std::chrono_literals;

namespace {

struct fixture : outbox_fixture {
  std::int64_t last_claim = 0;

  fixture() : outbox_fixture(1'000'000) {}

  void add(int count, const std::string& domain, priority urgency = priority::newsletter) {
    db->write([&](schema::transaction& tx) {
      for (int i = 0; i < count; ++i) {
        auto m = make("p" + std::to_string(i) + "@" + domain);
        m.urgency = urgency;
        mails.enqueue(tx, m, mail_start);
      }
    });
  }
  std::vector<message> claim_at(instant now, const pace_limits& limits, std::size_t most = 64) {
    return db->write(
        [&](schema::transaction& tx) { return claim_due(tx, ++last_claim, most, now, limits); });
  }
  /// How many leave in a minute when it is claimed all the time.
  std::size_t in_a_minute(const pace_limits& limits, instant from) {
    std::size_t all = 0;
    for (auto at = from; at < from + 1min; at += 500ms) all += claim_at(at, limits).size();
    return all;
  }
};

std::ptrdiff_t to_domain(const std::vector<message>& claimed, const std::string& domain) {
  return std::count_if(claimed.begin(), claimed.end(),
                       [&](const message& of) { return of.recipient.ends_with("@" + domain); });
}

}  // namespace

TEST_CASE("a domain gets as many newsletters a minute as it may, and others do not wait for it",
          "[mailer][newsletter]") {
  fixture f;
  f.add(200, "slow.example");
  f.add(20, "other.example");
  const pace_limits limits{0, 60};
  std::ptrdiff_t slow = 0, other = 0;
  for (int i = 0; i < 8; ++i) {  // all at the same moment
    const auto claimed = f.claim_at(mail_start, limits);
    slow += to_domain(claimed, "slow.example");
    other += to_domain(claimed, "other.example");
  }
  CHECK(slow >= 1);
  CHECK(slow <= 2);
  CHECK(other <= 2);
  const auto gone = f.in_a_minute({0, 60}, mail_start + 1s);
  // Each domain one a second: of the other one all have left.
  CHECK(gone + std::size_t(slow + other) >= 20 + 58);
  CHECK(gone + std::size_t(slow + other) <= 20 + 64);
  CHECK(f.count("SELECT COUNT(*) FROM message WHERE state = 'queued'"
                " AND recipient LIKE '%@other.example'") == 0);
}

TEST_CASE("over all domains no more newsletters leave in a minute than they may",
          "[mailer][newsletter]") {
  fixture f;
  for (int i = 0; i < 20; ++i) f.add(20, "d" + std::to_string(i) + ".example");
  const auto gone = f.in_a_minute({120, 0}, mail_start);
  CHECK(gone >= 118);
  CHECK(gone <= 126);
}

TEST_CASE("confirmations wait for no turn", "[mailer][newsletter]") {
  fixture f;
  f.add(50, "slow.example");
  f.add(30, "slow.example", priority::confirmation);
  const auto claimed = f.claim_at(mail_start, {1, 1}, 200);
  CHECK(std::count_if(claimed.begin(), claimed.end(), [](const message& of) {
          return of.urgency == priority::confirmation;
        }) == 30);
  CHECK(claimed.size() <= 32);
}

TEST_CASE("turns that were missed while the server was down are not made up for at once",
          "[mailer][newsletter]") {
  fixture f;
  f.add(200, "slow.example");
  for (int i = 0; i < 6; ++i) f.claim_at(mail_start, {0, 60});
  const auto later = mail_start + 10min;  // every turn is over
  std::size_t at_once = 0;
  for (int i = 0; i < 6; ++i) at_once += f.claim_at(later, {0, 60}).size();
  CHECK(at_once <= 2);
}

TEST_CASE("without limits nothing is written about turns", "[mailer][newsletter]") {
  fixture f;
  f.add(50, "slow.example");
  CHECK(f.claim_at(mail_start, {}).size() == 50);
  CHECK(f.count("SELECT COUNT(*) FROM newsletter_pace") == 0);
}
