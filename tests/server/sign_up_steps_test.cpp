// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/sign_up_steps.hpp"

#include "events/sign_up_drafts.hpp"
#include "server/maintenance.hpp"
#include "tests/server/visitor.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using Catch::Matchers::Contains;
using nlohmann::json;
using tests::body_of;
using tests::header_of;

namespace {

using form = std::vector<std::pair<std::string, std::string>>;

// Somebody with a browser at a long form: goes where the answers lead.
struct walker {
  tests::test_services with;

  explicit walker(const json& changes = json::object()) {
    json wanted = {{"registration", {{"max_group", 3}, {"steps", true}}}};
    wanted.merge_patch(changes);
    tests::add_event(with.database(), wanted);
  }

  server::response get(const std::string& url, const std::string& from = "192.0.2.1") {
    return send("GET", url, {}, from);
  }
  server::response post(const std::string& url, const form& fields,
                        const std::string& from = "192.0.2.1") {
    return send("POST", url, fields, from);
  }
  std::string lead(const server::response& made) const { return header_of(made, "Location"); }

  std::string begin() { return lead(get("/e/kick-off/register")); }
  std::string at(const std::string& step) const { return base + step; }

  // The first step sent; the address of the next.
  std::string begun(const form& more = {}) {
    const auto first = begin();
    base = first.substr(0, first.rfind('/') + 1);
    form fields = person();
    fields.insert(fields.end(), more.begin(), more.end());
    return lead(post(first, fields));
  }
  // Up to the page to check the answers.
  void filled(const std::string& forum = "forum-1") {
    begun();
    post(at("programme"), {{"session", forum}});
    post(at("questions"), {{"answer.diet", "vegan"}, {"answer.diet-details", "ohne Nüsse"}});
    post(at("people"), {});
    post(at("consents"), {{"consent.newsletter", "yes"}});
  }
  static form person() {
    return {{"given_name", "Ada"}, {"family_name", "Beispiel"}, {"email", "ada@example.net"}};
  }
  std::int64_t registrations() { return with.count("SELECT COUNT(*) FROM registration"); }
  std::int64_t drafts() { return with.count("SELECT COUNT(*) FROM sign_up_draft"); }

  std::string base;

 private:
  server::response send(const std::string& method, const std::string& url, const form& fields,
                        const std::string& from) {
    auto path = url.substr(0, url.find('#'));
    auto of = with.request(method, path.substr(0, path.find('?')));
    of.remote_address = from;
    for (const auto& [name, value] : fields) of.form.add(name, value);
    if (const auto query = path.find('?'); query != std::string::npos) {
      auto rest = path.substr(query + 1);
      while (!rest.empty()) {
        const auto one = rest.substr(0, rest.find('&'));
        rest = one.size() < rest.size() ? rest.substr(one.size() + 1) : "";
        of.query.add(one.substr(0, one.find('=')), one.substr(one.find('=') + 1));
      }
    }
    return with.send(std::move(of));
  }
};

}  // namespace

TEST_CASE("a long form begins with the person under an address of its own, and stores nothing",
          "[steps]") {
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

TEST_CASE("a short form stays on one page", "[steps]") {
  walker w(json{{"registration", {{"max_group", 1}, {"steps", nullptr}}}});
  const auto page = w.get("/e/kick-off/register");
  CHECK(page.status == 200);
  CHECK_THAT(body_of(page), Contains("name=\"given_name\"") && Contains("name=\"session\"") &&
                                !Contains("Schritt 1"));
}

TEST_CASE("the whole form sent to the contract's address registers at a long event too",
          "[steps]") {
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

TEST_CASE("step after step leads to a registration, its answers and its consents", "[steps]") {
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

TEST_CASE("going back and loading again show what was typed", "[steps]") {
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
          "[steps]") {
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

TEST_CASE("who is not let in learns it at the first step", "[steps]") {
  walker w(json{{"audience", {{"municipalities", {"05962016"}}}}});
  const auto first = w.begin();
  auto fields = walker::person();
  fields.emplace_back("municipality", "08111000");
  const auto page = w.get(w.lead(w.post(first, fields)));
  CHECK(page.status == 409);
  CHECK_THAT(body_of(page), Contains("href=\"#f-municipality\""));
}

TEST_CASE("what is changed from the check page leads back to it", "[steps]") {
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

TEST_CASE("sending twice, or going back and sending again, leads to the first registration",
          "[steps]") {
  walker w;
  w.filled();
  const auto first = w.lead(w.post(w.at("check"), {}));
  CHECK(w.lead(w.post(w.at("check"), {})) == first);
  CHECK(w.lead(w.get(w.at("check"))) == first);
  CHECK(w.lead(w.get(w.at("person"))) == first);
  CHECK(w.lead(w.post(w.at("programme"), {{"session", "forum-2"}})) == first);
  CHECK(w.registrations() == 1);
}

TEST_CASE("what was typed is not in the row before sending, and gone after it", "[steps]") {
  walker w;
  w.filled();
  CHECK(w.with.count("SELECT COUNT(*) FROM sign_up_draft WHERE content LIKE '%Beispiel%'") == 0);
  const auto before = w.with.count("SELECT LENGTH(content) FROM sign_up_draft");
  w.post(w.at("check"), {});
  CHECK(w.with.count("SELECT LENGTH(content) FROM sign_up_draft") < before / 2);
}

TEST_CASE("after the mailed link was used an old form shows nothing", "[steps]") {
  walker w;
  w.filled();
  w.post(w.at("check"), {});
  w.with.database()->write([&](schema::transaction& tx) {
    tx.execute("UPDATE registration SET proven_at = :1", w.with.time());
  });
  CHECK(w.lead(w.get(w.at("check"))) == "/e/kick-off/registered");
  CHECK(w.lead(w.post(w.at("check"), {})) == "/e/kick-off/registered");
}

TEST_CASE("a token that was altered, made up or of another event opens nothing", "[steps]") {
  walker w;
  tests::add_event(w.with.database(), json{{"slug", "other"}, {"registration", {{"steps", true}}}});
  w.filled();
  auto altered = w.at("check");
  auto& letter = altered[altered.size() - 20];
  letter = letter == 'A' ? 'B' : 'A';
  CHECK(w.get(altered).status == 404);
  CHECK(w.post(altered, {}).status == 404);
  auto elsewhere = w.at("check");
  elsewhere.replace(elsewhere.find("kick-off"), 8, "other");
  CHECK(w.get(elsewhere).status == 404);
  CHECK(w.get(w.at("nowhere")).status == 404);
  CHECK(w.post(w.at("nowhere"), {}).status == 404);
  CHECK(w.registrations() == 0);
}

TEST_CASE("a form that is too old leads to a fresh one that says why", "[steps]") {
  walker w;
  w.filled();
  w.with.set_time("2030-01-11T10:00:00Z");
  const auto fresh = w.lead(w.get(w.at("check")));
  CHECK_THAT(fresh, Contains("/person?begin=again"));
  CHECK(fresh.find(w.base) == std::string::npos);
  CHECK_THAT(body_of(w.get(fresh)),
             Contains("höchstens 24 Stunden auf") && !Contains("ada@example.net"));
  CHECK_THAT(w.lead(w.post(w.at("check"), {})), Contains("begin=again"));
  CHECK_THAT(w.lead(w.post(w.at("person"), walker::person())), Contains("begin=again"));
  CHECK(w.registrations() == 0);
}

TEST_CASE("maintenance erases what was not sent within a day, and nothing younger", "[steps]") {
  walker w;
  w.filled();
  server::maintenance upkeep(w.with.get());
  w.with.set_time("2030-01-11T09:59:00Z");
  upkeep.run_once(w.with.time());
  CHECK(w.drafts() == 1);
  w.with.set_time("2030-01-11T10:00:00Z");
  upkeep.run_once(w.with.time());
  CHECK(w.drafts() == 0);
}

TEST_CASE("a draft takes no more than a form of one page", "[steps]") {
  walker w;
  const auto first = w.begin();
  auto fields = walker::person();
  fields.emplace_back("organisation", std::string(events::most_of_draft, 'x'));
  CHECK(w.post(first, fields).status == 413);
  CHECK(w.drafts() == 0);
}

TEST_CASE("a session that became full meanwhile leads back to its step with everything kept",
          "[steps]") {
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

TEST_CASE("an event that is closed meanwhile leads to the page that says so", "[steps]") {
  walker w;
  w.filled();
  w.with.database()->write([](schema::transaction& tx) {
    tx.execute("UPDATE event SET status = 'cancelled', version = version + 1");
  });
  CHECK(w.lead(w.post(w.at("check"), {})) == "/e/kick-off/register");
  CHECK(w.get("/e/kick-off/register").status == 200);
  CHECK(w.registrations() == 0);
}

TEST_CASE("what a step adds is asked before the form can be sent", "[steps]") {
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

TEST_CASE("colleagues are added one by one in their step", "[steps]") {
  walker w;
  w.filled();
  CHECK(w.lead(w.post(w.at("people"), {{"people", "2"}})) == w.at("people") + "#person-2");
  CHECK_THAT(body_of(w.get(w.at("people"))), Contains("name=\"person.2.email\""));
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

TEST_CASE("a session and a code in the address come along to their steps", "[steps]") {
  walker w;
  const auto first = w.lead(w.get("/e/kick-off/register?session=forum-2"));
  CHECK_THAT(first, Contains("/person?session=forum-2"));
  CHECK_THAT(body_of(w.get(first)), Contains("name=\"session\" value=\"forum-2\""));
  auto fields = walker::person();
  fields.emplace_back("session", "forum-2");
  const auto next = w.lead(w.post(first, fields));
  CHECK_THAT(body_of(w.get(next)), Contains("value=\"forum-2\" checked"));
}

TEST_CASE("an address that somebody else asked for is not the one under which answers are kept",
          "[steps]") {
  walker w;
  const auto planted = w.lead(w.get("/e/kick-off/register", "198.51.100.7"));
  const auto next = w.lead(w.post(planted, walker::person()));
  CHECK(next.find(planted.substr(0, planted.rfind('/'))) == std::string::npos);
  CHECK_THAT(body_of(w.get(planted, "198.51.100.7")), !Contains("ada@example.net"));
  CHECK(w.get(next).status == 200);
}

TEST_CASE("text that is not UTF-8 is refused at its step", "[steps]") {
  walker w;
  const auto first = w.begin();
  auto fields = walker::person();
  fields.at(0).second = "\xff\xfe";
  const auto page = w.get(w.lead(w.post(first, fields)));
  CHECK(page.status == 422);
  CHECK_THAT(body_of(page), Contains("href=\"#f-given_name\""));
}

TEST_CASE("evidence names the form and not the address that opens the draft", "[steps]") {
  walker w;
  w.filled();
  w.post(w.at("check"), {});
  const auto evidence = w.with.database()->read([&](const auto& db) {
    const auto organiser = db.template value<std::int64_t>("SELECT id FROM organiser").value();
    return w.with->ledger.proof(db, organiser, "ada@example.net").dump();
  });
  CHECK_THAT(evidence, Contains("\"/e/kick-off/register\""));
}
