// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <set>

#include "events/answer_request.hpp"
#include "events/erase_person.hpp"
#include "tests/events/erasure_fixture.hpp"
#include "tests/events/ring_fixture.hpp"

using namespace zusage;
using namespace std::chrono_literals;
using tests::erasure::kinds_of;
using tests::erasure::places_of;

namespace {

struct ring_erasure : tests::ring_fixture {
  member one = add_member("Altstadt");
  links with{tests::some_key(3), "https://example.org"};
  key32 lookup = tests::some_key(1), people = tests::some_key(2);

  std::vector<events::stored_part> parts(const std::string& email) {
    return db->read([&](const schema::reader& r) {
      return events::stored_parts(r, ledger, {of->by.id, email}, signing_up_later);
    });
  }
  void erase(const std::string& email) {
    db->write([&](schema::transaction& tx) {
      events::erase_person(tx, {registrar, catalogue, {ledger, outbox, {lookup, people}, with}},
                           {of->by.id, email}, signing_up_later);
    });
  }
  std::int64_t count(const std::string& sql) {
    return db->read(
        [&](const schema::reader& r) { return r.value<std::int64_t>(sql).value_or(-1); });
  }
  const instant signing_up_later = tests::signing_up + 1h;
};

}  // namespace

TEST_CASE("when the contact of a municipality is erased, the next person named for it follows",
          "[events][requests]") {
  ring_erasure r;
  const auto parts = r.parts("altstadt@stadt.example.org");
  CHECK(kinds_of(parts, true).contains("handed_on"));
  CHECK_FALSE(kinds_of(parts, true).contains("positions"));
  r.erase("Altstadt@stadt.example.org");
  CHECK(r.count("SELECT COUNT(*) FROM registration WHERE status = 'confirmed'"
                " AND email_key = 'altstadt-2@stadt.example.org'") == 1);
  CHECK(r.count("SELECT COUNT(*) FROM ring_person WHERE role = 'contact' AND ended_at IS NULL"
                " AND email_key = 'altstadt-2@stadt.example.org'") == 1);
  CHECK(places_of(r.db.get(), {"altstadt@stadt.example.org"}) == std::set<std::string>());
  CHECK(r.count("SELECT COUNT(*) FROM message WHERE template = 'ring-contact'"
                " AND recipient_key = 'altstadt-2@stadt.example.org'") == 1);
}

TEST_CASE("a delegate is erased, and the municipality stays with its contact",
          "[events][requests]") {
  ring_erasure r;
  const auto email = "altstadt-2@stadt.example.org";
  CHECK(kinds_of(r.parts(email), true).contains("positions"));
  r.erase(email);
  CHECK(places_of(r.db.get(), {email}) == std::set<std::string>());
  CHECK(r.count("SELECT COUNT(*) FROM registration WHERE status = 'confirmed'") == 1);
  CHECK(r.count("SELECT COUNT(*) FROM ring_person WHERE ended_at IS NOT NULL"
                " AND given_name = ''") == 1);
}

TEST_CASE("the only contact of a municipality stays until it names somebody else, and that is said",
          "[events][requests]") {
  ring_erasure r;
  const std::string contact = "Altstadt@stadt.example.org";
  r.erase("altstadt-2@stadt.example.org");
  CHECK(kinds_of(r.parts(contact), false).contains("sole_contact"));
  CHECK_FALSE(kinds_of(r.parts(contact), true).contains("handed_on"));
  r.erase(contact);
  CHECK(r.count("SELECT COUNT(*) FROM registration WHERE status = 'confirmed'"
                " AND email_key = 'altstadt@stadt.example.org'") == 1);
  CHECK(r.count("SELECT COUNT(*) FROM ring_person WHERE ended_at IS NULL AND given_name <> ''") ==
        1);
}

TEST_CASE("nobody who has asked to be erased too becomes the contact of a municipality",
          "[events][requests]") {
  ring_erasure r;
  r.db->write([&](schema::transaction& tx) {
    events::new_data_request what;
    what.organiser_id = r.of->by.id;
    what.kind = "erase";
    what.email = "altstadt-2@stadt.example.org";
    REQUIRE(events::ask_for(tx, {r.ledger, r.outbox, {r.lookup, r.people}, r.with}, what,
                            r.signing_up_later));
  });
  const auto parts = r.parts("altstadt@stadt.example.org");
  CHECK_FALSE(kinds_of(parts, true).contains("handed_on"));
  CHECK(kinds_of(parts, false).contains("sole_contact"));
}
