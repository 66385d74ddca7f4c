// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/question_history.hpp"

#include "events/export.hpp"
#include "events/form_input.hpp"
#include "tests/events/registration_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;
using nlohmann::json;

namespace {

struct history_fixture : registration_fixture {
  // The questions of the sample, changed one by one by key; null takes one away.
  void change_questions(const json& changes) {
    auto questions = json::array();
    const auto sample = sample_event_file()["events"][0]["questions"];
    for (auto one : sample) {
      const auto key = one["key"].get<std::string>();
      if (!changes.contains(key)) {
        questions.push_back(one);
      } else if (!changes[key].is_null()) {
        one.merge_patch(changes[key]);
        questions.push_back(one);
      }
    }
    import_again({{"questions", questions}});
  }

  // `label: value, value`, one line each; `(gone)` behind what is not asked any more.
  texts answers_of(const std::string& public_id) {
    const auto stored = find(public_id).value();
    texts lines;
    db->read([&](const schema::reader& r) {
      const auto older = events::find_old_questions(r, of->id);
      for (const auto& one :
           events::given_answers(*of, older, stored.answers, stored.answered_version)) {
        auto line = events::text_in(one.asked.label, "de") + (one.removed ? " (gone):" : ":");
        for (const auto& value : one.values) {
          std::string words = value;
          for (const auto& option : one.asked.options) {
            if (option.key == value) words = events::text_in(option.label, "de");
          }
          line += " " + words;
        }
        lines.push_back(line);
      }
    });
    return lines;
  }

  std::string exported() {
    std::string file;
    db->read([&](const schema::reader& r) {
      events::export_registrations(r, organisers::scope::of_operator(of->by.id), *of, {ledger},
                                   [&](std::string_view piece) {
                                     file += piece;
                                     return true;
                                   });
    });
    return file;
  }
};

const events::typed_fields vegan =
    with(with(least_form(), "answer.diet", "vegan"), "answer.diet-details", "ohne Nüsse");

}  // namespace

TEST_CASE_METHOD(history_fixture, "an answer keeps the words of its question and option",
                 "[events][questions]") {
  const auto ada = sign_up(vegan).public_id;
  const auto before = texts{"Verpflegung: Vegan", "Was genau?: ohne Nüsse"};
  CHECK(answers_of(ada) == before);
  change_questions({{"diet",
                     {{"label", {{"de", "Essen"}}},
                      {"options", {{{"key", "vegan"}, {"label", {{"de", "Pflanzlich"}}}}}}}}});
  CHECK(answers_of(ada) == before);
  const auto bob = sign_up(replaced(vegan, "email", "bob@stadt.example.org")).public_id;
  CHECK(answers_of(bob) == texts{"Essen: Pflanzlich", "Was genau?: ohne Nüsse"});
  change_questions({{"diet", {{"label", {{"de", "Mahlzeit"}}}}}});
  CHECK(answers_of(ada) == before);
  CHECK(answers_of(bob) == texts{"Essen: Pflanzlich", "Was genau?: ohne Nüsse"});
  // Who answers again answers what is asked now.
  REQUIRE(change(ada, with(vegan, "phone", "+49 30 1")).has_value());
  CHECK(answers_of(ada).front() == "Mahlzeit: Vegan");
}

TEST_CASE_METHOD(history_fixture, "an option that is gone stays readable where it was chosen",
                 "[events][questions]") {
  const auto ada =
      sign_up(with(with(least_form(), "answer.topics", "ai"), "answer.topics", "data")).public_id;
  change_questions({{"topics", {{"options", {{{"key", "data"}, {"label", {{"de", "Daten"}}}}}}}}});
  CHECK(answers_of(ada) == texts{"Themen: KI Daten"});
}

TEST_CASE_METHOD(history_fixture,
                 "answers to a question that is gone stay, on the page and last in the export",
                 "[events][questions]") {
  const auto ada = sign_up(vegan).public_id;
  change_questions({{"diet", nullptr}, {"diet-details", nullptr}, {"remark", nullptr}});
  CHECK(answers_of(ada) == texts{"Verpflegung (gone): Vegan", "Was genau? (gone): ohne Nüsse"});
  // A change of something else takes none of them away.
  REQUIRE(change(ada, with(least_form(), "phone", "+49 30 1")).has_value());
  CHECK(answers_of(ada) == texts{"Verpflegung (gone): Vegan", "Was genau? (gone): ohne Nüsse"});
  const auto file = exported();
  const auto head = file.substr(0, file.find("\r\n"));
  CHECK(head.find("answer.mobile,answer.diet,answer.diet-details,consent.newsletter") !=
        std::string::npos);
  CHECK(head.find("answer.remark") == std::string::npos);  // nobody had answered it
  CHECK(file.find(",vegan,ohne Nüsse,") != std::string::npos);
}

TEST_CASE_METHOD(history_fixture, "a form that was checked before an import answers what it showed",
                 "[events][questions]") {
  sign_up_as("first@stadt.example.org");
  const auto shown = of;
  const auto form = events::check_sign_up(*shown, vegan).value();
  change_questions({{"diet", {{"label", {{"de", "Essen"}}}}}});
  const auto made = db->write([&](schema::transaction& tx) {
    return registrar.register_one(tx, *shown, form, from, signing_up);
  });
  CHECK(answers_of(made.public_id).front() == "Verpflegung: Vegan");
}

TEST_CASE_METHOD(history_fixture, "questions that nobody can have answered leave nothing behind",
                 "[events][questions]") {
  change_questions({{"diet", {{"label", {{"de", "Essen"}}}}}});
  CHECK(number("SELECT COUNT(*) FROM question_history") == 0);
  sign_up(vegan);
  change_questions({{"diet", {{"label", {{"de", "Essen"}}}, {"hint", {{"de", "Neu"}}}}}});
  CHECK(number("SELECT COUNT(*) FROM question_history") == 0);  // it says the same
  change_questions({{"hotel", {{"label", {{"de", "Zimmer"}}}}}});
  CHECK(number("SELECT COUNT(*) FROM question_history") == 2);  // diet changed back
}
