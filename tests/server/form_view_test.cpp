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
                {"session", "too_few", {{"choice", "Foren"}, {"minimum", 1}}}};
  const auto view = form.view();
  CHECK(named(view.at("person"), "given_name").at("error") != "");
  CHECK(named(view.at("questions"), "answer.persons").at("error") != "");
  CHECK(view.at("groups")[0].at("error") == "");  // the plenary belongs to no choice
  CHECK(view.at("groups")[1].at("error") != "");
  const auto& errors = view.at("errors");
  REQUIRE(errors.size() == 3);
  CHECK(errors[0].at("href") == "#f-given_name");  // in the order of the page
  CHECK(errors[1].at("href") == "#f-session-forums");
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
  CHECK(view.at("groups")[0].at("is_checkboxes") == true);
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
  CHECK(full(true).at("note").get<std::string>().find("Warteliste") != std::string::npos);
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
