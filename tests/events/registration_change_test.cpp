// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/events/registration_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;
using status = events::registration_status;

TEST_CASE("a change takes over contact data, answers and sessions, but not the address",
          "[events]") {
  registration_fixture in;
  const auto made = in.sign_up(least_form());
  auto form = replaced(least_form("eve@stadt.example.org"), "session", "forum-2");
  form = with(replaced(form, "family_name", "Beispiel"), "answer.diet", "vegan");
  const auto changed = in.change(made.public_id, form);
  REQUIRE(changed.has_value());
  CHECK(*changed == status::confirmed);
  const auto stored = in.find(made.public_id).value();
  CHECK(stored.family_name == "Beispiel");
  CHECK(stored.email == "ada@stadt.example.org");
  CHECK(stored.answers == nlohmann::json({{"diet", "vegan"}}));
  CHECK(stored.ical_sequence == 1);
  CHECK(stored.updated_at == signing_up + 1h);
  CHECK(in.booked(made.public_id) == "plenary confirmed, forum-2 confirmed");
  CHECK(in.mails().back() == "registration-changed > ada@stadt.example.org");
  CHECK(in.number("SELECT COUNT(*) FROM registration WHERE search LIKE '%beispiel ada@%'") == 1);
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("a change that changes nothing writes and sends nothing", "[events]") {
  registration_fixture in;
  const auto made = in.sign_up(least_form());
  CHECK(in.change(made.public_id, least_form()).has_value());
  CHECK(in.find(made.public_id)->updated_at == signing_up);
  CHECK(in.mails().size() == 1);
}

TEST_CASE("a change back to a session that was left books it again", "[events]") {
  registration_fixture in;
  const auto made = in.sign_up(least_form());
  CHECK(in.change(made.public_id, replaced(least_form(), "session", "forum-2")).has_value());
  CHECK(in.change(made.public_id, least_form()).has_value());
  CHECK(in.booked(made.public_id) == "plenary confirmed, forum-1 confirmed");
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("a session that is left is given to who waits for it", "[events][S4]") {
  auto sessions = sample_event_file()["events"][0]["sessions"];
  sessions[1]["capacity"] = 1;
  registration_fixture in(nlohmann::json{{"sessions", sessions}});
  const auto first = in.sign_up_as("a@stadt.example.org");
  const auto second = in.sign_up_as("b@stadt.example.org");
  auto form = replaced(least_form("a@stadt.example.org"), "session", "forum-2");
  CHECK(in.change(first.public_id, form).has_value());
  CHECK(in.booked(second.public_id) == "plenary confirmed, forum-1 confirmed");
  CHECK(in.mails().back() == "registration-promoted > b@stadt.example.org");

  form = least_form("a@stadt.example.org");
  CHECK(in.change(first.public_id, form).has_value());
  CHECK(in.booked(first.public_id) == "plenary confirmed, forum-1 waiting");
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("a change to a full session without waiting list leaves everything as it was",
          "[events]") {
  auto sessions = sample_event_file()["events"][0]["sessions"];
  sessions[1]["capacity"] = 1;
  registration_fixture in(nlohmann::json{{"sessions", sessions}, {"waiting_list", false}});
  in.sign_up_as("a@stadt.example.org");
  const auto second = in.sign_up_as("b@stadt.example.org", "forum-2");
  auto form = replaced(least_form("b@stadt.example.org"), "family_name", "Beispiel");
  const auto changed = in.change(second.public_id, form);
  REQUIRE(changed.has_error());
  REQUIRE(changed.error().size() == 1);
  CHECK(changed.error()[0].field == "session");
  CHECK(changed.error()[0].code == "session_full");
  CHECK(changed.error()[0].arguments.at("session") == "Forum 1: Register");
  CHECK(in.booked(second.public_id) == "plenary confirmed, forum-2 confirmed");
  CHECK(in.find(second.public_id)->family_name == "Muster");
  CHECK(in.mails().size() == 2);
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("who waits may change what they wait for", "[events]") {
  registration_fixture in(nlohmann::json{{"capacity", 1}});
  const auto first = in.sign_up_as("a@stadt.example.org");
  const auto second = in.sign_up_as("b@stadt.example.org");
  const auto form = replaced(least_form("b@stadt.example.org"), "session", "forum-2");
  CHECK(in.change(second.public_id, form).value() == status::waiting);
  CHECK(in.wrong_counters().empty());
  in.cancel(first.public_id);
  CHECK(in.booked(second.public_id) == "plenary confirmed, forum-2 confirmed");
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("what has ended, is unknown or belongs to another event is not changed", "[events]") {
  registration_fixture in;
  const auto made = in.sign_up(least_form());
  CHECK(in.change("nobody", least_form()).error()[0].code == "unknown_registration");
  const auto other = add_event(in.db, nlohmann::json{{"slug", "another"}});
  const auto form = events::check_sign_up(*other, least_form()).value();
  const auto changed = in.db->write([&](schema::transaction& tx) {
    return in.registrar.change(tx, *other, {made.public_id}, form, signing_up);
  });
  CHECK(changed.error()[0].code == "unknown_registration");
  in.cancel(made.public_id);
  CHECK(in.change(made.public_id, least_form()).error()[0].code == "registration_ended");
}
