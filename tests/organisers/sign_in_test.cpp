// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "organisers/sign_in.hpp"

#include "organisers/audit.hpp"
#include "tests/organisers/people.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace std::chrono_literals;
using organisers::sign_in_outcome;
using tests::good_password;
using tests::noon;
using what = organisers::sign_in_outcome::what;

namespace {

struct fixture {
  tests::test_database db;
  organisers::sign_in_settings settings = tests::cheap_settings();
  std::int64_t organiser = 0, anna = 0;

  fixture() {
    organiser = db.add_organiser("sit");
    anna = tests::add_person(db.get(), "anna@example.org", "sit", "owner");
  }
  sign_in_outcome attempt(const std::string& email, const std::string& password, instant at = noon,
                          const std::string& network = "192.0.2.1") {
    return organisers::sign_in(db.get(), {email, password, network}, settings, at);
  }
  bool is_open(const std::string& token, instant at = noon) {
    return db->read([&](const schema::reader& view) {
      return organisers::find_session(view, token, settings.key, at).has_value();
    });
  }
  checked<std::string> change(const std::string& current, const std::string& wanted,
                              instant at = noon) {
    return organisers::change_password(db.get(), {anna, current, wanted, "192.0.2.1"}, settings,
                                       at);
  }
};

std::string only_code(const checked<std::string>& result) {
  REQUIRE_FALSE(result.has_value());
  REQUIRE(result.error().size() == 1);
  return result.error().front().field + ":" + result.error().front().code;
}

}  // namespace

TEST_CASE("the right password begins a session and is audited", "[organisers]") {
  fixture f;
  const auto in = f.attempt(" Anna@EXAMPLE.org ", good_password);
  REQUIRE(in.outcome == what::signed_in);
  CHECK(in.staff_id == f.anna);
  CHECK(f.is_open(in.token));
  f.db->read([&](const schema::reader& view) {
    const auto lines = organisers::list_audit(view, organisers::scope::of_operator(f.organiser), 1);
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].action == "staff.signed_in");
  });
}

TEST_CASE("a wrong password, an unknown address and nonsense are answered alike", "[organisers]") {
  fixture f;
  const std::pair<std::string, std::string> attempts[] = {
      {"anna@example.org", "falsch geraten"},
      {"bea@example.org", good_password},
      {"anna@example.org", ""},
      {"", ""},
      {"\xff\xfe", "\xff\xfe"},
      {"anna@example.org", std::string(1'000'000, 'x')}};
  for (const auto& [email, password] : attempts) {
    const auto out = f.attempt(email, password);
    CHECK(out.outcome == what::wrong);
    CHECK(out.token.empty());
    CHECK(out.staff_id == 0);
  }
  CHECK(f.db->read([](const schema::reader& view) {
    return *view.value<std::int64_t>("SELECT COUNT(*) FROM staff_session");
  }) == 0);
}

TEST_CASE("unknown addresses are throttled like known ones", "[organisers]") {
  fixture f;
  for (const auto* email : {"anna@example.org", "nobody@example.org"}) {
    for (int i = 0; i < 5; ++i) CHECK(f.attempt(email, "falsch geraten").outcome == what::wrong);
    const auto out = f.attempt(email, "falsch geraten");
    CHECK(out.outcome == what::throttled);
    CHECK(out.retry_after == 2s);
  }
}

TEST_CASE("while throttled even the right password does not open", "[organisers]") {
  fixture f;
  for (int i = 0; i < 5; ++i) f.attempt("anna@example.org", "falsch geraten");
  CHECK(f.attempt("anna@example.org", good_password).outcome == what::throttled);
  CHECK(f.attempt("anna@example.org", good_password, noon + 2s).outcome == what::signed_in);
  // and the slate is clean
  CHECK(f.attempt("anna@example.org", "falsch geraten", noon + 2s).outcome == what::wrong);
}

TEST_CASE("a stranger cannot lock the owner out", "[organisers]") {
  fixture f;
  for (int i = 0; i < 30; ++i) {
    f.attempt("anna@example.org", "falsch geraten", noon, "198.51.100." + std::to_string(i % 3));
  }
  CHECK(f.attempt("anna@example.org", good_password, noon, "198.51.100.1").outcome ==
        what::throttled);
  CHECK(f.attempt("anna@example.org", good_password, noon, "192.0.2.1").outcome == what::signed_in);
}

TEST_CASE("a password typed with another keyboard opens too", "[organisers]") {
  fixture f;
  REQUIRE(f.change(good_password, "Gr\u00fcner \u00c4rger").has_value());
  CHECK(f.attempt("anna@example.org", "Gru\u0308ner A\u0308rger").outcome == what::signed_in);
}

TEST_CASE("changing the password ends every session and begins a new one", "[organisers]") {
  fixture f;
  const auto here = f.attempt("anna@example.org", good_password).token;
  const auto elsewhere = f.attempt("anna@example.org", good_password).token;
  const auto renewed = f.change(good_password, "neun Dromedare im Regen");
  REQUIRE(renewed.has_value());
  CHECK_FALSE(f.is_open(here));
  CHECK_FALSE(f.is_open(elsewhere));
  CHECK(f.is_open(*renewed));
  CHECK(f.attempt("anna@example.org", good_password).outcome == what::wrong);
  CHECK(f.attempt("anna@example.org", "neun Dromedare im Regen").outcome == what::signed_in);
}

TEST_CASE("a password is not changed without the current one", "[organisers]") {
  fixture f;
  const auto here = f.attempt("anna@example.org", good_password).token;
  CHECK(only_code(f.change("falsch geraten", "neun Dromedare im Regen")) ==
        "current_password:password_wrong");
  CHECK(only_code(f.change(good_password, "kurz")) == "password:password_short");
  CHECK(only_code(f.change(good_password, "anna-2027")) == "password:password_personal");
  CHECK(f.is_open(here));
  CHECK(f.attempt("anna@example.org", good_password).outcome == what::signed_in);
}

TEST_CASE("guessing the current password in an open session is throttled", "[organisers]") {
  fixture f;
  for (int i = 0; i < 5; ++i) f.change("falsch geraten", "neun Dromedare im Regen");
  CHECK(only_code(f.change(good_password, "neun Dromedare im Regen")) == ":password_throttled");
}

TEST_CASE("a person who is no longer staff cannot sign in", "[organisers]") {
  fixture f;
  const auto token = f.attempt("anna@example.org", good_password).token;
  f.db->write(
      [&](schema::transaction& tx) { tx.execute("DELETE FROM staff WHERE id = :1", f.anna); });
  CHECK_FALSE(f.is_open(token));
  CHECK(f.attempt("anna@example.org", good_password).outcome == what::wrong);
}
