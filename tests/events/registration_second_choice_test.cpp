// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/events/registration_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

// Two parallel forums with one place each, and a talk in the evening that is another choice.
nlohmann::json two_forums() {
  auto sessions = sample_event_file()["events"][0]["sessions"];
  sessions[1]["capacity"] = 1;
  sessions[2]["capacity"] = 1;
  auto choices = sample_event_file()["events"][0]["choices"];
  choices[0]["second_choice"] = true;
  return {{"sessions", sessions}, {"choices", choices}};
}

events::typed_fields form_of(const std::string& email, const std::string& first,
                             const std::string& second = {}) {
  auto form = replaced(least_form(email), "session", first);
  return second.empty() ? form : with(form, "second.forums", second);
}

}  // namespace

TEST_CASE("the second choice is booked when the first is full", "[events][S4]") {
  registration_fixture in(two_forums());
  in.sign_up(form_of("a@stadt.example.org", "forum-1", "forum-2"));
  const auto second = in.sign_up(form_of("b@stadt.example.org", "forum-1", "forum-2")).public_id;
  CHECK(in.booked(second) == "plenary confirmed, forum-2 confirmed");
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("with both full one waits for the first and takes whichever is free before",
          "[events][S4]") {
  registration_fixture in(two_forums());
  const auto one = in.sign_up(form_of("a@stadt.example.org", "forum-1")).public_id;
  const auto two = in.sign_up(form_of("b@stadt.example.org", "forum-2")).public_id;
  const auto waits = in.sign_up(form_of("c@stadt.example.org", "forum-1", "forum-2")).public_id;
  CHECK(in.booked(waits) == "plenary confirmed, forum-1 waiting");
  CHECK(in.find(waits)->sessions.back().second_key == "forum-2");
  CHECK(in.find(waits)->sessions.back().position == 1);

  SECTION("the first") {
    in.cancel(one);
    CHECK(in.booked(waits) == "plenary confirmed, forum-1 confirmed");
  }
  SECTION("the second") {
    in.cancel(two);
    CHECK(in.booked(waits) == "plenary confirmed, forum-2 confirmed");
    CHECK(in.number("SELECT instead_of FROM registration_session WHERE instead_of IS NOT NULL") ==
          in.session_id("forum-1"));
  }
  CHECK(in.mails().back() == "registration-promoted > c@stadt.example.org");
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("who has waited longer for a session is before who names it as second choice later",
          "[events][S4]") {
  registration_fixture in(two_forums());
  in.sign_up(form_of("a@stadt.example.org", "forum-1"));
  const auto two = in.sign_up(form_of("b@stadt.example.org", "forum-2")).public_id;
  const auto early = in.sign_up(form_of("c@stadt.example.org", "forum-2"), signing_up + 1min);
  const auto late =
      in.sign_up(form_of("d@stadt.example.org", "forum-1", "forum-2"), signing_up + 2min);
  in.cancel(two);
  CHECK(in.booked(early.public_id) == "plenary confirmed, forum-2 confirmed");
  CHECK(in.booked(late.public_id) == "plenary confirmed, forum-1 waiting");
}

TEST_CASE("naming another second choice keeps the place in the line", "[events][S4]") {
  registration_fixture in(two_forums());
  const auto one = in.sign_up(form_of("a@stadt.example.org", "forum-1")).public_id;
  in.sign_up(form_of("b@stadt.example.org", "forum-2"));
  const auto first = in.sign_up(form_of("c@stadt.example.org", "forum-1")).public_id;
  const auto next = in.sign_up(form_of("d@stadt.example.org", "forum-1")).public_id;
  CHECK(in.change(first, form_of("c@stadt.example.org", "forum-1", "forum-2"), signing_up + 2h)
            .has_value());
  CHECK(in.find(first)->sessions.back().second_key == "forum-2");
  CHECK(in.find(first)->sessions.back().position == 1);
  in.cancel(one, signing_up + 3h);
  CHECK(in.booked(first) == "plenary confirmed, forum-1 confirmed");
  CHECK(in.booked(next) == "plenary confirmed, forum-1 waiting");
}

TEST_CASE("who begins to wait later stands behind, however early they signed up", "[events][S4]") {
  registration_fixture in(two_forums());
  const auto old = in.sign_up(form_of("a@stadt.example.org", "forum-2")).public_id;
  const auto one = in.sign_up(form_of("b@stadt.example.org", "forum-1")).public_id;
  const auto waits = in.sign_up(form_of("c@stadt.example.org", "forum-1")).public_id;
  CHECK(in.change(old, form_of("a@stadt.example.org", "forum-1"), signing_up + 1h).has_value());
  in.cancel(one, signing_up + 2h);
  CHECK(in.booked(waits) == "plenary confirmed, forum-1 confirmed");
  CHECK(in.booked(old) == "plenary confirmed, forum-1 waiting");
}

TEST_CASE("a second choice has to be another session of the same choice", "[events][S4]") {
  registration_fixture in(two_forums());
  const auto faults_with = [&](const std::string& first, const std::string& second) {
    return faults_of(*in.of, form_of("a@stadt.example.org", first, second));
  };
  CHECK(faults_with("forum-1", "forum-2").empty());
  CHECK(faults_with("forum-1", "forum-1") == texts{"second.forums: second_is_first"});
  CHECK(faults_with("forum-1", "plenary") == texts{"second.forums: unknown_option"});
  CHECK(faults_with("forum-1", "nowhere") == texts{"second.forums: unknown_option"});
  CHECK(faults_of(*in.of, with(without(least_form(), "session"), "second.forums", "forum-1")) ==
        texts{"session: too_few", "second.forums: second_without_first"});
  const registration_fixture ordinary;
  CHECK(faults_of(*ordinary.of, form_of("a@stadt.example.org", "forum-1", "forum-2")) ==
        texts{"second.forums: unknown_field"});
}

TEST_CASE("a second choice must not clash with what else was chosen", "[events][S4]") {
  auto changes = two_forums();
  changes["sessions"].push_back({{"key", "talk"},
                                 {"title", {{"de", "Vortrag"}}},
                                 {"choice", "talks"},
                                 {"starts_at", "2030-05-15T15:00"},
                                 {"ends_at", "2030-05-15T16:00"}});
  changes["sessions"][2]["ends_at"] = "2030-05-15T15:30";
  changes["choices"].push_back({{"key", "talks"}, {"title", {{"de", "Vorträge"}}}});
  const registration_fixture in(changes);
  const auto form = with(form_of("a@stadt.example.org", "forum-1", "forum-2"), "session", "talk");
  CHECK(faults_of(*in.of, form) == texts{"second.forums: sessions_overlap"});
}

TEST_CASE("without a waiting list the second choice is taken, or the form comes back",
          "[events][S4]") {
  auto changes = two_forums();
  changes["waiting_list"] = false;
  registration_fixture in(changes);
  in.sign_up(form_of("a@stadt.example.org", "forum-1"));
  const auto made = in.sign_up(form_of("b@stadt.example.org", "forum-1", "forum-2"));
  CHECK(in.booked(made.public_id) == "plenary confirmed, forum-2 confirmed");
  const auto full = in.sign_up(form_of("c@stadt.example.org", "forum-1", "forum-2"));
  CHECK(full.outcome == events::registered::what::full);
  CHECK(full.full_session == "forum-1");
  // A known address gets the same answer as an unknown one.
  CHECK(in.sign_up(form_of("a@stadt.example.org", "forum-1", "forum-2")).outcome ==
        events::registered::what::full);
}
