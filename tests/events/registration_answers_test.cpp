// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/answers.hpp"
#include "tests/events/registration_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

nlohmann::json answers_of(const events::event& to, const events::typed_fields& form) {
  return events::check_sign_up(to, form).value().answers;
}

events::question asked(const std::string& key, const std::string& depends_on = "",
                       const std::string& value = "") {
  events::question made;
  made.key = key;
  made.show_if_question = depends_on;
  if (!depends_on.empty()) made.show_if_is = {value};
  return made;
}

}  // namespace

TEST_CASE("answers of every type are kept in one form", "[events]") {
  registration_fixture with_event;
  auto form = least_form();
  for (const auto& [name, value] : events::typed_fields{{"answer.remark", " hello "},
                                                        {"answer.wishes", "one\r\ntwo"},
                                                        {"answer.diet", "vegan"},
                                                        {"answer.diet-details", "no nuts"},
                                                        {"answer.topics", "data"},
                                                        {"answer.topics", "ai"},
                                                        {"answer.persons", "-2,50"},
                                                        {"answer.arrival", "2028-02-29"},
                                                        {"answer.hotel", "no"},
                                                        {"answer.mobile", "+49 170 1"}}) {
    form.emplace_back(name, value);
  }
  CHECK(answers_of(*with_event.of, form) == nlohmann::json({{"remark", "hello"},
                                                            {"wishes", "one\ntwo"},
                                                            {"diet", "vegan"},
                                                            {"diet-details", "no nuts"},
                                                            {"topics", {"ai", "data"}},
                                                            {"persons", "-2.50"},
                                                            {"arrival", "2028-02-29"},
                                                            {"hotel", "no"},
                                                            {"mobile", "+49 170 1"}}));
}

TEST_CASE("an answer of the wrong type is a fault at its question", "[events]") {
  registration_fixture with_event;
  const auto fault_for = [&](const std::string& key, const std::string& value) {
    return faults_of(*with_event.of, with(least_form(), "answer." + key, value));
  };
  CHECK(fault_for("diet", "meat") == texts{"answer.diet: unknown_option"});
  CHECK(fault_for("topics", "sports") == texts{"answer.topics: unknown_option"});
  CHECK(fault_for("hotel", "maybe") == texts{"answer.hotel: not_yes_or_no"});
  CHECK(fault_for("mobile", "none") == texts{"answer.mobile: not_a_phone"});
  for (const auto* number : {"two", "1.2.3", "1e9", "-", "1 000", "1234567890123", "0x10", "5."}) {
    CAPTURE(number);
    CHECK(fault_for("persons", number) == texts{"answer.persons: not_a_number"});
  }
  for (const auto* date : {"2027-02-29", "29.02.2028", "2028-13-01", "2028-00-10", "28-02-01",
                           "2028-02-01T10", "2028/02/01"}) {
    CAPTURE(date);
    CHECK(fault_for("arrival", date) == texts{"answer.arrival: not_a_date"});
  }
  CHECK(fault_for("remark", std::string(501, 'x')) == texts{"answer.remark: too_long"});
  CHECK(fault_for("remark", "two\nlines") == texts{"answer.remark: control_characters"});
  CHECK(fault_for("wishes", std::string(4001, 'x')) == texts{"answer.wishes: too_long"});
  CHECK(fault_for("wishes", "bell\a") == texts{"answer.wishes: control_characters"});
  CHECK(fault_for("diet", "\xff") == texts{"answer.diet: not_utf8"});
}

TEST_CASE("a required question wants an answer when it applies, and only then", "[events]") {
  auto file = sample_event_file();
  auto questions = file["events"][0]["questions"];
  for (auto& one : questions)
    one["required"] = one["key"] == "diet-details" || one["key"] == "topics";
  registration_fixture with_event(nlohmann::json{{"questions", questions}});
  CHECK(faults_of(*with_event.of, least_form()) == texts{"answer.topics: required"});
  auto form = with(least_form(), "answer.topics", "ai");
  CHECK(faults_of(*with_event.of, form).empty());
  CHECK(faults_of(*with_event.of, with(form, "answer.diet", "none")).empty());
  CHECK(faults_of(*with_event.of, with(form, "answer.diet", "vegan")) ==
        texts{"answer.diet-details: required"});
}

TEST_CASE("an answer below one by which its question does not apply is dropped, wrong or not",
          "[events]") {
  registration_fixture with_event;
  const auto form = with(least_form(), "answer.diet", "none");
  for (const auto& typed : {std::string("no nuts"), std::string(5000, 'x'), std::string("\xff")}) {
    CHECK(answers_of(*with_event.of, with(form, "answer.diet-details", typed)) ==
          nlohmann::json({{"diet", "none"}}));
  }
}

TEST_CASE("what was typed below a question that is still open is told, not dropped", "[events]") {
  registration_fixture with_event;
  const auto fault_for = [&](const std::string& typed) {
    return faults_of(*with_event.of, with(least_form(), "answer.diet-details", typed));
  };
  CHECK(fault_for("no nuts") == texts{"answer.diet-details: question_before_open"});
  CHECK(fault_for("").empty());
  CHECK(fault_for("  ").empty());
}

TEST_CASE("conditions pass on: a question behind one that is not asked is not asked", "[events]") {
  events::event of;
  of.questions = {asked("a"), asked("b", "a", "yes"), asked("c", "b", "yes")};
  const events::form_input all = {{"answer.a", {"no"}}, {"answer.b", {"yes"}}};
  CHECK(events::applies(of, of.questions[0], all));
  CHECK_FALSE(events::applies(of, of.questions[1], all));
  CHECK_FALSE(events::applies(of, of.questions[2], all));
  CHECK(events::applies(of, of.questions[2], {{"answer.a", {"yes"}}, {"answer.b", {"yes"}}}));
}

TEST_CASE("questions that depend on each other or on nothing known are never asked", "[events]") {
  events::event of;
  of.questions = {asked("a", "b", "yes"), asked("b", "a", "yes"), asked("c", "gone", "yes")};
  const events::form_input all = {{"answer.a", {"yes"}}, {"answer.b", {"yes"}}};
  for (const auto& one : of.questions) CHECK_FALSE(events::applies(of, one, all));
}

TEST_CASE("a question that must be answered with yes takes nothing else", "[events][S3]") {
  auto questions = sample_event_file()["events"][0]["questions"];
  for (auto& one : questions) {
    if (one["key"] == "hotel") one["must_be"] = "yes";
  }
  registration_fixture with_event(nlohmann::json{{"questions", questions}});
  const auto fault_for = [&](const std::string& value) {
    return faults_of(*with_event.of, with(least_form(), "answer.hotel", value));
  };
  CHECK(faults_of(*with_event.of, least_form()) == texts{"answer.hotel: must_be_yes"});
  CHECK(fault_for("no") == texts{"answer.hotel: must_be_yes"});
  CHECK(fault_for("maybe") == texts{"answer.hotel: not_yes_or_no"});
  CHECK(answers_of(*with_event.of, with(least_form(), "answer.hotel", "yes")) ==
        nlohmann::json({{"hotel", "yes"}}));
}

TEST_CASE("a question of a session is asked only of who chooses it", "[events][questions]") {
  auto questions =
      nlohmann::json::array({{{"key", "seat"},
                              {"type", "choice"},
                              {"label", {{"de", "Sitz"}}},
                              {"required", true},
                              {"session", "forum-1"},
                              {"options", {{{"key", "aisle"}}, {{"key", "window"}}}}},
                             {{"key", "view"},
                              {"type", "text"},
                              {"label", {{"de", "Blick"}}},
                              {"required", true},
                              {"show_if", {{"question", "seat"}, {"is", {"window"}}}}}});
  registration_fixture in(nlohmann::json{{"questions", questions}});
  const auto other = replaced(least_form(), "session", "forum-2");
  CHECK(faults_of(*in.of, least_form()) == texts{"answer.seat: required"});
  CHECK(faults_of(*in.of, other).empty());
  const auto window = with(least_form(), "answer.seat", "window");
  CHECK(faults_of(*in.of, window) == texts{"answer.view: required"});
  CHECK(faults_of(*in.of, with(window, "answer.view", "See")).empty());
  // What hangs on a question that is not asked is not asked either, whatever was sent.
  const auto sent = with(with(other, "answer.seat", "window"), "answer.view", "See");
  CHECK(in.checked(sent).answers.empty());
  const auto parsed = [&](const char* session) {
    questions[0]["session"] = session;
    auto file = sample_event_file();
    file["events"][0]["questions"] = questions;
    return events::parse_event_file(file.dump());
  };
  CHECK(parsed("forum-2").has_value());
  REQUIRE(parsed("forum-9").has_error());
  CHECK(events::describe(parsed("forum-9").error().front()) ==
        "events[0].questions[0].session: the event has no session with this key");
}

TEST_CASE("a question of a session is asked of who takes it as second choice or with all",
          "[events][questions]") {
  const auto question = [](const char* session) {
    return nlohmann::json::array({{{"key", "seat"},
                                   {"type", "text"},
                                   {"label", {{"de", "Sitz"}}},
                                   {"required", true},
                                   {"session", session}}});
  };
  registration_fixture second(nlohmann::json{
      {"questions", question("forum-2")},
      {"choices",
       {{{"key", "forums"}, {"title", {{"de", "Foren"}}}, {"max", 1}, {"second_choice", true}}}}});
  CHECK(faults_of(*second.of, least_form()).empty());
  CHECK(faults_of(*second.of, with(least_form(), "second.forums", "forum-2")) ==
        texts{"answer.seat: required"});
  registration_fixture included(nlohmann::json{{"questions", question("plenary")}});
  CHECK(faults_of(*included.of, least_form()) == texts{"answer.seat: required"});
}

TEST_CASE("conditions that go in circles are refused with place and reason",
          "[events][questions]") {
  const auto question = [](const char* key, const char* on) {
    return nlohmann::json{{"key", key},
                          {"type", "yes_no"},
                          {"label", {{"de", "Frage"}}},
                          {"show_if", {{"question", on}, {"is", {"yes"}}}}};
  };
  const auto faults_in = [](const nlohmann::json& questions) {
    auto file = sample_event_file();
    file["events"][0]["questions"] = questions;
    const auto parsed = events::parse_event_file(file.dump());
    texts lines;
    if (parsed.has_error()) {
      for (const auto& one : parsed.error()) lines.push_back(events::describe(one));
    }
    return lines;
  };
  CHECK(faults_in({question("a", "b"), question("b", "a")}) ==
        texts{"events[0].questions[0].show_if.question: leads back to this question: neither would"
              " ever be asked"});
  CHECK(faults_in({question("a", "c"), question("b", "a"), question("c", "b")}).size() == 1);
  CHECK(faults_in(nlohmann::json::array({question("a", "a")})) ==
        texts{"events[0].questions[0].show_if.question: is the question itself"});
  auto last = question("b", "a");
  last.erase("show_if");
  CHECK(faults_in({question("a", "b"), last}) ==
        texts{"events[0].questions[0].show_if.question: comes later; a condition looks back at an"
              " earlier question"});
}
