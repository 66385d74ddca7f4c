// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "organisers/throttle.hpp"

#include "tests/organisers/people.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace std::chrono_literals;
using organisers::delay_after;
using organisers::per_account_and_network;
using organisers::still_to_wait;
using tests::noon;

TEST_CASE("after five failures the delay doubles up to a quarter of an hour", "[organisers]") {
  CHECK(delay_after(0, per_account_and_network) == 0s);
  CHECK(delay_after(4, per_account_and_network) == 0s);
  CHECK(delay_after(5, per_account_and_network) == 2s);
  CHECK(delay_after(6, per_account_and_network) == 4s);
  CHECK(delay_after(13, per_account_and_network) == 512s);
  CHECK(delay_after(14, per_account_and_network) == 15min);
  CHECK(delay_after(1'000'000'000, per_account_and_network) == 15min);
}

TEST_CASE("the wait counts from the last failure and is over on time", "[organisers]") {
  const organisers::failures had{6, noon};
  CHECK(still_to_wait(had, per_account_and_network, noon) == 4s);
  CHECK(still_to_wait(had, per_account_and_network, noon + 1500ms) == 3s);  // never said too short
  CHECK(still_to_wait(had, per_account_and_network, noon + 4s) == 0s);
  CHECK(still_to_wait({}, per_account_and_network, noon) == 0s);
}

TEST_CASE("failures are forgotten after a day", "[organisers]") {
  const organisers::failures had{100, noon};
  CHECK(still_to_wait(had, per_account_and_network, noon + 24h) == 0s);
}

TEST_CASE("a subject names neither the address nor the network", "[organisers]") {
  const auto key = tests::cheap_settings().key;
  const auto who = organisers::subjects_of(key, "anna@example.org", "192.0.2.1");
  CHECK(who.account != who.network);
  CHECK(who.account_and_network != who.account);
  for (const auto* one : {&who.account_and_network, &who.account, &who.network}) {
    CHECK(one->find("anna") == std::string::npos);
    CHECK(one->find("192.0.2.1") == std::string::npos);
  }
  key32 other{};
  CHECK(organisers::subjects_of(other, "anna@example.org", "192.0.2.1").account != who.account);
}

TEST_CASE("an IPv6 network counts as one, an IPv4 address in IPv6 as itself", "[organisers]") {
  const auto key = tests::cheap_settings().key;
  const auto network = [&](const char* address) {
    return organisers::subjects_of(key, "", address).network;
  };
  CHECK(network("2001:db8:1:2::1") == network("2001:db8:1:2:ffff::9"));
  CHECK(network("2001:db8:1:2::1") != network("2001:db8:1:3::1"));
  CHECK(network("::ffff:192.0.2.1") != network("::ffff:192.0.2.2"));
  CHECK(network("192.0.2.1") != network("192.0.2.2"));
}

TEST_CASE("an attempt counts before it is known to fail, a throttled one does not count",
          "[organisers]") {
  tests::test_database db;
  const auto who =
      organisers::subjects_of(tests::cheap_settings().key, "anna@example.org", "192.0.2.1");
  const auto attempt = [&](instant at) {
    return db->write(
        [&](schema::transaction& tx) { return organisers::count_attempt(tx, who, at); });
  };
  for (int i = 0; i < 5; ++i) CHECK_FALSE(attempt(noon));
  CHECK(attempt(noon) == 2s);
  CHECK(attempt(noon + 1s) == 1s);  // asking again does not make it longer
  CHECK_FALSE(attempt(noon + 2s));
  CHECK(attempt(noon + 2s) == 4s);
  CHECK_FALSE(attempt(noon + 25h));
  CHECK_FALSE(attempt(noon + 25h));  // counts from the beginning again
}

TEST_CASE("who got in is free at once; the network keeps the failures of others", "[organisers]") {
  tests::test_database db;
  const auto key = tests::cheap_settings().key;
  const auto victim = organisers::subjects_of(key, "anna@example.org", "192.0.2.1");
  const auto attacker = organisers::subjects_of(key, "mallory@example.org", "192.0.2.1");
  db->write([&](schema::transaction& tx) {
    for (int i = 0; i < 4; ++i) organisers::count_attempt(tx, victim, noon);
    for (int i = 0; i < 3; ++i) {
      organisers::count_attempt(tx, attacker, noon);
      organisers::forgive_attempt(tx, attacker);
    }
    const auto count = [&](const std::string& subject) {
      return tx.value<std::int64_t>("SELECT count FROM sign_in_failure WHERE subject = :1",
                                    subject);
    };
    CHECK_FALSE(count(attacker.account_and_network));
    CHECK(count(attacker.account) == 0);
    CHECK(count(victim.account_and_network) == 4);
    CHECK(count(victim.account) == 4);
    CHECK(count(victim.network) == 4);
  });
}

TEST_CASE("many addresses tried from one network are slowed down too", "[organisers]") {
  tests::test_database db;
  const auto key = tests::cheap_settings().key;
  db->write([&](schema::transaction& tx) {
    const auto attempt = [&](int person, const char* network) {
      const auto who =
          organisers::subjects_of(key, "p" + std::to_string(person) + "@example.org", network);
      return organisers::count_attempt(tx, who, noon);
    };
    for (int i = 0; i < organisers::per_network_address.free; ++i)
      REQUIRE_FALSE(attempt(i, "192.0.2.1"));
    CHECK(attempt(1000, "192.0.2.1") == 2s);
    CHECK_FALSE(attempt(1000, "192.0.2.2"));
  });
}

TEST_CASE("failures of strangers never keep the owner waiting", "[organisers]") {
  tests::test_database db;
  const auto key = tests::cheap_settings().key;
  db->write([&](schema::transaction& tx) {
    const auto attempt = [&](const std::string& network, instant at) {
      return organisers::count_attempt(
          tx, organisers::subjects_of(key, "anna@example.org", network), at);
    };
    for (int i = 0; i < 200; ++i) attempt("198.51.100." + std::to_string(i), noon);
    for (int i = 0; i < 20; ++i) attempt("198.51.100.1", noon + 1s);
    // From a network that has not failed, at once.
    CHECK_FALSE(attempt("192.0.2.1", noon + 1s));
    // Mistyped: a minute at the most, although strangers go on.
    CHECK(attempt("192.0.2.1", noon + 1s) == 1min);
    for (int i = 0; i < 50; ++i) attempt("203.0.113." + std::to_string(i), noon + 60s);
    CHECK_FALSE(attempt("192.0.2.1", noon + 61s));
  });
}

TEST_CASE("guessing at one account from many networks is slowed down", "[organisers]") {
  tests::test_database db;
  const auto key = tests::cheap_settings().key;
  db->write([&](schema::transaction& tx) {
    const auto attempt = [&](int network, instant at) {
      const auto address = "198.51.100." + std::to_string(network);
      return organisers::count_attempt(
          tx, organisers::subjects_of(key, "anna@example.org", address), at);
    };
    for (int i = 0; i < organisers::per_account.free; ++i) REQUIRE_FALSE(attempt(i, noon));
    CHECK(attempt(0, noon) == 2s);  // although this network has failed only once
    CHECK_FALSE(attempt(0, noon + 25h));
  });
}

TEST_CASE("old failures are removed, young ones stay", "[organisers]") {
  tests::test_database db;
  const auto key = tests::cheap_settings().key;
  db->write([&](schema::transaction& tx) {
    organisers::count_attempt(tx, organisers::subjects_of(key, "old@example.org", "192.0.2.1"),
                              noon);
    organisers::count_attempt(tx, organisers::subjects_of(key, "new@example.org", "192.0.2.2"),
                              noon + 1h);
    CHECK(organisers::forget_old_failures(tx, noon + 24h) == 3);
    CHECK(tx.value<std::int64_t>("SELECT COUNT(*) FROM sign_in_failure") == 3);
  });
}
