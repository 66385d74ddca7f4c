// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/purpose_people.hpp"

#include "events/consent_import.hpp"
#include "events/csv.hpp"
#include "tests/consent/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

// Ada agreed here; Bob's consent, of 2024, was taken over.
struct two_people : ledger_fixture {
  std::int64_t newsletter = store(purpose("newsletter"), sit);
  organisers::scope scope = organisers::scope::of_operator(sit);

  two_people() {
    confirm(request(ticked(newsletter, "ada@example.org")).public_id);
    const key32 lookup = key_of(1), people = key_of(2);
    const mailer::outbox outbox{"example.org"};
    const auto to = db->read([&](const schema::reader& r) {
      consent::import_refusal why{};
      return consent::find_import_target(r, sit, "newsletter", why).value();
    });
    const auto list = events::read_consent_list(
        "email,given_at,source,text\nbob@example.org,2024-05-01T10:00:00Z,Messe,Ja\n", "de", start);
    events::import_consents({db.get(), {lookup, people}, ledger, outbox, {"de"}},
                            {scope, "owner@example.org", "de"}, to, list.value(), start);
  }
  std::vector<events::purpose_person> list() {
    return db->read([&](const schema::reader& r) {
      return events::list_people(r, ledger, scope, newsletter, "", 10);
    });
  }
};

}  // namespace

TEST_CASE_METHOD(two_people,
                 "of a consent that was taken over the day is known on which it was given",
                 "[events][purposes]") {
  const auto found = list();
  REQUIRE(found.size() == 2);
  CHECK_FALSE(found[0].imported);
  CHECK_FALSE(found[0].given_at.has_value());
  CHECK(found[1].email == "bob@example.org");
  CHECK(found[1].imported);
  CHECK(to_iso(found[1].given_at.value()) == "2024-05-01T10:00:00Z");
  CHECK(found[1].since == start);
  erase("bob@example.org");
  CHECK(list().size() == 1);
}

TEST_CASE_METHOD(two_people,
                 "the table of the people says what was imported, and when it was given",
                 "[events][purposes]") {
  std::string table;
  db->read([&](const schema::reader& r) {
    events::export_people(r, ledger, scope, newsletter, false, [&](std::string_view part) {
      table += part;
      return true;
    });
  });
  const auto found = list();
  // A number may begin with a minus, as a formula would.
  const auto cell = [&](std::size_t i) { return events::csv_cell(found.at(i).public_id, ','); };
  CHECK(table.find(",valid_until,version,person,given_at\r\n") != std::string::npos);
  CHECK(table.find(",1," + cell(0) + ",\r\n") != std::string::npos);
  CHECK(table.find(",given,2024-05-01T10:00:00Z,") != std::string::npos);
  CHECK(table.find(",imported," + cell(1) + ",2024-05-01T10:00:00Z\r\n") != std::string::npos);
}
