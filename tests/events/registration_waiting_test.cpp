// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/events/registration_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;
using status = events::registration_status;

namespace {

nlohmann::json one_place() {
  return nlohmann::json{{"capacity", 1}};
}

nlohmann::json one_place_in_forum_1() {
  auto sessions = sample_event_file()["events"][0]["sessions"];
  sessions[1]["capacity"] = 1;
  return nlohmann::json{{"sessions", sessions}};
}

}  // namespace

TEST_CASE("cancelling gives the places back once and tells the person", "[events]") {
  registration_fixture in;
  const auto made = in.sign_up(least_form());
  CHECK(in.cancel(made.public_id));
  const auto stored = in.find(made.public_id).value();
  CHECK(stored.status == status::cancelled);
  CHECK(stored.cancelled_at == signing_up + 1h);
  CHECK(stored.ical_sequence == 1);
  CHECK(in.number("SELECT taken FROM event") == 0);
  CHECK(in.mails().back() == "registration-cancelled > ada@stadt.example.org");

  CHECK(in.cancel(made.public_id, signing_up + 2h));
  CHECK(in.find(made.public_id)->cancelled_at == signing_up + 1h);
  CHECK(in.mails().size() == 2);
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("there is nothing to cancel behind an unknown id", "[events]") {
  registration_fixture in;
  CHECK_FALSE(in.cancel("nobody"));
  CHECK_FALSE(in.cancel(""));
}

TEST_CASE("a freed place goes to who waits longest, with a mail", "[events]") {
  registration_fixture in(one_place());
  const auto first = in.sign_up_as("a@stadt.example.org");
  const auto second = in.sign_up_as("b@stadt.example.org");
  const auto third = in.sign_up_as("c@stadt.example.org");
  in.cancel(first.public_id);
  CHECK(in.find(second.public_id)->status == status::confirmed);
  CHECK(in.booked(second.public_id) == "plenary confirmed, forum-1 confirmed");
  CHECK(in.find(third.public_id)->status == status::waiting);
  CHECK(in.find(third.public_id)->waiting_position == 1);
  CHECK(in.mails().back() == "registration-promoted > b@stadt.example.org");
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("who waits and cancels frees nothing", "[events]") {
  registration_fixture in(one_place());
  in.sign_up_as("a@stadt.example.org");
  const auto second = in.sign_up_as("b@stadt.example.org");
  const auto third = in.sign_up_as("c@stadt.example.org");
  in.cancel(second.public_id);
  CHECK(in.find(third.public_id)->status == status::waiting);
  CHECK(in.find(third.public_id)->waiting_position == 1);
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("a freed place in a session goes to who waits longest for it", "[events][S4]") {
  registration_fixture in(one_place_in_forum_1());
  const auto first = in.sign_up_as("a@stadt.example.org");
  const auto second = in.sign_up_as("b@stadt.example.org");
  const auto third = in.sign_up_as("c@stadt.example.org");
  in.cancel(first.public_id);
  CHECK(in.booked(second.public_id) == "plenary confirmed, forum-1 confirmed");
  CHECK(in.booked(third.public_id) == "plenary confirmed, forum-1 waiting");
  CHECK(in.mails().back() == "registration-promoted > b@stadt.example.org");
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("moving up to the event does not jump the queue of a session", "[events][S4]") {
  auto changes = one_place_in_forum_1();
  changes["capacity"] = 2;
  registration_fixture in(changes);
  in.sign_up_as("a@stadt.example.org");
  const auto second = in.sign_up_as("b@stadt.example.org", "forum-2");
  const auto third = in.sign_up_as("c@stadt.example.org");
  in.cancel(second.public_id);
  CHECK(in.find(third.public_id)->status == status::confirmed);
  CHECK(in.booked(third.public_id) == "plenary confirmed, forum-1 waiting");
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("a raised capacity moves up as many as there is room for", "[events]") {
  registration_fixture in(one_place());
  for (const auto* name : {"a", "b", "c", "d"}) {
    in.sign_up_as(std::string(name) + "@stadt.example.org");
  }
  in.of = add_event(in.db, nlohmann::json{{"capacity", 3}});
  const auto moved = in.db->write([&](schema::transaction& tx) {
    return in.registrar.promote_waiting(tx, *in.of, signing_up);
  });
  CHECK(moved == 2);
  CHECK(in.number("SELECT COUNT(*) FROM registration WHERE status = 'waiting'") == 1);
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("nobody moves up to an event that is over or cancelled", "[events]") {
  registration_fixture in(one_place());
  const auto first = in.sign_up_as("a@stadt.example.org");
  const auto second = in.sign_up_as("b@stadt.example.org");
  in.cancel(first.public_id, in.of->ends_at);
  CHECK(in.find(second.public_id)->status == status::waiting);

  in.of = add_event(in.db, nlohmann::json{{"capacity", 1}, {"status", "cancelled"}});
  const auto moved = in.db->write([&](schema::transaction& tx) {
    return in.registrar.promote_waiting(tx, *in.of, signing_up);
  });
  CHECK(moved == 0);
}
