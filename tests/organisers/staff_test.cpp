// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "organisers/staff.hpp"

#include "organisers/audit.hpp"
#include "tests/organisers/people.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using organisers::hashing_cost;
using tests::good_password;
using tests::noon;

namespace {

std::vector<std::string> codes(tests::test_database& db, const organisers::new_user& user) {
  const auto added = organisers::add_user(db.get(), user, noon, hashing_cost::least());
  std::vector<std::string> result;
  if (added) return result;
  for (const auto& one : added.error()) result.push_back(one.field + ":" + one.code);
  return result;
}

}  // namespace

TEST_CASE("a new person is found by address in any case", "[organisers]") {
  tests::test_database db;
  db.add_organiser("sit");
  const auto id = tests::add_person(db.get(), "Anna.Berg@Example.ORG", "sit", "dpo");
  db->read([&](const schema::reader& view) {
    const auto found = organisers::find_staff(view, "anna.berg@example.org");
    REQUIRE(found);
    CHECK(found->id == id);
    CHECK(found->password_hash.rfind("$argon2id$", 0) == 0);
    CHECK_FALSE(organisers::find_staff(view, "somebody@example.org"));
    const auto works_for = organisers::memberships_of(view, id);
    REQUIRE(works_for.size() == 1);
    CHECK(works_for[0].organiser_key == "sit");
    CHECK(works_for[0].organiser_name.at("de") == "sit");
    CHECK(works_for[0].role == organisers::role::dpo);
  });
}

TEST_CASE("every fault of a new person is told at once and nothing is stored", "[organisers]") {
  tests::test_database db;
  db.add_organiser("sit");
  CHECK(codes(db, {"no address", "sit", "king", "short"}) ==
        std::vector<std::string>{"email:not_an_email", "role:role_unknown",
                                 "password:password_short"});
  CHECK(codes(db, {"anna@example.org", "nobody", "owner", good_password}) ==
        std::vector<std::string>{"organiser:organiser_unknown"});
  db->read([](const schema::reader& view) {
    CHECK(view.value<std::int64_t>("SELECT COUNT(*) FROM staff") == 0);
    CHECK(view.value<std::int64_t>("SELECT COUNT(*) FROM audit_entry") == 0);
  });
}

TEST_CASE("the same person twice at one organiser is refused and changes nothing", "[organisers]") {
  tests::test_database db;
  db.add_organiser("sit");
  tests::add_person(db.get(), "anna@example.org", "sit", "organiser");
  CHECK(codes(db, {"ANNA@example.org", "sit", "owner", "ein ganz anderes Wort"}) ==
        std::vector<std::string>{"email:staff_known"});
  db->read([](const schema::reader& view) {
    CHECK(view.value<std::string>("SELECT role FROM staff_role") == "organiser");
    const auto anna = organisers::find_staff(view, "anna@example.org");
    CHECK(organisers::is_password(anna->password_hash, good_password));
  });
}

TEST_CASE("who gets a role at a second organiser keeps the password", "[organisers]") {
  tests::test_database db;
  db.add_organiser("sit");
  db.add_organiser("kdn");
  const auto first = tests::add_person(db.get(), "anna@example.org", "sit", "organiser");
  const auto again =
      organisers::add_user(db.get(), {"anna@example.org", "kdn", "owner", "ein ganz anderes Wort"},
                           noon, hashing_cost::least());
  REQUIRE(again.has_value());
  CHECK(again->known_before);
  CHECK(again->staff_id == first);
  db->read([&](const schema::reader& view) {
    CHECK(
        organisers::is_password(organisers::find_staff(view, first)->password_hash, good_password));
    CHECK(organisers::memberships_of(view, first).size() == 2);
  });
}

TEST_CASE("the audit trail of an organiser tells of its own staff alone, newest first",
          "[organisers]") {
  tests::test_database db;
  const auto sit = organisers::scope::of_operator(db.add_organiser("sit"));
  const auto kdn = organisers::scope::of_operator(db.add_organiser("kdn"));
  const auto anna = tests::add_person(db.get(), "anna@example.org", "sit", "owner");
  tests::add_person(db.get(), "bea@example.org", "kdn", "owner");
  db->write([&](schema::transaction& tx) {
    organisers::record(tx, {sit.organiser_id(), anna, "export.downloaded", "day-1", {{"rows", 3}}},
                       noon);
  });
  db->read([&](const schema::reader& view) {
    const auto lines = organisers::list_audit(view, sit, 10);
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].action == "export.downloaded");
    CHECK(lines[0].staff_email == "anna@example.org");
    CHECK(lines[0].details.at("rows") == 3);
    CHECK(lines[1].action == "staff.added");
    CHECK(lines[1].staff_email.empty());
    CHECK(organisers::list_audit(view, sit, 1).size() == 1);
    const auto older = organisers::list_audit(view, sit, 10, lines[0].id);
    REQUIRE(older.size() == 1);
    CHECK(older[0].id == lines[1].id);
    CHECK(organisers::list_audit(view, kdn, 10).size() == 1);
  });
}
