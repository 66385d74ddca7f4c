// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/form_view.hpp"

#include <algorithm>

#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"

using namespace zusage;
using nlohmann::json;

namespace {

struct fixture {
  tests::test_database db;
  std::shared_ptr<const events::event> of;
  events::occupancy taken;
  events::typed_fields typed;
  faults wrong;
  const web::locale& in = web::find_locale("de");

  explicit fixture(const json& changes = json::object()) : of(tests::add_event(db, changes)) {}
  json view() const { return server::form_view({*of, taken, typed, wrong, in}); }
};

const json& named(const json& fields, const std::string& name) {
  for (const auto& one : fields) {
    if (one.at("name") == name) return one;
  }
  FAIL("there is no field " + name);
  return fields;
}

const json& option_of(const json& field, const std::string& key) {
  for (const auto& one : field.at("options")) {
    if (one.at("option") == key) return one;
  }
  FAIL("there is no option " + key);
  return field;
}

}  // namespace

TEST_CASE("a fresh form has no box ticked and a new idempotency key each time", "[server]") {
  const fixture form;
  const auto view = form.view();
  REQUIRE(view.at("consents").size() == 2);
  for (const auto& box : view.at("consents")) CHECK(box.at("checked") == false);
  CHECK(view.at("idempotency_key").get<std::string>().size() == 22);
  CHECK(view.at("idempotency_key") != form.view().at("idempotency_key"));
  CHECK(view.at("errors").empty());
}

TEST_CASE("beside each box stands the full notice, whose id travels with the form", "[server]") {
  const fixture form;
  const auto view = form.view();
  const auto& box = named(view.at("consents"), "consent.newsletter");
  CHECK(box.at("notice").get<std::string>().find("Widerruf jederzeit") != std::string::npos);
  CHECK(box.at("notice_name") == "notice.newsletter");
  CHECK(box.at("notice_id") == form.of->offers_in("de").front().notice_id);
  const auto& calls = named(view.at("consents"), "consent.calls");
  CHECK(calls.at("recipients_text").get<std::string>().find("Beispiel-Partner GmbH") !=
        std::string::npos);
}

TEST_CASE("what was typed stays in the form, ticks too", "[server]") {
  fixture form;
  form.typed = {{"given_name", "Ada"},         {"email", "not an address"},
                {"session", "forum-2"},        {"answer.diet", "vegan"},
                {"answer.topics", "ai"},       {"answer.topics", "data"},
                {"consent.newsletter", "yes"}, {"idempotency_key", "key-1"}};
  form.wrong = {{"email", "not_an_email"}};
  const auto view = form.view();
  CHECK(named(view.at("person"), "given_name").at("value") == "Ada");
  CHECK(named(view.at("person"), "email").at("value") == "not an address");
  CHECK(option_of(view.at("groups")[1], "forum-2").at("selected") == true);
  CHECK(option_of(view.at("groups")[1], "forum-1").at("selected") == false);
  CHECK(option_of(named(view.at("questions"), "answer.diet"), "vegan").at("selected") == true);
  const auto& topics = named(view.at("questions"), "answer.topics");
  CHECK(option_of(topics, "ai").at("selected") == true);
  CHECK(option_of(topics, "data").at("selected") == true);
  CHECK(named(view.at("consents"), "consent.newsletter").at("checked") == true);
  CHECK(named(view.at("consents"), "consent.calls").at("checked") == false);
  CHECK(view.at("idempotency_key") == "key-1");
}

TEST_CASE("every fault stands beside its field and in the summary with a link to it", "[server]") {
  fixture form;
  form.wrong = {{"answer.persons", "not_a_number"},
                {"given_name", "required"},
                {"session", "too_few", {{"choice", "Foren"}, {"minimum", 1}, {"exact", "yes"}}}};
  const auto view = form.view();
  CHECK(named(view.at("person"), "given_name").at("error") != "");
  CHECK(named(view.at("questions"), "answer.persons").at("error") != "");
  CHECK(view.at("groups")[0].at("error") == "");  // the plenary belongs to no choice
  CHECK(view.at("groups")[1].at("error") != "");
  const auto& errors = view.at("errors");
  REQUIRE(errors.size() == 3);
  CHECK(errors[0].at("href") == "#f-given_name");  // in the order of the page
  CHECK(errors[1].at("href") == "#f-session-forums-1");
  CHECK(errors[2].at("href") == "#f-answer-persons");
}

TEST_CASE("a fault without a field in the form is in the summary nevertheless", "[server]") {
  fixture form;
  form.wrong = {{"favourite_colour", "unknown_field"}, {"", "registration_ended"}};
  const auto view = form.view();
  const auto& errors = view.at("errors");
  REQUIRE(errors.size() == 2);
  CHECK(errors[0].at("href") == "");
  CHECK(errors[0].at("message").get<std::string>().find("favourite_colour") != std::string::npos);
}

TEST_CASE("a choice of exactly one is a group of radio buttons named session", "[server]") {
  const fixture form;
  const auto view = form.view();
  REQUIRE(view.at("groups").size() == 2);
  CHECK(view.at("groups")[0].at("is_fixed") == true);  // the plenary: nothing to choose
  const auto& forums = view.at("groups")[1];
  CHECK(forums.at("is_radio") == true);
  CHECK(forums.at("name") == "session");
  CHECK(forums.at("label") == "Foren");
}

TEST_CASE("two choices of exactly one do not exclude each other", "[server]") {
  const fixture form(json::parse(R"({
    "choices": [{"key": "early", "title": {"de": "Früh"}, "min": 1, "max": 1},
                {"key": "late", "title": {"de": "Spät"}, "min": 1, "max": 1}],
    "sessions": [
      {"key": "a", "title": {"de": "A"}, "starts_at": "2030-05-15T09:00",
       "ends_at": "2030-05-15T10:00", "choice": "early"},
      {"key": "b", "title": {"de": "B"}, "starts_at": "2030-05-15T11:00",
       "ends_at": "2030-05-15T12:00", "choice": "late"}]})"));
  const auto view = form.view();
  REQUIRE(view.at("groups").size() == 2);
  CHECK(view.at("groups")[0].at("name") == "session.early");
  CHECK(view.at("groups")[1].at("name") == "session.late");
}

TEST_CASE("a full session is disabled without a waiting list and can be chosen with one",
          "[server]") {
  const auto full = [](bool waiting) {
    fixture form(nlohmann::json{{"waiting_list", waiting}});
    form.taken.taken_in_session["forum-1"] = 25;
    const auto view = form.view();
    return option_of(view.at("groups")[1], "forum-1");
  };
  CHECK(full(false).at("disabled") == true);
  CHECK(full(true).at("disabled") == false);
  CHECK(full(true).at("alert") ==
        "Ausgebucht: Sie kommen auf die Warteliste dieses Programmpunkts.");
  CHECK(full(false).at("alert") == "");
}

TEST_CASE("who has a place in a full session is not sent to its waiting list", "[server][S4]") {
  fixture form;
  form.taken.taken_in_session["forum-1"] = 25;
  const auto view =
      server::form_view({*form.of, form.taken, form.typed, form.wrong, form.in, true, {"forum-1"}});
  CHECK(option_of(view.at("groups")[1], "forum-1").at("alert") == "");
  const auto other =
      server::form_view({*form.of, form.taken, form.typed, form.wrong, form.in, true, {}});
  CHECK(option_of(other.at("groups")[1], "forum-1").at("alert") ==
        "Ausgebucht: Auf einen Platz in diesem Programmpunkt können Sie nur warten.");
}

namespace {

// Two webinars on two days, of which the second has one place.
json two_webinars(bool waiting_list) {
  auto changes = json::parse(R"({"choices": null, "ends_at": "2030-05-16T16:00", "sessions": [
    {"key": "a", "title": {"de": "A"}, "starts_at": "2030-05-15T09:00",
     "ends_at": "2030-05-15T10:00"},
    {"key": "b", "title": {"de": "B"}, "starts_at": "2030-05-16T11:00",
     "ends_at": "2030-05-16T12:00", "capacity": 1}]})");
  changes["waiting_list"] = waiting_list;
  return changes;
}

}  // namespace

TEST_CASE("the whole programme is chosen beforehand and names all its dates", "[server][S1]") {
  const fixture form(two_webinars(true));
  const auto group = form.view().at("groups").at(0);
  CHECK(group.at("is_package") == true);
  CHECK(group.at("all") == true);
  CHECK(group.at("single") == false);
  CHECK(group.at("all_text") == "Das ganze Programm: beide Programmpunkte");
  CHECK(group.at("days") == json::parse(R"([{"date": "Mittwoch, 15. Mai 2030", "times": "9:00 Uhr"},
                         {"date": "Donnerstag, 16. Mai 2030", "times": "11:00 Uhr"}])"));
}

TEST_CASE("a form that comes back shows what it books: ticked sessions alone", "[server][S1]") {
  fixture form(two_webinars(true));
  form.typed = {{"package", "all"}, {"session", "a"}};
  CHECK(form.view().at("groups").at(0).at("single") == true);
  form.typed = {{"package", "single"}};
  form.wrong = {{"session", "no_session_chosen"}};
  const auto view = form.view();
  CHECK(view.at("groups").at(0).at("single") == true);
  CHECK(view.at("groups").at(0).at("error") != "");
  CHECK(view.at("errors").at(0).at("href") == "#f-session-all");
}

TEST_CASE("the whole programme says where one only waits, and is not offered when one cannot",
          "[server][S1]") {
  fixture waits(two_webinars(true));
  waits.taken.taken_in_session["b"] = 1;
  const auto group = waits.view().at("groups").at(0);
  CHECK(group.at("all") == true);
  CHECK(group.at("all_alert").get<std::string>().find("ausgebucht: B. Dort kommen Sie auf die") !=
        std::string::npos);
  fixture full(two_webinars(false));
  full.taken.taken_in_session["b"] = 1;
  const auto closed = full.view().at("groups").at(0);
  CHECK(closed.at("all_disabled") == true);
  CHECK(closed.at("single") == true);
}

TEST_CASE("an answer that must be yes is one box that is not ticked beforehand", "[server][S3]") {
  auto questions = tests::sample_event_file()["events"][0]["questions"];
  questions[6]["must_be"] = "yes";
  fixture form(json{{"questions", questions}});
  const auto asked = [&] { return named(form.view().at("questions"), "answer.hotel"); };
  CHECK(asked().at("is_checkbox") == true);
  CHECK(asked().at("is_radio") == false);
  CHECK(asked().at("checked") == false);
  CHECK(asked().at("optional") == false);
  CHECK(asked().at("options").empty());
  form.typed = {{"answer.hotel", "yes"}};
  CHECK(asked().at("checked") == true);
}

TEST_CASE("a question that depends on another says on which and on what answers", "[server]") {
  const fixture form;
  const auto view = form.view();
  const auto& details = named(view.at("questions"), "answer.diet-details");
  CHECK(details.at("show_if") == "answer.diet");
  CHECK(details.at("show_is") == R"(["vegan"])");
}

TEST_CASE("broken UTF-8 does not come back into the page", "[server]") {
  fixture form;
  form.typed = {{"given_name", "A\xff"}, {"idempotency_key", "\xff"}};
  const auto view = form.view();
  CHECK(named(view.at("person"), "given_name").at("value") == "");
  CHECK(view.at("idempotency_key").get<std::string>().size() == 22);
}

TEST_CASE("the form for changes asks neither for the address nor for consents", "[server]") {
  const fixture form;
  const auto view =
      server::form_view({*form.of, form.taken, form.typed, form.wrong, form.in, true});
  for (const auto& one : view.at("person")) CHECK(one.at("name") != "email");
  CHECK(view.at("consents").empty());
}

TEST_CASE("only faults of the audience make it a wrong audience", "[server]") {
  CHECK_FALSE(server::wrong_audience({}));
  CHECK(server::wrong_audience({{"email", "not_your_domain"}, {"code", "wrong_code"}}));
  CHECK_FALSE(server::wrong_audience({{"email", "not_your_domain"}, {"given_name", "required"}}));
}

TEST_CASE(
    "beside a sensitive question stands what answering means, once, and a way to take it back",
    "[server]") {
  auto questions = tests::sample_event_file()["events"][0]["questions"];
  questions[2]["sensitive"] = true;  // diet
  questions[8]["sensitive"] = true;  // asked after an answer to it
  fixture form(json{{"questions", questions}});
  const auto view = form.view();
  const auto& diet = named(view.at("questions"), "answer.diet");
  const auto hint = diet.at("hint").get<std::string>();
  CHECK(hint.find("willigen Sie ausdrücklich ein") != std::string::npos);
  CHECK(hint.find("info@sit.example.org") != std::string::npos);
  CHECK(option_of(diet, "").at("text") == "Keine Angabe");
  CHECK(diet.at("optional") == true);
  std::size_t said = 0;
  for (const auto& one : view.at("questions")) {
    said += one.at("hint").get<std::string>().find("ausdrücklich") != std::string::npos;
  }
  CHECK(said == 1);
}
