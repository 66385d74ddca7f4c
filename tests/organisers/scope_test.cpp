// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "organisers/scope.hpp"

#include <set>

#include "organisers/access.hpp"
#include "tests/organisers/people.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using organisers::may;
using organisers::permission;
using organisers::role;

namespace {

constexpr permission every_permission[] = {
    permission::see_events,       permission::see_attendees, permission::export_attendees,
    permission::manage_events,    permission::see_consents,  permission::manage_consents,
    permission::send_newsletters, permission::check_in,      permission::manage_staff};

std::set<permission> allowed(role r) {
  std::set<permission> result;
  for (const auto p : every_permission) {
    if (may(r, p)) result.insert(p);
  }
  return result;
}

}  // namespace

TEST_CASE("each role may do exactly what it is for", "[organisers]") {
  CHECK(allowed(role::owner) ==
        std::set<permission>(std::begin(every_permission), std::end(every_permission)));
  CHECK(allowed(role::organiser) ==
        std::set{permission::see_events, permission::see_attendees, permission::export_attendees,
                 permission::manage_events, permission::send_newsletters, permission::check_in});
  CHECK(allowed(role::check_in) == std::set{permission::see_events, permission::check_in});
  CHECK(allowed(role::dpo) == std::set{permission::see_events, permission::see_attendees,
                                       permission::see_consents, permission::manage_consents});
}

TEST_CASE("a role is read back from its text and nothing else is one", "[organisers]") {
  for (const auto r : {role::owner, role::organiser, role::check_in, role::dpo}) {
    CHECK(organisers::role_from(to_text(r)) == r);
  }
  CHECK_FALSE(organisers::role_from(""));
  CHECK_FALSE(organisers::role_from("Owner"));
  CHECK_FALSE(organisers::role_from("check_in"));
}

TEST_CASE("the access check opens only the organisers a person works for", "[organisers]") {
  tests::test_database db;
  const auto own = db.add_organiser("sit");
  db.add_organiser("kdn");
  const auto anna = tests::add_person(db.get(), "anna@example.org", "sit", "organiser");
  const auto scope_for = [&](std::int64_t staff, const char* organiser, permission needs) {
    return db->read([&](const schema::reader& view) {
      return organisers::access_check::scope_for(view, staff, organiser, needs);
    });
  };

  const auto scope = scope_for(anna, "sit", permission::see_attendees);
  REQUIRE(scope);
  CHECK(scope->organiser_id() == own);
  CHECK(scope->staff_id() == anna);
  CHECK(scope->as() == role::organiser);

  CHECK_FALSE(scope_for(anna, "kdn", permission::see_events));
  CHECK_FALSE(scope_for(anna, "nobody", permission::see_events));
  CHECK_FALSE(scope_for(anna, "sit", permission::manage_staff));
  CHECK_FALSE(scope_for(anna + 1, "sit", permission::see_events));
}

TEST_CASE("a person of two organisers has at each the role given there", "[organisers]") {
  tests::test_database db;
  db.add_organiser("sit");
  db.add_organiser("kdn");
  const auto anna = tests::add_person(db.get(), "anna@example.org", "sit", "owner");
  CHECK(tests::add_person(db.get(), "anna@example.org", "kdn", "check-in") == anna);
  db->read([&](const schema::reader& view) {
    using organisers::access_check;
    CHECK(access_check::scope_for(view, anna, "sit", permission::manage_staff));
    CHECK(access_check::scope_for(view, anna, "kdn", permission::see_events));
    CHECK_FALSE(access_check::scope_for(view, anna, "kdn", permission::see_attendees));
  });
}

TEST_CASE("a role that this version does not know opens nothing", "[organisers]") {
  tests::test_database db;
  db.add_organiser("sit");
  const auto anna = tests::add_person(db.get(), "anna@example.org", "sit", "owner");
  db->write([&](schema::transaction& tx) { tx.execute("UPDATE staff_role SET role = 'emperor'"); });
  db->read([&](const schema::reader& view) {
    CHECK_FALSE(organisers::access_check::scope_for(view, anna, "sit", permission::see_events));
    CHECK(organisers::memberships_of(view, anna).empty());
  });
}
