// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "organisers/second_factor.hpp"

#include <set>

#include "organisers/audit.hpp"
#include "organisers/throttle.hpp"
#include "tests/organisers/people.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace std::chrono_literals;
using tests::good_password;
using tests::noon;
using what = organisers::sign_in_outcome::what;

namespace {

struct house {
  tests::test_database db;
  organisers::sign_in_settings settings = tests::cheap_settings();
  std::int64_t organiser = 0, anna = 0;
  std::string secret;
  std::vector<std::string> recovery;

  house() {
    organiser = db.add_organiser("sit");
    anna = tests::add_person(db.get(), "anna@example.org", "sit", "owner");
  }
  void begin() {
    db->write([&](schema::transaction& tx) {
      organisers::begin_second_factor(tx, settings.key, anna);
      secret = organisers::pending_secret(tx, settings.key, anna).value();
    });
  }
  bool confirm(const std::string& code, instant at = noon) {
    const auto made = db->write([&](schema::transaction& tx) {
      return organisers::confirm_second_factor(tx, settings.key, anna, code, at);
    });
    if (made) recovery = *made;
    return made.has_value();
  }
  void switch_on() {
    begin();
    REQUIRE(confirm(organisers::code_at(secret, noon)));
  }
  bool use(const std::string& code, instant at) {
    return db->write([&](schema::transaction& tx) {
      return organisers::use_code(tx, settings.key, anna, code, at);
    });
  }
  organisers::sign_in_outcome password(instant at) {
    return organisers::sign_in(db.get(), {"anna@example.org", good_password, "192.0.2.1"}, settings,
                               at);
  }
  organisers::sign_in_outcome code(const std::string& token, const std::string& typed, instant at) {
    return organisers::finish_sign_in(db.get(), {token, typed, "192.0.2.1", ""}, settings.key, at);
  }
  template <class Ask>
  auto ask(Ask question) {
    return db->read([&](const schema::reader& view) { return question(view); });
  }
  bool has() {
    return ask(
        [&](const schema::reader& view) { return organisers::has_second_factor(view, anna); });
  }
};

}  // namespace

TEST_CASE("codes are those of RFC 6238", "[organisers][second-factor]") {
  // Appendix B, SHA-1: the secret is the digits 1 to 0, twice; the last six of eight digits.
  const std::string secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
  const auto at = [](std::int64_t seconds) { return from_micros(seconds * 1'000'000); };
  CHECK(organisers::code_at(secret, at(59)) == "287082");
  CHECK(organisers::code_at(secret, at(1111111109)) == "081804");
  CHECK(organisers::code_at(secret, at(2000000000)) == "279037");
}

TEST_CASE("a second factor counts only after its first code", "[organisers][second-factor]") {
  house h;
  h.begin();
  CHECK(h.secret.size() == 32);
  CHECK_FALSE(h.has());
  CHECK(h.password(noon).outcome == what::signed_in);
  CHECK_FALSE(h.confirm("000000"));
  CHECK_FALSE(h.has());
  CHECK(h.confirm(organisers::code_at(h.secret, noon)));
  CHECK(h.has());
  CHECK(h.password(noon).outcome == what::needs_code);
  // It is not replaced by beginning anew.
  h.db->write([&](schema::transaction& tx) {
    CHECK_FALSE(organisers::begin_second_factor(tx, h.settings.key, h.anna));
    CHECK_FALSE(organisers::pending_secret(tx, h.settings.key, h.anna));
  });
}

TEST_CASE("a code is right one step before and after, once, and never an earlier one again",
          "[organisers][second-factor]") {
  house h;
  h.switch_on();  // which used the code of noon
  CHECK_FALSE(h.use(organisers::code_at(h.secret, noon), noon));
  const auto later = noon + 10min;
  CHECK_FALSE(h.use(organisers::code_at(h.secret, later - 60s), later));
  CHECK_FALSE(h.use(organisers::code_at(h.secret, later + 60s), later));
  CHECK(h.use(organisers::code_at(h.secret, later + 30s), later));
  CHECK_FALSE(h.use(organisers::code_at(h.secret, later + 30s), later));
  CHECK_FALSE(h.use(organisers::code_at(h.secret, later), later));
  auto spaced = organisers::code_at(h.secret, later + 90s);
  spaced.insert(3, " ");
  CHECK(h.use(spaced, later + 90s));
}

TEST_CASE("each recovery code lets in once, however it is typed", "[organisers][second-factor]") {
  house h;
  h.switch_on();
  REQUIRE(h.recovery.size() == organisers::recovery_codes);
  CHECK(std::set<std::string>(h.recovery.begin(), h.recovery.end()).size() == h.recovery.size());
  auto typed = h.recovery[0];
  for (char& c : typed) c = c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
  typed.erase(typed.find('-'), 1);
  CHECK(h.use(typed, noon));
  CHECK_FALSE(h.use(h.recovery[0], noon));
  CHECK(h.ask([&](const schema::reader& view) {
    return organisers::recovery_codes_left(view, h.anna);
  }) == 9);
  CHECK_FALSE(h.use("ABCDE-FGHJK", noon));
  CHECK_FALSE(h.use("", noon));
}

TEST_CASE("neither secret nor recovery code stands in the database",
          "[organisers][second-factor]") {
  house h;
  h.switch_on();
  const auto stored = h.ask([&](const schema::reader& view) {
    std::string all = view.value<std::string>("SELECT secret FROM second_factor").value();
    view.each<std::string>("SELECT hash FROM recovery_code",
                           [&](const std::string& one) { all += "\n" + one; });
    return all;
  });
  CHECK(stored.find(h.secret) == std::string::npos);
  for (const auto& one : h.recovery) CHECK(stored.find(one.substr(0, 5)) == std::string::npos);
}

TEST_CASE("after the password a code is needed within five minutes",
          "[organisers][second-factor]") {
  house h;
  h.switch_on();
  const auto at = noon + 1h;
  const auto half = h.password(at);
  REQUIRE(half.outcome == what::needs_code);
  CHECK_FALSE(h.ask([&](const schema::reader& view) {
    return organisers::find_session(view, half.token, h.settings.key, at).has_value();
  }));
  CHECK(h.code(half.token, "000000", at).outcome == what::wrong);
  CHECK(h.code(half.token, "000000", at).token == half.token);
  const auto in = h.code(half.token, organisers::code_at(h.secret, at + 4min), at + 4min);
  REQUIRE(in.outcome == what::signed_in);
  CHECK(h.ask([&](const schema::reader& view) {
    return organisers::find_session(view, in.token, h.settings.key, at).has_value();
  }));
  const auto late = h.code(half.token, organisers::code_at(h.secret, at + 5min), at + 5min);
  CHECK(late.outcome == what::wrong);
  CHECK(late.token.empty());
  CHECK(h.code("forged", organisers::code_at(h.secret, at), at).token.empty());
}

TEST_CASE("a new password ends what waits for a code", "[organisers][second-factor]") {
  house h;
  h.switch_on();
  const auto half = h.password(noon);
  REQUIRE(organisers::change_password(
              h.db.get(), {h.anna, good_password, "neun Dromedare", "192.0.2.1"}, h.settings, noon)
              .has_value());
  const auto at = noon + 1min;
  CHECK(h.code(half.token, organisers::code_at(h.secret, at), at).token.empty());
}

TEST_CASE("wrong codes make wait, from whatever network, and a right one forgives them",
          "[organisers][second-factor]") {
  house h;
  h.switch_on();
  auto at = noon + 1h;
  const auto half = h.password(at);
  for (int i = 0; i < 5; ++i) CHECK(h.code(half.token, "000000", at).outcome == what::wrong);
  const auto elsewhere = organisers::finish_sign_in(
      h.db.get(), {half.token, "000000", "198.51.100.7", ""}, h.settings.key, at);
  CHECK(elsewhere.outcome == what::throttled);
  CHECK(elsewhere.retry_after == 2s);
  at += 2s;
  CHECK(h.code(half.token, organisers::code_at(h.secret, at), at).outcome == what::signed_in);
  CHECK(h.code(half.token, "000000", at).outcome == what::wrong);
}

TEST_CASE("switching it off ends its codes and is in the trail", "[organisers][second-factor]") {
  house h;
  h.switch_on();
  h.db->write(
      [&](schema::transaction& tx) { organisers::end_second_factor(tx, h.anna, noon + 1min); });
  CHECK_FALSE(h.has());
  CHECK_FALSE(h.use(h.recovery[0], noon));
  CHECK(h.password(noon).outcome == what::signed_in);
  const auto lines = h.ask([&](const schema::reader& view) {
    return organisers::list_audit(view, organisers::scope::of_operator(h.organiser), 3);
  });
  CHECK(lines.at(1).action == "staff.second_factor_off");
  CHECK(lines.at(2).action == "staff.second_factor_on");
}

TEST_CASE("an organiser can demand it of everybody, and only of its own",
          "[organisers][second-factor]") {
  house h;
  const auto kdn = h.db.add_organiser("kdn");
  const auto of = organisers::scope::of_operator(h.organiser);
  h.db->write([&](schema::transaction& tx) {
    CHECK_FALSE(organisers::lacks_second_factor(tx, h.anna, h.organiser));
    CHECK(organisers::demand_second_factor(tx, of, true, noon));
    CHECK_FALSE(organisers::demand_second_factor(tx, of, true, noon));
    CHECK(organisers::lacks_second_factor(tx, h.anna, h.organiser));
    CHECK_FALSE(organisers::lacks_second_factor(tx, h.anna, kdn));
  });
  h.switch_on();
  h.db->read([&](const schema::reader& view) {
    CHECK_FALSE(organisers::lacks_second_factor(view, h.anna, h.organiser));
  });
}

TEST_CASE("the address for programs names the site and the account",
          "[organisers][second-factor]") {
  CHECK(organisers::second_factor_uri("ABC", "termine.example.org:8080", "anna+x@example.org") ==
        "otpauth://totp/termine.example.org%3a8080:anna%2bx%40example.org?secret=ABC"
        "&issuer=termine.example.org%3a8080");
}
