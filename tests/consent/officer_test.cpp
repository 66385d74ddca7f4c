// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "consent/officer.hpp"

#include <nlohmann/json.hpp>

#include "tests/consent/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

struct officer_fixture : ledger_fixture {
  std::int64_t newsletter = store(purpose("newsletter"), sit);
  std::int64_t calls = store(purpose("calls", "phone"), sit);
  key32 lookup = key_of(1), people = key_of(2);

  std::vector<consent::purpose_count> counted(std::int64_t organiser) {
    return db->read([&](const schema::reader& r) { return consent::count_purposes(r, organiser); });
  }
  std::optional<consent::principal> person(std::int64_t organiser, const std::string& public_id) {
    return db->read([&](const schema::reader& r) {
      return consent::find_person(r, {lookup, people}, organiser, public_id);
    });
  }
  std::string public_id_of(const std::string& email) {
    return db->read([&](const schema::reader& r) {
      return consent::find_principal(r, {lookup, people}, sit, email).value().public_id;
    });
  }
};

}  // namespace

TEST_CASE_METHOD(officer_fixture, "consents are counted by purpose, those that ended apart",
                 "[consent]") {
  confirm(request(ticked(newsletter, "ada@example.org")).public_id);
  confirm(request(ticked(newsletter, "bob@example.org")).public_id);
  const auto ended = request(ticked(newsletter, "eve@example.org"));
  confirm(ended.public_id);
  withdraw(ended.public_id);
  request(ticked(newsletter, "joe@example.org"));
  const auto all = counted(sit);
  REQUIRE(all.size() == 2);
  CHECK(all[0].key == "calls");
  CHECK(all[0].permitting + all[0].requested + all[0].ended == 0);
  CHECK(all[1].key == "newsletter");
  CHECK(all[1].permitting == 2);
  CHECK(all[1].requested == 1);
  CHECK(all[1].ended == 1);
  CHECK(all[1].version == 1);
  CHECK(all[1].since == start);
  CHECK(counted(db.add_organiser("kdn")).empty());
}

TEST_CASE_METHOD(officer_fixture, "a person is found by public id at their organiser alone",
                 "[consent]") {
  request(ticked(newsletter, "ada@example.org"));
  const auto id = public_id_of("ada@example.org");
  REQUIRE(person(sit, id));
  CHECK(person(sit, id)->key);
  CHECK_FALSE(person(db.add_organiser("kdn"), id));
  CHECK_FALSE(person(sit, "nobody"));
  erase("ada@example.org");
  REQUIRE(person(sit, id));
  CHECK_FALSE(person(sit, id)->key);
}

TEST_CASE_METHOD(officer_fixture, "the head is that of the last record, and none before the first",
                 "[consent]") {
  const auto head = [&] {
    return db->read([&](const schema::reader& r) { return consent::find_head(r, sit); });
  };
  CHECK_FALSE(head());
  confirm(request(ticked(newsletter, "ada@example.org")).public_id);
  REQUIRE(head());
  CHECK(head()->sequence == 2);
  const auto last = db->read([&](const schema::reader& r) {
    return r.value<std::string>("SELECT hash FROM consent_record ORDER BY id DESC LIMIT 1");
  });
  CHECK(head()->hash == last);
}
