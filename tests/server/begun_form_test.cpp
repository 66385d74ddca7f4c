// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/begun_form.hpp"

#include "server/maintenance.hpp"
#include "server/sign_up_steps.hpp"
#include "tests/server/walker.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using Catch::Matchers::Contains;
using nlohmann::json;
using tests::body_of;
using tests::header_of;
using tests::walker;

namespace {

constexpr const char* elsewhere = "198.51.100.7";

// Puts drafts of others there, up to so many in all.
void fill_up(walker& w, std::int64_t up_to) {
  w.with.database()->write([&](schema::transaction& tx) {
    tx.execute(
        "INSERT INTO sign_up_draft (key, event_id, content, started_at, expires_at)"
        " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :1)"
        " SELECT 'other-' || i, (SELECT MIN(id) FROM event), '', :2, :3 FROM n",
        up_to, w.with.time(), w.with.time() + events::draft_period);
  });
}

}  // namespace

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

TEST_CASE("an address that somebody else asked for is not the one under which answers are kept",
          "[steps]") {
  walker w;
  const auto planted = w.lead(w.get("/e/kick-off/register", "198.51.100.7"));
  const auto next = w.lead(w.post(planted, walker::person()));
  CHECK(next.find(planted.substr(0, planted.rfind('/'))) == std::string::npos);
  CHECK_THAT(body_of(w.get(planted, "198.51.100.7")), !Contains("ada@example.net"));
  CHECK(w.get(next).status == 200);
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

TEST_CASE("answers do not go into a draft that somebody elsewhere has begun and passed on",
          "[steps]") {
  walker w;
  const auto planted = w.lead(w.get("/e/kick-off/register", elsewhere));
  const auto stored = w.lead(w.post(planted, {{"given_name", "Eve"}}, elsewhere));
  REQUIRE(w.drafts() == 1);
  const auto theirs = planted.substr(0, planted.rfind('/'));
  // Who opens the address is led to a form of their own, with a word on why.
  const auto own = w.lead(w.get(stored));
  CHECK_THAT(own, Contains("/person?begin=again") && !Contains(theirs));
  CHECK_THAT(body_of(w.get(own)), !Contains("Eve"));
  // Whoever had the page open already does not write there either.
  const auto next = w.lead(w.post(planted, walker::person()));
  CHECK_THAT(next, Contains("/person?begin=again") && !Contains(theirs));
  CHECK(w.drafts() == 2);
  CHECK_THAT(body_of(w.get(next)), Contains("ada@example.net") && !Contains("Eve") &&
                                       Contains("nach einem Wechsel des Netzes"));
  CHECK_THAT(body_of(w.get(planted, elsewhere)), Contains("Eve") && !Contains("ada@example.net"));
  CHECK(w.get(next, elsewhere).status == 303);
}

TEST_CASE("from another network nothing of a begun form is seen, changed or sent", "[steps]") {
  walker w;
  w.filled();
  for (const auto* step : {"person", "programme", "questions", "people", "consents", "check"}) {
    const auto seen = w.get(w.at(step), elsewhere);
    CHECK(seen.status == 303);
    CHECK_THAT(w.lead(seen), Contains("/person?begin=again") && !Contains(w.base));
  }
  CHECK_THAT(w.lead(w.post(w.at("check"), {}, elsewhere)), Contains("begin=again"));
  CHECK(w.registrations() == 0);
  w.post(w.at("questions"), {{"answer.diet", "none"}}, elsewhere);
  CHECK_THAT(body_of(w.get(w.at("check"))), Contains("ohne Nüsse"));
  CHECK_THAT(w.lead(w.post(w.at("check"), {})), Catch::Matchers::StartsWith("/r/"));
  CHECK(w.registrations() == 1);
}

TEST_CASE("consents that were ticked before a form went to another network are not taken along",
          "[steps]") {
  walker w;
  w.begun();
  const auto fresh = w.lead(w.post(w.at("consents"), {{"consent.newsletter", "yes"}}, elsewhere));
  CHECK_THAT(fresh, Contains("begin=again"));
  w.base = fresh.substr(0, fresh.rfind('/') + 1);
  CHECK_THAT(body_of(w.get(w.at("consents"), elsewhere)),
             Contains("name=\"consent.newsletter\"") && !Contains(" checked"));
}

TEST_CASE("after sending, a network that did not send it is not led to the registration",
          "[steps]") {
  walker w;
  w.filled();
  REQUIRE_THAT(w.lead(w.post(w.at("check"), {})), Catch::Matchers::StartsWith("/r/"));
  for (const auto* step : {"person", "check"}) {
    CHECK(w.lead(w.get(w.at(step), elsewhere)) == "/e/kick-off/registered");
    CHECK(w.lead(w.post(w.at(step), {}, elsewhere)) == "/e/kick-off/registered");
  }
}

TEST_CASE("what the form does not ask is not stored, and of far too long a text only the beginning",
          "[steps]") {
  walker w;
  const auto first = w.begin();
  auto fields = walker::person();
  fields.emplace_back("junk", std::string(60'000, 'x'));
  fields.emplace_back("organisation", std::string(60'000, 'x'));
  for (int i = 0; i < 2000; ++i) fields.emplace_back("municipality", "Neustadt");
  const auto wrong = w.lead(w.post(first, fields));
  CHECK(wrong == first + "?check=1");
  CHECK(w.with.count("SELECT LENGTH(content) FROM sign_up_draft") < 4000);
  CHECK_THAT(body_of(w.get(wrong)), Contains("href=\"#f-organisation\""));
}

TEST_CASE("a draft takes no more than a form of one page", "[steps]") {
  json questions = json::array();
  for (int i = 0; i < 20; ++i) {
    questions.push_back(
        {{"key", "q" + std::to_string(i)}, {"type", "long_text"}, {"label", {{"de", "Frage"}}}});
  }
  walker w(json{{"questions", questions}});
  w.begun();
  walker::form fields;
  for (int i = 0; i < 20; ++i) {
    fields.emplace_back("answer.q" + std::to_string(i), std::string(4000, 'x'));
  }
  CHECK(w.post(w.at("questions"), fields).status == 413);
  CHECK(w.with.count("SELECT LENGTH(content) FROM sign_up_draft") < 4000);
}

TEST_CASE("when there are as many drafts as are kept, begun ones go on and new ones wait",
          "[steps]") {
  walker w;
  w.begun();
  fill_up(w, events::most_drafts - 2);
  const auto last = w.begin();
  CHECK(w.post(last, walker::person()).status == 303);
  CHECK(w.drafts() == events::most_drafts);
  const auto refused = w.post(w.begin(), walker::person());
  CHECK(refused.status == 503);
  CHECK_FALSE(header_of(refused, "Retry-After").empty());
  CHECK(w.drafts() == events::most_drafts);
  CHECK(w.lead(w.post(w.at("programme"), {{"session", "forum-1"}})) == w.at("questions"));
}

TEST_CASE("two steps sent at the same time are both kept", "[steps]") {
  walker w;
  w.begun();
  const auto one = w.decided(&server::post_step, w.at("programme"), {{"session", "forum-2"}});
  w.post(w.at("questions"), {{"answer.remark", "Rollstuhlplatz"}});
  CHECK(w.done(one).status == 303);
  CHECK_THAT(body_of(w.get(w.at("programme"))), Contains("value=\"forum-2\" checked"));
  CHECK_THAT(body_of(w.get(w.at("questions"))), Contains("Rollstuhlplatz"));
}

TEST_CASE("what was changed beside the page that is sent is shown before it is sent", "[steps]") {
  walker w;
  w.filled();
  const auto sending = w.decided(&server::post_check, w.at("check"));
  w.post(w.at("programme"), {{"session", "forum-2"}});
  CHECK(w.lead(w.done(sending)) == w.at("check"));
  CHECK(w.registrations() == 0);
  CHECK_THAT(w.lead(w.post(w.at("check"), {})), Catch::Matchers::StartsWith("/r/"));
  CHECK(w.with.count("SELECT COUNT(*) FROM registration_session r"
                     " JOIN event_session s ON s.id = r.session_id WHERE s.key = 'forum-2'") == 1);
}

TEST_CASE("a step sent while the form was being sent leads to the registration", "[steps]") {
  walker w;
  w.filled();
  const auto late = w.decided(&server::post_step, w.at("programme"), {{"session", "forum-2"}});
  const auto sent = w.lead(w.post(w.at("check"), {}));
  CHECK(w.lead(w.done(late)) == sent);
}
