// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "organisers/staff_list.hpp"

#include "organisers/access.hpp"
#include "organisers/audit.hpp"
#include "organisers/staff.hpp"
#include "tests/organisers/people.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace std::chrono_literals;
using organisers::permission;
using organisers::role;
using organisers::scope;
using organisers::staff_change;
using tests::noon;

namespace {

struct house {
  tests::test_database db;
  std::int64_t sit = 0, kdn = 0, owner = 0;

  house() {
    sit = db.add_organiser("sit");
    kdn = db.add_organiser("kdn");
    owner = tests::add_person(db.get(), "owner@example.org", "sit", "owner");
  }
  scope as_owner() {
    return db
        ->read([&](const schema::reader& view) {
          return organisers::access_check::scope_for(view, owner, "sit", permission::manage_staff);
        })
        .value();
  }
  checked<organisers::staff_invitation> invite(const std::string& email, const std::string& as,
                                               instant at = noon) {
    const auto of = as_owner();
    return db->write([&](schema::transaction& tx) {
      return organisers::invite(tx, of, {email, as}, at);
    });
  }
  std::optional<std::int64_t> accept(const std::string& id, std::optional<std::string> hash,
                                     instant at = noon) {
    return db->write([&](schema::transaction& tx) {
      return organisers::accept_invitation(tx, {id, hash}, at);
    });
  }
  std::optional<role> role_of(std::int64_t staff_id, const std::string& organiser = "sit") {
    const auto all = db->read(
        [&](const schema::reader& view) { return organisers::memberships_of(view, staff_id); });
    for (const auto& one : all) {
      if (one.organiser_key == organiser) return one.role;
    }
    return {};
  }
  staff_change change(std::int64_t who, role wanted) {
    const auto of = as_owner();
    return db->write([&](schema::transaction& tx) {
      return organisers::change_role(tx, of, who, wanted, noon);
    });
  }
  staff_change remove(std::int64_t who) {
    const auto of = as_owner();
    return db->write(
        [&](schema::transaction& tx) { return organisers::remove_staff(tx, of, who, noon); });
  }
  organisers::audit_line newest() {
    return db->read([&](const schema::reader& view) {
      return organisers::list_audit(view, scope::of_operator(sit), 1).at(0);
    });
  }
};

std::string hash() {
  return organisers::hash_password(tests::good_password, organisers::hashing_cost::least());
}

}  // namespace

TEST_CASE("an invitation makes the account once, with the role that it names", "[organisers]") {
  house h;
  const auto invited = h.invite(" Neu@Example.org ", "check-in");
  REQUIRE(invited.has_value());
  CHECK(invited->email == "neu@example.org");
  CHECK(h.newest().action == "staff.invited");
  CHECK(h.newest().details.dump().find("neu") == std::string::npos);
  const auto id = h.accept(invited->public_id, hash(), noon + 6 * 24h);
  REQUIRE(id);
  CHECK(h.role_of(*id) == role::check_in);
  CHECK(h.newest().action == "staff.joined");
  CHECK(h.newest().staff_email == "neu@example.org");
  CHECK_FALSE(h.accept(invited->public_id, hash()));
  CHECK_FALSE(h.accept(invited->public_id, {}));
}

TEST_CASE("an invitation ends after seven days, when it is withdrawn and with the next one",
          "[organisers]") {
  house h;
  const auto first = h.invite("neu@example.org", "organiser");
  CHECK_FALSE(h.accept(first->public_id, hash(), noon + 7 * 24h));
  const auto second = h.invite("neu@example.org", "dpo");
  CHECK_FALSE(h.accept(first->public_id, hash()));
  const auto of = h.as_owner();
  h.db->write([&](schema::transaction& tx) {
    CHECK(organisers::list_invitations(tx, of, noon).size() == 1);
    CHECK(organisers::list_invitations(tx, of, noon + 7 * 24h).empty());
    CHECK(organisers::list_invitations(tx, scope::of_operator(h.kdn), noon).empty());
    CHECK_FALSE(
        organisers::withdraw_invitation(tx, scope::of_operator(h.kdn), "neu@example.org", noon));
    CHECK(organisers::withdraw_invitation(tx, of, "neu@example.org", noon));
    CHECK_FALSE(organisers::withdraw_invitation(tx, of, "neu@example.org", noon));
  });
  CHECK_FALSE(h.accept(second->public_id, hash()));
}

TEST_CASE("who has an account keeps its password when accepting", "[organisers]") {
  house h;
  const auto anna = tests::add_person(h.db.get(), "anna@example.org", "kdn", "owner");
  const auto invited = h.invite("anna@example.org", "dpo");
  CHECK_FALSE(h.accept(invited->public_id, hash()));  // nobody sets another's password by it
  CHECK(h.accept(invited->public_id, {}) == anna);
  CHECK(h.role_of(anna) == role::dpo);
  CHECK(h.role_of(anna, "kdn") == role::owner);
}

TEST_CASE("who is invited needs an address, a role and not to work here yet", "[organisers]") {
  house h;
  const auto wrong = h.invite("keine Adresse", "");
  REQUIRE_FALSE(wrong.has_value());
  REQUIRE(wrong.error().size() == 2);
  CHECK(wrong.error()[0].code == "not_an_email");
  CHECK(wrong.error()[1].code == "role_missing");
  const auto known = h.invite("owner@example.org", "dpo");
  REQUIRE_FALSE(known.has_value());
  CHECK(known.error()[0].code == "staff_known");
}

TEST_CASE("the last owner can neither be removed nor get another role", "[organisers]") {
  house h;
  CHECK(h.change(h.owner, role::dpo) == staff_change::last_owner);
  CHECK(h.remove(h.owner) == staff_change::last_owner);
  CHECK(h.role_of(h.owner) == role::owner);
  // An owner elsewhere does not count.
  tests::add_person(h.db.get(), "anna@example.org", "kdn", "owner");
  CHECK(h.remove(h.owner) == staff_change::last_owner);
  tests::add_person(h.db.get(), "zweite@example.org", "sit", "owner");
  CHECK(h.change(h.owner, role::owner) == staff_change::unchanged);
  CHECK(h.remove(h.owner) == staff_change::done);
}

TEST_CASE("a change of role is in the trail with before and after", "[organisers]") {
  house h;
  const auto anna = tests::add_person(h.db.get(), "anna@example.org", "sit", "organiser");
  CHECK(h.change(anna, role::check_in) == staff_change::done);
  CHECK(h.role_of(anna) == role::check_in);
  const auto line = h.newest();
  CHECK(line.action == "staff.role_changed");
  CHECK(line.subject == std::to_string(anna));
  CHECK(line.staff_email == "owner@example.org");
  CHECK(line.details.at("before").at("role") == "organiser");
  CHECK(line.details.at("after").at("role") == "check-in");
}

TEST_CASE("who is removed is signed out unless they work for somebody else", "[organisers]") {
  house h;
  const auto sessions = [&](std::int64_t who) {
    return h.db->read([&](const schema::reader& view) {
      return organisers::sessions_of(view, who, "", noon).size();
    });
  };
  const auto anna = tests::add_person(h.db.get(), "anna@example.org", "sit", "organiser");
  const auto both = tests::add_person(h.db.get(), "both@example.org", "sit", "organiser");
  tests::add_person(h.db.get(), "both@example.org", "kdn", "dpo");
  h.db->write([&](schema::transaction& tx) {
    for (const auto who : {anna, both}) organisers::start_session(tx, who, noon);
  });
  CHECK(h.remove(anna) == staff_change::done);
  CHECK(h.remove(both) == staff_change::done);
  CHECK(sessions(anna) == 0);
  CHECK(sessions(both) == 1);
  CHECK(h.remove(anna) == staff_change::unknown);
}

TEST_CASE("staff of another organiser is neither listed nor changed", "[organisers]") {
  house h;
  const auto anna = tests::add_person(h.db.get(), "anna@example.org", "kdn", "organiser");
  const auto listed = h.db->read(
      [&](const schema::reader& view) { return organisers::list_staff(view, h.as_owner()); });
  REQUIRE(listed.size() == 1);
  CHECK(listed[0].email == "owner@example.org");
  CHECK(listed[0].since == noon);
  CHECK_FALSE(listed[0].second_factor);
  CHECK(h.change(anna, role::owner) == staff_change::unknown);
  CHECK(h.remove(anna) == staff_change::unknown);
  CHECK(h.role_of(anna, "kdn") == role::organiser);
}
