// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/sign_up_steps.hpp"

#include "events/municipalities.hpp"
#include "events/resolve_municipality.hpp"
#include "events/sign_up_drafts.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"

using namespace zusage;
using events::sign_up_step;
using nlohmann::json;
using tests::add_event;
using tests::test_database;

namespace {

using steps = std::vector<sign_up_step>;

json question_named(const char* key, const json& more = json::object()) {
  json made = {{"key", key}, {"type", "yes_no"}, {"label", {{"de", key}}}};
  made.update(more);
  return made;
}

}  // namespace

TEST_CASE("a form asks only in the groups that it has, in their order", "[steps]") {
  test_database db;
  const auto all = add_event(db, json{{"registration", {{"max_group", 3}}}});
  CHECK(events::steps_of(*all) == steps{sign_up_step::person, sign_up_step::programme,
                                        sign_up_step::questions, sign_up_step::people,
                                        sign_up_step::consents});
  const auto bare = add_event(db, json{{"slug", "bare"},
                                       {"sessions", json::array()},
                                       {"choices", json::array()},
                                       {"questions", json::array()},
                                       {"registration", nullptr},
                                       {"purposes", json::array()}});
  CHECK(events::steps_of(*bare) == steps{sign_up_step::person});
}

TEST_CASE("a step without a question that applies is left out", "[steps]") {
  test_database db;
  const auto of = add_event(
      db, json{{"questions",
                json::array(
                    {question_named("a", {{"session", "forum-1"}}),
                     question_named("b", {{"show_if", {{"question", "a"}, {"is", {"yes"}}}}})})}});
  const auto has = [&](const events::typed_fields& typed) {
    const auto found = events::steps_for(*of, typed);
    return std::find(found.begin(), found.end(), sign_up_step::questions) != found.end();
  };
  CHECK(has({{"session", "forum-1"}}));
  CHECK_FALSE(has({{"session", "forum-2"}}));
  CHECK_FALSE(has({}));
  // What hangs on a question that is not asked is not asked either; otherwise it may come.
  CHECK(events::may_be_asked(*of, of->questions.at(1),
                             events::wishes_in(*of, {{"session", "forum-1"}})));
  CHECK_FALSE(events::may_be_asked(*of, of->questions.at(1), {}));
}

TEST_CASE("four groups or many fields make a form long, and the event file has the last word",
          "[steps]") {
  test_database db;
  const auto alone = add_event(
      db, json{{"slug", "alone"}, {"registration", {{"max_group", 1}, {"steps", nullptr}}}});
  CHECK_FALSE(events::comes_in_steps(*alone, {}));
  CHECK(events::comes_in_steps(*alone, true));
  const auto together =
      add_event(db, json{{"registration", {{"max_group", 2}, {"steps", nullptr}}}});
  CHECK(events::comes_in_steps(*together, {}));
  CHECK_FALSE(events::comes_in_steps(*together, false));
  auto many = json::array();
  for (int i = 0; i < 13; ++i) many.push_back(question_named(("q" + std::to_string(i)).c_str()));
  CHECK(events::comes_in_steps(
      *add_event(db, json{{"slug", "many"},
                          {"questions", many},
                          {"registration", {{"max_group", 1}, {"steps", nullptr}}}}),
      {}));
  auto paper = tests::as_paper("paper");
  CHECK_FALSE(events::comes_in_steps(*add_event(db, paper), true));
}

TEST_CASE("what the event file says of steps is kept and goes with a change of the file",
          "[steps]") {
  test_database db;
  const auto wanted = [&](const json& registration) {
    const auto of = add_event(db, json{{"registration", registration}});
    return db->read([&](const auto& r) { return events::wanted_steps(r, of->id); });
  };
  CHECK(wanted({{"steps", true}}) == true);
  CHECK(wanted({{"steps", false}}) == false);
  CHECK(wanted({{"steps", nullptr}}) == std::nullopt);
}

TEST_CASE("a step replaces its own fields and leaves those of the others", "[steps]") {
  const events::typed_fields before = {
      {"given_name", "Ada"}, {"answer.diet", "vegan"}, {"consent.newsletter", "yes"}};
  const auto after = events::with_step(before, sign_up_step::consents,
                                       {{"notice.newsletter", "1"}, {"given_name", "Eve"}});
  CHECK(after == events::typed_fields{
                     {"given_name", "Ada"}, {"answer.diet", "vegan"}, {"notice.newsletter", "1"}});
}

TEST_CASE("every field belongs to one group", "[steps]") {
  CHECK(events::step_of("email") == sign_up_step::person);
  CHECK(events::step_of("made_up") == sign_up_step::person);
  CHECK(events::step_of("second.forums") == sign_up_step::programme);
  CHECK(events::step_of("answer.diet") == sign_up_step::questions);
  CHECK(events::step_of("person.2.email") == sign_up_step::people);
  CHECK(events::step_of("delegate.1.email") == sign_up_step::people);
  CHECK(events::step_of("fee") == sign_up_step::people);
  CHECK(events::step_of("notice.newsletter") == sign_up_step::consents);
  for (const auto one : {"person", "programme", "questions", "people", "consents"})
    CHECK(to_text(events::sign_up_step_from(one).value()) == one);
  CHECK_FALSE(events::sign_up_step_from("check"));
}

TEST_CASE("a draft keeps the fields that the form asks, single ones once", "[steps]") {
  test_database db;
  const auto of = add_event(db, json{{"registration", {{"max_group", 3}}}});
  const events::typed_fields asked = {{"given_name", "Ada"},         {"session", "forum-1"},
                                      {"answer.topics", "ai"},       {"answer.topics", "data"},
                                      {"person.2.given_name", ""},   {"person.4.email", "too many"},
                                      {"consent.newsletter", "yes"}, {"notice.newsletter", "1"}};
  CHECK(events::fit_for_draft(*of, asked) == asked);
  CHECK(events::fit_for_draft(*of, {{"junk", "x"},
                                    {"answer.junk", "x"},
                                    {"consent.junk", "yes"},
                                    {"second.forums", "forum-1"},
                                    {"person.5.email", "x"},
                                    {"person.02.email", "x"},
                                    {"person.2", "x"},
                                    {"delegate.1.email", "x"},
                                    {"fee", "yes"}})
            .empty());
  CHECK(events::fit_for_draft(
            *of, {{"municipality", ""}, {"municipality", "Hof"}, {"municipality", "Olpe"}}) ==
        events::typed_fields{{"municipality", ""}, {"municipality", "Hof"}});
}

TEST_CASE("of a text that is far too long a draft keeps enough to be told so, in whole letters",
          "[steps]") {
  test_database db;
  const auto of = add_event(db);
  const auto kept = [&](const std::string& typed) {
    return events::fit_for_draft(*of, {{"given_name", typed}}).at(0).second;
  };
  CHECK(kept(std::string(404, 'x')).size() == 404);
  CHECK(kept(std::string(405, 'x')).size() == 404);
  std::string umlauts = "x";
  for (int i = 0; i < 300; ++i) umlauts += "ü";
  CHECK(kept(umlauts) == umlauts.substr(0, 403));
  CHECK(kept(std::string(500, '\xff')).size() == 404);
  CHECK(kept(std::string(500, '\x80')).size() >= 400);
}

TEST_CASE("a municipality is looked up once for each field and for no more people than allowed",
          "[steps]") {
  test_database db;
  using kind = events::municipality_kind;
  db->write([](schema::transaction& tx) {
    events::replace_directory(tx, {{"03353029", "Neustadt", "", kind::municipality, "03353",
                                    "Harburg", "Niedersachsen", 900, "21000"},
                                   {"06534014", "Neustadt", "Stadt", kind::municipality, "06534",
                                    "Marburg-Biedenkopf", "Hessen", 9'900, "35279"}});
  });
  const auto of = add_event(db, json{{"registration", {{"max_group", 2}}}});
  events::typed_fields typed;
  for (int i = 0; i < 2000; ++i) typed.emplace_back("municipality", "Neustadt");
  for (int i = 2; i < 500; ++i) {
    typed.emplace_back("person." + std::to_string(i) + ".municipality", "Neustadt");
  }
  const auto found =
      db->read([&](const auto& r) { return events::resolve_municipalities(r, *of, typed); });
  REQUIRE(found.wrong.size() == 2);
  CHECK(found.wrong.at(0).field == "municipality");
  CHECK(found.wrong.at(1).field == "person.2.municipality");
}
