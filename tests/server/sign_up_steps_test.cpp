// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/sign_up_steps.hpp"

#include "tests/server/walker.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using Catch::Matchers::Contains;
using nlohmann::json;
using tests::body_of;
using tests::walker;

TEST_CASE("a long form begins with the person under an address of its own, and stores nothing",
          "[server][steps]") {
  walker w;
  const auto made = w.get("/e/kick-off/register");
  CHECK(made.status == 303);
  const auto first = w.lead(made);
  CHECK_THAT(first, Catch::Matchers::StartsWith("/e/kick-off/register/") &&
                        Catch::Matchers::EndsWith("/person"));
  CHECK(w.begin() != first);
  const auto page = w.get(first);
  CHECK(page.status == 200);
  CHECK(page.personal);
  CHECK_THAT(body_of(page), Contains("Schritt 1 von 6") && Contains("name=\"given_name\"") &&
                                Contains("noindex") && Contains("24 Stunden"));
  CHECK_THAT(body_of(page), !Contains("name=\"session\"") && !Contains("name=\"answer.diet\""));
  CHECK(w.drafts() == 0);
}

TEST_CASE("a short form stays on one page", "[server][steps]") {
  walker w(json{{"registration", {{"max_group", 1}, {"steps", nullptr}}}});
  const auto page = w.get("/e/kick-off/register");
  CHECK(page.status == 200);
  CHECK_THAT(body_of(page), Contains("name=\"given_name\"") && Contains("name=\"session\"") &&
                                !Contains("Schritt 1"));
}

TEST_CASE("the whole form sent to the contract's address registers at a long event too",
          "[server][steps]") {
  walker w;
  auto all = walker::person();
  all.emplace_back("session", "forum-1");
  const auto made = w.post("/e/kick-off/register", all);
  CHECK(made.status == 303);
  CHECK_THAT(w.lead(made), Catch::Matchers::StartsWith("/r/"));
  const auto wrong = w.post("/e/kick-off/register", {{"given_name", "Ada"}});
  CHECK(wrong.status == 422);
  CHECK_THAT(body_of(wrong), Contains("value=\"Ada\"") && Contains("name=\"session\""));
}

TEST_CASE("step after step leads to a registration, its answers and its consents",
          "[server][steps]") {
  walker w;
  const auto second = w.begun();
  CHECK(second == w.at("programme"));
  CHECK(w.lead(w.post(w.at("programme"), {{"session", "forum-1"}})) == w.at("questions"));
  CHECK(w.lead(w.post(w.at("questions"), {{"answer.diet", "vegan"}})) == w.at("people"));
  CHECK(w.lead(w.post(w.at("people"), {})) == w.at("consents"));
  CHECK(w.lead(w.post(w.at("consents"), {{"consent.newsletter", "yes"}})) == w.at("check"));
  const auto check = w.get(w.at("check"));
  CHECK(check.status == 200);
  CHECK_THAT(body_of(check), Contains("Schritt 6 von 6") && Contains("ada@example.net") &&
                                 Contains("Ja, ich willige ein") && Contains(": E-Mail-Adresse</"));
  CHECK(w.registrations() == 0);
  const auto sent = w.post(w.at("check"), {});
  CHECK(sent.status == 303);
  CHECK_THAT(w.lead(sent), Catch::Matchers::StartsWith("/r/"));
  CHECK(w.registrations() == 1);
  CHECK(w.with.count("SELECT COUNT(*) FROM registration WHERE answers LIKE '%vegan%'") == 1);
  CHECK(w.with.count("SELECT COUNT(*) FROM consent_state WHERE state = 'requested'") == 1);
}

TEST_CASE("going back and loading again show what was typed", "[server][steps]") {
  walker w;
  w.begun({{"organisation", "Stadt Muster"}});
  w.post(w.at("programme"), {{"session", "forum-2"}});
  for (int again = 0; again < 2; ++again) {
    CHECK_THAT(body_of(w.get(w.at("person"))), Contains("value=\"Stadt Muster\""));
    CHECK_THAT(body_of(w.get(w.at("programme"))), Contains("value=\"forum-2\" checked"));
  }
  CHECK(w.drafts() == 1);
  CHECK(w.registrations() == 0);
}

TEST_CASE("a wrong step is stored as typed and explained by a page that can be loaded again",
          "[server][steps]") {
  walker w;
  const auto first = w.begin();
  const auto wrong = w.lead(w.post(first, {{"given_name", "Ada"}, {"email", "nobody"}}));
  CHECK(wrong == first + "?check=1");
  for (int again = 0; again < 2; ++again) {
    const auto page = w.get(wrong);
    CHECK(page.status == 422);
    CHECK_THAT(body_of(page), Contains("value=\"Ada\"") && Contains("value=\"nobody\"") &&
                                  Contains("href=\"#f-email\"") &&
                                  Contains("href=\"#f-family_name\"") &&
                                  Contains("<title>Fehler:"));
    // Of the steps that come later nothing is said.
    CHECK_THAT(body_of(page), !Contains("f-session"));
  }
}

TEST_CASE("who is not let in learns it at the first step", "[server][steps]") {
  walker w(json{{"audience", {{"municipalities", {"05962016"}}}}});
  const auto first = w.begin();
  auto fields = walker::person();
  fields.emplace_back("municipality", "08111000");
  const auto page = w.get(w.lead(w.post(first, fields)));
  CHECK(page.status == 409);
  CHECK_THAT(body_of(page), Contains("href=\"#f-municipality\""));
}

TEST_CASE("what is changed from the check page leads back to it", "[server][steps]") {
  walker w;
  w.filled();
  CHECK_THAT(body_of(w.get(w.at("check"))), Contains(w.at("person") + "?from=check#f-email"));
  CHECK_THAT(body_of(w.get(w.at("person") + "?from=check")), Contains("name=\"from\""));
  auto fields = walker::person();
  fields.at(0).second = "Grace";
  fields.emplace_back("from", "check");
  CHECK(w.lead(w.post(w.at("person"), fields)) == w.at("check"));
  CHECK_THAT(body_of(w.get(w.at("check"))), Contains("Grace") && Contains("ohne Nüsse"));
}

TEST_CASE("a session that became full meanwhile leads back to its step with everything kept",
          "[server][steps]") {
  walker w(json{{"waiting_list", false},
                {"sessions", json::array({{{"key", "forum-1"},
                                           {"title", {{"de", "Forum 1"}}},
                                           {"starts_at", "2030-05-15T10:00"},
                                           {"ends_at", "2030-05-15T11:00"},
                                           {"capacity", 1},
                                           {"choice", "forums"}},
                                          {{"key", "forum-2"},
                                           {"title", {{"de", "Forum 2"}}},
                                           {"starts_at", "2030-05-15T10:00"},
                                           {"ends_at", "2030-05-15T11:00"},
                                           {"capacity", 1},
                                           {"choice", "forums"}}})}});
  w.filled();
  REQUIRE(w.post("/e/kick-off/register", {{"given_name", "Bo"},
                                          {"family_name", "Schnell"},
                                          {"email", "bo@example.net"},
                                          {"session", "forum-1"}})
              .status == 303);
  const auto refused = w.post(w.at("check"), {});
  CHECK(refused.status == 409);
  CHECK_THAT(body_of(refused), Contains("kein Platz mehr frei") &&
                                   Contains("id=\"error-summary\"") &&
                                   Contains("href=\"#f-session-forums-1\""));
  CHECK(w.registrations() == 1);
  CHECK(w.lead(w.post(w.at("programme"), {{"session", "forum-2"}, {"from", "check"}})) ==
        w.at("check"));
  CHECK_THAT(body_of(w.get(w.at("check"))), Contains("ohne Nüsse"));
  CHECK_THAT(w.lead(w.post(w.at("check"), {})), Catch::Matchers::StartsWith("/r/"));
  CHECK(w.registrations() == 2);
}

TEST_CASE("an event that is closed meanwhile leads to the page that says so", "[server][steps]") {
  walker w;
  w.filled();
  w.with.database()->write([](schema::transaction& tx) {
    tx.execute("UPDATE event SET status = 'cancelled', version = version + 1");
  });
  CHECK(w.lead(w.post(w.at("check"), {})) == "/e/kick-off/register");
  CHECK(w.get("/e/kick-off/register").status == 200);
  CHECK(w.registrations() == 0);
}

TEST_CASE("what a step adds is asked before the form can be sent", "[server][steps]") {
  walker w(json{{"questions", json::array({{{"key", "laptop"},
                                            {"type", "yes_no"},
                                            {"label", {{"de", "Laptop dabei?"}}},
                                            {"required", true},
                                            {"session", "forum-2"}}})}});
  w.begun();
  CHECK(w.lead(w.post(w.at("programme"), {{"session", "forum-1"}})) == w.at("people"));
  w.post(w.at("people"), {});
  w.post(w.at("consents"), {});
  CHECK(w.get(w.at("check")).status == 200);
  // Another forum has a question of its own: first it is asked, not reproached.
  CHECK(w.lead(w.post(w.at("programme"), {{"session", "forum-2"}, {"from", "check"}})) ==
        w.at("check"));
  CHECK(w.lead(w.get(w.at("check"))) == w.at("questions") + "?from=check");
  CHECK_THAT(body_of(w.get(w.at("questions") + "?from=check")), !Contains("error-summary"));
  CHECK(w.lead(w.post(w.at("check"), {})) == w.at("questions") + "?from=check&check=1");
  const auto asked = body_of(w.get(w.at("questions") + "?from=check&check=1"));
  CHECK_THAT(asked, Contains("Bitte wählen Sie eine Antwort aus.") &&
                        Contains("href=\"#f-answer-laptop-1\""));
  CHECK(w.lead(w.post(w.at("questions"), {{"answer.laptop", "no"}, {"from", "check"}})) ==
        w.at("check"));
  CHECK_THAT(w.lead(w.post(w.at("check"), {})), Catch::Matchers::StartsWith("/r/"));
}

TEST_CASE("colleagues are added one by one in their step", "[server][steps]") {
  walker w;
  w.filled();
  CHECK(w.lead(w.post(w.at("people"), {{"people", "2"}})) == w.at("people") + "#person-2");
  CHECK_THAT(body_of(w.get(w.at("people"))), Contains("name=\"person.2.email\""));
  CHECK(w.lead(w.post(w.at("people"), {{"person.2.given_name", ""}})) ==
        w.at("people") + "?check=1");
  CHECK_THAT(body_of(w.get(w.at("people") + "?check=1")),
             Contains("Bitte füllen Sie die Angaben zu Person 2 aus"));
  CHECK(w.lead(w.post(w.at("people"), {{"person.2.given_name", ""}, {"without", "2"}})) ==
        w.at("people") + "#step");
  CHECK_THAT(body_of(w.get(w.at("people"))), !Contains("name=\"person.2.email\""));
  CHECK(w.lead(w.post(w.at("people"), {{"person.2.given_name", "Kim"}})) ==
        w.at("people") + "?check=1");
  CHECK_THAT(body_of(w.get(w.at("people") + "?check=1")),
             Contains("href=\"#f-person-2-email\"") && Contains("value=\"Kim\""));
  w.post(w.at("people"), {{"person.2.given_name", "Kim"},
                          {"person.2.family_name", "Muster"},
                          {"person.2.email", "kim@example.net"}});
  CHECK_THAT(body_of(w.get(w.at("check"))), Contains("Person 2") && Contains("kim@example.net"));
  w.post(w.at("check"), {});
  CHECK(w.registrations() == 2);
}

TEST_CASE("a session and a code in the address come along to their steps", "[server][steps]") {
  walker w;
  const auto first = w.lead(w.get("/e/kick-off/register?session=forum-2"));
  CHECK_THAT(first, Contains("/person?session=forum-2"));
  CHECK_THAT(body_of(w.get(first)), Contains("name=\"session\" value=\"forum-2\""));
  auto fields = walker::person();
  fields.emplace_back("session", "forum-2");
  const auto next = w.lead(w.post(first, fields));
  CHECK_THAT(body_of(w.get(next)), Contains("value=\"forum-2\" checked"));
}

TEST_CASE("text that is not UTF-8 is refused at its step", "[server][steps]") {
  walker w;
  const auto first = w.begin();
  auto fields = walker::person();
  fields.at(0).second = "\xff\xfe";
  const auto page = w.get(w.lead(w.post(first, fields)));
  CHECK(page.status == 422);
  CHECK_THAT(body_of(page), Contains("href=\"#f-given_name\""));
}
