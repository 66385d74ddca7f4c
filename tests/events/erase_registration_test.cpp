// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/erase_registration.hpp"

#include "events/check_group.hpp"
#include "tests/events/ring_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

void erase(registration_fixture& in, const std::string& public_id, instant at = signing_up + 1h) {
  in.db->write([&](schema::transaction& tx) {
    const auto id =
        tx.value<std::int64_t>("SELECT id FROM registration WHERE public_id = :1", public_id);
    events::erase_registration(tx, id.value(), at);
  });
}

std::int64_t rows_of(registration_fixture& in, const std::string& table) {
  return in.db->read([&](const schema::reader& r) {
    return r.value<std::int64_t>("SELECT COUNT(*) FROM " + table).value();
  });
}

void note_everything(registration_fixture& in, const std::string& public_id) {
  in.db->write([&](schema::transaction& tx) {
    const auto [id, organiser] = tx.one<std::int64_t, std::int64_t>(
                                       "SELECT id, organiser_id FROM registration"
                                       " WHERE public_id = :1",
                                       public_id)
                                     .value();
    tx.execute(
        "INSERT INTO attendance (organiser_id, registration_id, minutes, source, noted_at)"
        " VALUES (:1, :2, 30, 'staff', 1)",
        organiser, id);
    tx.execute(
        "INSERT INTO personal_link (organiser_id, registration_id, join_url, noted_at)"
        " VALUES (:1, :2, 'https://example.org/j', 1)",
        organiser, id);
    tx.execute(
        "INSERT INTO mail_run (organiser_id, event_id, plan, due_at, planned_at)"
        " VALUES (:1, :2, 'reminder.day', 1, 1)",
        organiser, in.of->id);
    tx.execute(
        "INSERT INTO mail_run_recipient (run_id, registration_id) SELECT id, :1 FROM mail_run", id);
    tx.execute(
        "INSERT INTO delivery_attempt (message_id, at, outcome, phase, code, reply)"
        " SELECT id, 1, 'sent', 'end', 250, '250 Ok' FROM message");
  });
}

}  // namespace

TEST_CASE_METHOD(registration_fixture,
                 "erasing a registration leaves nothing that is about it alone",
                 "[events][retention]") {
  const auto ada =
      sign_up(with(with(least_form(), "answer.diet", "vegan"), "idempotency_key", "k1"));
  const auto bob = sign_up_as("bob@stadt.example.org", "forum-2");
  note_everything(*this, ada.public_id);
  erase(*this, ada.public_id);
  CHECK_FALSE(find(ada.public_id));
  CHECK(find(bob.public_id));
  for (const auto* table : {"attendance", "personal_link", "mail_run_recipient", "idempotency"}) {
    INFO(table);
    CHECK(rows_of(*this, table) == 0);
  }
  CHECK(rows_of(*this, "registration_session") == 2);  // Bob's
  CHECK(mails() == texts{"registration-confirmed > bob@stadt.example.org"});
  CHECK(rows_of(*this, "delivery_attempt") == 1);
  CHECK(wrong_counters() == texts{});
}

TEST_CASE_METHOD(registration_fixture,
                 "erasing what was cancelled before gives its place back only once",
                 "[events][retention]") {
  const auto ada = sign_up_as("ada@stadt.example.org");
  sign_up_as("bob@stadt.example.org");
  REQUIRE(cancel(ada.public_id));
  erase(*this, ada.public_id, signing_up + 2h);
  CHECK(wrong_counters() == texts{});
  CHECK(number("SELECT taken FROM event") == 1);
  erase(*this, find(sign_up_as("eve@stadt.example.org").public_id)->public_id);
  CHECK(number("SELECT taken FROM event") == 1);
}

TEST_CASE_METHOD(registration_fixture, "a group goes with the last who was in it",
                 "[events][retention]") {
  auto form = least_form();
  form.emplace_back("person.2.given_name", "Kim");
  form.emplace_back("person.2.family_name", "Beispiel");
  form.emplace_back("person.2.email", "kim@stadt.example.org");
  const auto what = events::check_group_sign_up(*of, form).value();
  const auto ada = db->write([&](schema::transaction& tx) {
    return registrar.register_one(tx, *of, what, from, signing_up);
  });
  const auto kim = db->read([&](const schema::reader& r) {
    return r.value<std::string>("SELECT public_id FROM registration WHERE public_id <> :1",
                                ada.public_id);
  });
  REQUIRE(kim);
  erase(*this, ada.public_id);
  CHECK(number("SELECT COUNT(*) FROM registration_group WHERE booked_by IS NULL") == 1);
  erase(*this, *kim);
  CHECK(rows_of(*this, "registration_group") == 0);
  CHECK(wrong_counters() == texts{});
}

TEST_CASE("a member of a ring goes with its people and answers, what was shown of them stays",
          "[events][retention][rings]") {
  ring_fixture in;
  const auto gone = in.add_member("arnstadt");
  const auto stays = in.add_member("bernau");
  in.db->write([&](schema::transaction& tx) {
    tx.execute(
        "INSERT INTO ring_group (organiser_id, event_id, key, title, kind, position)"
        " VALUES (:1, :2, 'z', 'Z', '', 9)",
        in.of->by.id, in.of->id);
    const auto group = tx.value<std::int64_t>("SELECT id FROM ring_group WHERE key = 'z'").value();
    tx.execute(
        "INSERT INTO indicator_release (organiser_id, event_id, ring_group_id, indicator, period,"
        " figures, released_at) VALUES (:1, :2, :3, 'cost', '2030', '{}', 1)",
        in.of->by.id, in.of->id, group);
    for (const auto id : {gone.id, stays.id}) {
      tx.execute(
          "INSERT INTO indicator_answer (organiser_id, event_id, registration_id, indicator,"
          " period, value, answered_by, answered_at)"
          " VALUES (:1, :2, :3, 'cost', '2030', '5',"
          " (SELECT MIN(id) FROM ring_person WHERE registration_id = :4), 1)",
          in.of->by.id, in.of->id, id, id);
      tx.execute(
          "INSERT INTO indicator_release_answer (release_id, registration_id, value)"
          " SELECT id, :1, '5' FROM indicator_release",
          id);
    }
  });
  erase(in, gone.public_id);
  CHECK(rows_of(in, "ring_person") == 2);
  CHECK(rows_of(in, "indicator_answer") == 1);
  CHECK(rows_of(in, "indicator_release_answer") == 1);
  CHECK(rows_of(in, "indicator_release") == 1);
  CHECK(in.find(stays.public_id));
}
