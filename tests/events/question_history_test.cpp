// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/question_history.hpp"

#include "events/export.hpp"
#include "events/form_input.hpp"
#include "tests/events/application_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;
using nlohmann::json;

namespace {

// `label: value, value`, one line each; `(gone)` behind what is not asked any more.
texts answer_lines(registration_fixture& in, const std::string& public_id) {
  const auto stored = in.find(public_id).value();
  texts lines;
  in.db->read([&](const schema::reader& r) {
    const auto older = events::find_old_questions(r, in.of->id);
    const auto answered = events::find_answered_versions(r, stored.id);
    for (const auto& one : events::given_answers(*in.of, older, stored.answers, answered)) {
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

  texts answers_of(const std::string& public_id) { return answer_lines(*this, public_id); }

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

// A municipality that takes part; `staff` is asked at the sign-up, `invoice` after the approval.
struct two_forms_fixture : application_fixture {
  events::registered made = apply(with(ring_form(), "answer.staff", "120"));

  two_forms_fixture() { REQUIRE(decide(made.reference, true) == "confirmed"); }

  static json labelled(const std::string& staff, const std::string& invoice) {
    auto file = ring_changes();
    file["questions"][0]["label"]["de"] = staff;
    file["questions"][1]["label"]["de"] = invoice;
    return file;
  }

  void answer_follow_up(const std::string& invoice) {
    const auto checked = events::check_follow_up(*of, {{"answer.invoice", invoice}}).value();
    const auto done = db->write([&](schema::transaction& tx) {
      return registrar.answer_follow_up(tx, *of, {made.public_id, true}, checked, signing_up + 3h);
    });
    REQUIRE(done.has_value());
  }

  void answer_sign_up(const std::string& staff) {
    const auto form = with(without(ring_form(), "fee"), "answer.staff", staff);
    REQUIRE(change(made.public_id, form).has_value());
  }

  texts answers() { return answer_lines(*this, made.public_id); }
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

TEST_CASE_METHOD(two_forms_fixture, "each of two forms is read in the words that it had itself",
                 "[events][questions][S3]") {
  import_again(labelled("Stellen", "Anschrift"));
  answer_follow_up("Amt 1");
  CHECK(answers() == texts{"Beschäftigte: 120", "Anschrift: Amt 1"});
  import_again(labelled("Köpfe", "Adresse"));
  CHECK(answers() == texts{"Beschäftigte: 120", "Anschrift: Amt 1"});
  answer_sign_up("121");
  CHECK(answers() == texts{"Köpfe: 121", "Anschrift: Amt 1"});
  import_again(labelled("Personen", "Postanschrift"));
  answer_follow_up("Amt 2");
  CHECK(answers() == texts{"Köpfe: 121", "Postanschrift: Amt 2"});
}

TEST_CASE_METHOD(two_forms_fixture, "what is asked in neither form any more keeps its form's words",
                 "[events][questions]") {
  import_again(labelled("Stellen", "Anschrift"));
  answer_follow_up("Amt 1");
  import_again(labelled("Köpfe", "Adresse"));
  auto file = ring_changes();
  file["questions"] = json::array();
  import_again(file);
  CHECK(answers() == texts{"Anschrift (gone): Amt 1", "Beschäftigte (gone): 120"});
}

TEST_CASE_METHOD(two_forms_fixture, "a question that moves to the other form keeps its words",
                 "[events][questions]") {
  answer_follow_up("Amt 1");
  auto file = labelled("Beschäftigte", "Jetzt gleich");
  file["questions"][1]["after_approval"] = false;
  import_again(file);
  CHECK(answers() == texts{"Beschäftigte: 120", "Rechnungsanschrift: Amt 1"});
  REQUIRE(change(made.public_id, with(with(without(ring_form(), "fee"), "answer.staff", "120"),
                                      "answer.invoice", "Amt 2"))
              .has_value());
  CHECK(answers() == texts{"Beschäftigte: 120", "Jetzt gleich: Amt 2"});
}
