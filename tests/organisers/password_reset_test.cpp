// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "organisers/password_reset.hpp"

#include "organisers/audit.hpp"
#include "organisers/second_factor.hpp"
#include "organisers/staff.hpp"
#include "tests/organisers/people.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace std::chrono_literals;
using tests::good_password;
using tests::noon;
using what = organisers::sign_in_outcome::what;

namespace {

constexpr auto wanted = "neun Dromedare im Sand";

struct house {
  tests::test_database db;
  organisers::sign_in_settings settings = tests::cheap_settings();
  std::int64_t organiser = 0, anna = 0, told = 0;

  house() {
    organiser = db.add_organiser("sit");
    anna = tests::add_person(db.get(), "anna@example.org", "sit", "owner");
    settings.tell = [this](schema::transaction&, std::int64_t who) { told = who; };
  }
  std::optional<organisers::asked_reset> ask(const std::string& email, instant at = noon) {
    return db->write([&](schema::transaction& tx) { return organisers::ask_reset(tx, email, at); });
  }
  std::string reset(const std::string& id, const std::string& password, instant at = noon) {
    const auto wrong = organisers::reset_password(db.get(), id, password, settings, at);
    return wrong.empty() ? "" : wrong.front().code;
  }
  what sign_in(const std::string& password) {
    return organisers::sign_in(db.get(), {"anna@example.org", password, "192.0.2.1"}, settings,
                               noon + 1h)
        .outcome;
  }
};

}  // namespace

TEST_CASE("a link sets the password once, within 30 minutes", "[organisers]") {
  house h;
  const auto asked = h.ask("anna@example.org");
  REQUIRE(asked);
  CHECK(asked->organiser_id == h.organiser);
  CHECK(h.reset(asked->public_id, wanted, noon + 30min) == "reset_over");
  CHECK(h.reset(asked->public_id, "kurz") == "password_short");
  CHECK(h.reset(asked->public_id, wanted, noon + 29min).empty());
  CHECK(h.told == h.anna);
  CHECK(h.sign_in(good_password) == what::wrong);
  CHECK(h.sign_in(wanted) == what::signed_in);
  CHECK(h.reset(asked->public_id, "wieder ein anderes") == "reset_over");
  h.db->read([&](const schema::reader& view) {
    const auto lines = organisers::list_audit(view, organisers::scope::of_operator(h.organiser), 2);
    CHECK(lines.at(1).action == "staff.password_reset");
  });
}

TEST_CASE("a reset ends all sessions, and a second factor stays", "[organisers]") {
  house h;
  const auto session = h.db->write([&](schema::transaction& tx) {
    organisers::begin_second_factor(tx, h.settings.key, h.anna);
    const auto secret = organisers::pending_secret(tx, h.settings.key, h.anna).value();
    REQUIRE(organisers::confirm_second_factor(tx, h.settings.key, h.anna,
                                              organisers::code_at(secret, noon), noon));
    return organisers::start_session(tx, h.anna, noon);
  });
  CHECK(h.reset(h.ask("anna@example.org")->public_id, wanted).empty());
  h.db->read([&](const schema::reader& view) {
    CHECK_FALSE(organisers::find_session(view, session, h.settings.key, noon));
  });
  CHECK(h.sign_in(wanted) == what::needs_code);
}

TEST_CASE("only the newest link counts, and a change of password ends it", "[organisers]") {
  house h;
  const auto first = h.ask("anna@example.org");
  const auto second = h.ask("anna@example.org");
  CHECK(h.reset(first->public_id, wanted) == "reset_over");
  REQUIRE(organisers::change_password(h.db.get(), {h.anna, good_password, wanted, "192.0.2.1"},
                                      h.settings, noon)
              .has_value());
  CHECK(h.reset(second->public_id, "wieder ein anderes") == "reset_over");
}

TEST_CASE("there is no link without account or work", "[organisers]") {
  house h;
  CHECK_FALSE(h.ask("nobody@example.org"));
  h.db->write([&](schema::transaction& tx) { tx.execute("DELETE FROM staff_role"); });
  CHECK_FALSE(h.ask("anna@example.org"));
}

TEST_CASE("links that were used or are over are taken away", "[organisers]") {
  house h;
  h.ask("anna@example.org");
  h.db->write([&](schema::transaction& tx) {
    CHECK(organisers::forget_staff_tokens(tx, noon + 29min) == 0);
    CHECK(organisers::forget_staff_tokens(tx, noon + 30min) == 1);
  });
}
