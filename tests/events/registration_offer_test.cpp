// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/events/registration_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;
using status = events::registration_status;
using acceptance = events::registrar::acceptance;

namespace {

// One place that is offered for four hours; `signing_up` is a Monday, 10 o'clock.
nlohmann::json one_place() {
  return nlohmann::json{{"capacity", 1}, {"offer_hours", 4}};
}

nlohmann::json one_place_in_forum_1() {
  auto sessions = sample_event_file()["events"][0]["sessions"];
  sessions[1]["capacity"] = 1;
  return nlohmann::json{{"sessions", sessions}, {"offer_hours", 4}};
}

// Three people for one place; the first has cancelled at 11, so that the second has the offer.
struct offered {
  registration_fixture in;
  std::string first, second, third;

  explicit offered(const nlohmann::json& changes) : in(changes) {
    first = in.sign_up_as("a@stadt.example.org").public_id;
    second = in.sign_up_as("b@stadt.example.org").public_id;
    third = in.sign_up_as("c@stadt.example.org").public_id;
    in.cancel(first);
  }
};

}  // namespace

TEST_CASE("a free place is offered and kept, and is theirs when they accept", "[events]") {
  offered at(one_place());
  const auto kept = at.in.find(at.second).value();
  CHECK(kept.status == status::offered);
  CHECK(kept.offered_until == signing_up + 5h);
  CHECK(at.in.find(at.third)->status == status::waiting);
  CHECK(at.in.find(at.third)->waiting_position == 1);
  CHECK(at.in.number("SELECT taken FROM event") == 1);
  CHECK(at.in.mails().back() == "registration-offer > b@stadt.example.org");

  CHECK(at.in.accept(at.second, signing_up + 5h - 1s) == acceptance::accepted);
  CHECK(at.in.find(at.second)->status == status::confirmed);
  CHECK_FALSE(at.in.find(at.second)->offered_until);
  CHECK(at.in.booked(at.second) == "plenary confirmed, forum-1 confirmed");
  CHECK(at.in.mails().back() == "registration-confirmed > b@stadt.example.org");

  const auto mails = at.in.mails().size();
  CHECK(at.in.accept(at.second, signing_up + 6h) == acceptance::nothing_offered);
  CHECK(at.in.mails().size() == mails);
  CHECK(at.in.lapse(signing_up + 48h) == 0);
  CHECK(at.in.wrong_counters().empty());
}

TEST_CASE("an offer that nobody accepts goes on to the next", "[events]") {
  offered at(one_place());
  CHECK(at.in.lapse(signing_up + 5h - 1s) == 0);
  CHECK(at.in.lapse(signing_up + 5h) == 1);
  CHECK(at.in.find(at.second)->status == status::cancelled);
  CHECK(at.in.find(at.third)->status == status::offered);
  // From 15 o'clock four hours: 19 o'clock.
  CHECK(at.in.find(at.third)->offered_until == signing_up + 9h);
  const auto mails = at.in.mails();
  CHECK(mails[mails.size() - 2] == "registration-lapsed > b@stadt.example.org");
  CHECK(mails.back() == "registration-offer > c@stadt.example.org");
  CHECK(at.in.lapse(signing_up + 5h) == 0);
  CHECK(at.in.wrong_counters().empty());
}

TEST_CASE("who accepts too late is told so, and the place goes on at once", "[events]") {
  offered at(one_place());
  CHECK(at.in.accept(at.second, signing_up + 5h) == acceptance::too_late);
  CHECK(at.in.find(at.second)->status == status::cancelled);
  CHECK(at.in.find(at.third)->status == status::offered);
  CHECK(at.in.accept(at.second, signing_up + 6h) == acceptance::nothing_offered);
  CHECK(at.in.wrong_counters().empty());
}

TEST_CASE("who declines an offer leaves it to the next", "[events]") {
  offered at(one_place());
  CHECK(at.in.cancel(at.second, signing_up + 2h));
  CHECK(at.in.find(at.third)->status == status::offered);
  CHECK(at.in.mails().back() == "registration-offer > c@stadt.example.org");
  CHECK(at.in.wrong_counters().empty());
}

TEST_CASE("who waits and has nothing offered cannot accept", "[events]") {
  offered at(one_place());
  CHECK(at.in.accept(at.third, signing_up + 2h) == acceptance::nothing_offered);
  CHECK(at.in.find(at.third)->status == status::waiting);
  CHECK_FALSE(at.in.accept("nobody", signing_up + 2h));
}

TEST_CASE("accepting by the mailed link proves the address", "[events]") {
  auto changes = one_place();
  changes["registration"] = {{"verify_email", true}};
  registration_fixture in(changes);
  const auto first = in.sign_up_as("a@stadt.example.org").public_id;
  const auto second = in.sign_up_as("b@stadt.example.org").public_id;
  in.cancel(first);
  CHECK(in.find(second)->status == status::offered);
  CHECK(in.accept(second, signing_up + 2h) == acceptance::accepted);
  CHECK(in.find(second)->status == status::confirmed);
  CHECK(in.find(second)->proven_at);
}

TEST_CASE("a free place in a session is offered beside the place at the event", "[events][S4]") {
  offered at(one_place_in_forum_1());
  CHECK(at.in.find(at.second)->status == status::confirmed);
  CHECK(at.in.booked(at.second) == "plenary confirmed, forum-1 offered");
  CHECK(at.in.booked(at.third) == "plenary confirmed, forum-1 waiting");
  CHECK(at.in.mails().back() == "registration-offer > b@stadt.example.org");

  SECTION("accepted") {
    CHECK(at.in.accept(at.second, signing_up + 2h) == acceptance::accepted);
    CHECK(at.in.booked(at.second) == "plenary confirmed, forum-1 confirmed");
    CHECK(at.in.mails().back() == "registration-promoted > b@stadt.example.org");
  }
  SECTION("too late") {
    CHECK(at.in.lapse(signing_up + 6h) == 1);
    CHECK(at.in.find(at.second)->status == status::confirmed);
    CHECK(at.in.booked(at.second) == "plenary confirmed");
    CHECK(at.in.booked(at.third) == "plenary confirmed, forum-1 offered");
    const auto mails = at.in.mails();
    CHECK(mails[mails.size() - 2] == "registration-lapsed > b@stadt.example.org");
  }
  CHECK(at.in.wrong_counters().empty());
}

TEST_CASE("an offered place at the event keeps the sessions that are free with it", "[events]") {
  auto changes = one_place_in_forum_1();
  changes["capacity"] = 1;
  offered at(changes);
  CHECK(at.in.booked(at.second) == "plenary confirmed, forum-1 confirmed");
  at.in.lapse(signing_up + 5h);
  CHECK(at.in.booked(at.third) == "plenary confirmed, forum-1 confirmed");
  CHECK(at.in.wrong_counters().empty());
}
