// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "organisers/sessions.hpp"

#include <set>

#include "tests/organisers/people.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace std::chrono_literals;
using tests::noon;

namespace {

struct fixture {
  tests::test_database db;
  key32 key = tests::cheap_settings().key;
  std::int64_t anna = 0;

  fixture() {
    db.add_organiser("sit");
    anna = tests::add_person(db.get(), "Anna@Example.org", "sit", "owner");
  }
  std::string start(instant at = noon) {
    return db->write(
        [&](schema::transaction& tx) { return organisers::start_session(tx, anna, at); });
  }
  std::optional<organisers::session_info> find(const std::string& token, instant at) {
    return db->read(
        [&](const schema::reader& view) { return organisers::find_session(view, token, key, at); });
  }
};

}  // namespace

TEST_CASE("a token opens its session and only its hash is stored", "[organisers]") {
  fixture f;
  const auto token = f.start();
  CHECK(token.size() == 43);
  const auto found = f.find(token, noon + 1min);
  REQUIRE(found);
  CHECK(found->staff_id == f.anna);
  CHECK(found->email == "anna@example.org");
  const auto stored = f.db->read([](const schema::reader& view) {
    return view.value<std::string>("SELECT token_hash FROM staff_session").value();
  });
  CHECK(stored != token);
  CHECK_FALSE(f.find(stored, noon));
}

TEST_CASE("forged, cut, empty and overlong tokens open nothing", "[organisers]") {
  fixture f;
  auto token = f.start();
  CHECK_FALSE(f.find("", noon));
  CHECK_FALSE(f.find(token.substr(1), noon));
  CHECK_FALSE(f.find(token + "A", noon));
  CHECK_FALSE(f.find(std::string(100'000, 'A'), noon));
  token[5] = token[5] == 'A' ? 'B' : 'A';
  CHECK_FALSE(f.find(token, noon));
}

TEST_CASE("a session ends after twelve idle hours", "[organisers]") {
  fixture f;
  const auto token = f.start();
  CHECK(f.find(token, noon + 12h - 1s));
  CHECK_FALSE(f.find(token, noon + 12h));
}

TEST_CASE("who is there stays signed in, for seven days at most", "[organisers]") {
  fixture f;
  const auto token = f.start();
  CHECK_FALSE(f.find(token, noon + 4min)->touch_due);
  CHECK(f.find(token, noon + 5min)->touch_due);
  for (auto at = noon; at < noon + 7 * 24h; at += 11h) {
    REQUIRE(f.find(token, at));
    f.db->write([&](schema::transaction& tx) { organisers::touch_session(tx, token, at); });
    CHECK_FALSE(f.find(token, at)->touch_due);
  }
  CHECK(f.find(token, noon + 7 * 24h - 1s));
  CHECK_FALSE(f.find(token, noon + 7 * 24h));
}

TEST_CASE("every sign-in has its own token and its own CSRF token", "[organisers]") {
  fixture f;
  std::set<std::string> tokens, csrf;
  for (int i = 0; i < 20; ++i) {
    const auto token = f.start();
    tokens.insert(token);
    csrf.insert(f.find(token, noon)->csrf);
  }
  CHECK(tokens.size() == 20);
  CHECK(csrf.size() == 20);
  for (const auto& one : csrf) CHECK(tokens.count(one) == 0);
}

TEST_CASE("a CSRF token depends on the installation's key", "[organisers]") {
  fixture f;
  const auto token = f.start();
  const auto here = f.find(token, noon)->csrf;
  CHECK(here == f.find(token, noon + 1h)->csrf);
  f.key.fill(9);
  CHECK(here != f.find(token, noon)->csrf);
}

TEST_CASE("signing out ends this session and no other", "[organisers]") {
  fixture f;
  const auto here = f.start(), elsewhere = f.start();
  f.db->write([&](schema::transaction& tx) { organisers::end_session(tx, here); });
  CHECK_FALSE(f.find(here, noon));
  CHECK(f.find(elsewhere, noon));
  f.db->write([&](schema::transaction& tx) { organisers::end_sessions(tx, f.anna); });
  CHECK_FALSE(f.find(elsewhere, noon));
}

TEST_CASE("sessions that ended by themselves are removed", "[organisers]") {
  fixture f;
  f.start(noon);
  const auto young = f.start(noon + 6h);
  f.db->write([&](schema::transaction& tx) {
    CHECK(organisers::remove_ended_sessions(tx, noon + 12h) == 1);
    CHECK(organisers::remove_ended_sessions(tx, noon + 12h) == 0);
  });
  CHECK(f.find(young, noon + 12h));
}
