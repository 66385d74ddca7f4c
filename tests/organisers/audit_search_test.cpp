// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "organisers/audit_search.hpp"

#include "tests/organisers/people.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace std::chrono_literals;
using organisers::audit_filter;
using organisers::scope;
using tests::noon;

namespace {

struct trail {
  tests::test_database db;
  std::int64_t sit = 0, kdn = 0, anna = 0, ben = 0;

  trail() {
    sit = db.add_organiser("sit");
    kdn = db.add_organiser("kdn");
    anna = tests::add_person(db.get(), "anna@example.org", "sit", "owner");
    ben = tests::add_person(db.get(), "ben@example.org", "sit", "dpo");
    db->write([&](schema::transaction& tx) {
      organisers::record(tx, {sit, anna, "event.copied", "Auftakt_2027"}, noon + 1h);
      organisers::record(tx, {sit, ben, "proof.viewed", "abc"}, noon + 2h);
      organisers::record(tx, {sit, ben, "export.downloaded", "auftakt-2028"}, noon + 3h);
      organisers::record(tx, {kdn, ben, "export.downloaded", "fremd"}, noon + 3h);
    });
  }
  std::string found(const audit_filter& by, std::int64_t most = 10) {
    std::string all;
    const auto entries = db->read([&](const schema::reader& view) {
      return organisers::search_audit(view, scope::of_operator(sit), by, most);
    });
    for (const auto& one : entries) all += one.line.action + " ";
    return all;
  }
};

}  // namespace

TEST_CASE("the trail is searched by person, kind, subject and time", "[organisers][trail]") {
  trail t;
  CHECK(t.found({}) == "export.downloaded proof.viewed event.copied staff.added staff.added ");
  CHECK(t.found({}, 2) == "export.downloaded proof.viewed ");
  CHECK(t.found({.staff_id = t.anna}) == "event.copied ");
  CHECK(t.found({.staff_id = t.ben, .group = "exports"}) == "export.downloaded ");
  CHECK(t.found({.group = "staff"}) == "staff.added staff.added ");
  CHECK(t.found({.about = "AUFTAKT"}) == "export.downloaded event.copied ");
  CHECK(t.found({.about = "t_2"}) == "event.copied ");
  CHECK(t.found({.about = "%"}).empty());
  CHECK(t.found({.from = noon + 1h, .until = noon + 2h}) == "event.copied ");
}

TEST_CASE("an account that an entry names by number is shown by its address",
          "[organisers][trail]") {
  trail t;
  const auto entries = t.db->read([&](const schema::reader& view) {
    return organisers::search_audit(view, scope::of_operator(t.sit), {.group = "staff"}, 10);
  });
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].subject_email == "ben@example.org");
  const auto people = t.db->read([&](const schema::reader& view) {
    return organisers::audited_staff(view, scope::of_operator(t.sit));
  });
  REQUIRE(people.size() == 2);
  CHECK(people[0].second == "anna@example.org");
}

TEST_CASE("the database refuses to change an entry of the trail", "[organisers][trail]") {
  trail t;
  CHECK_THROWS_AS(t.db->write([](schema::transaction& tx) {
    tx.execute("UPDATE audit_entry SET subject = 'anderes'");
  }),
                  schema::error);
  CHECK(t.found({.about = "anderes"}).empty());
}
