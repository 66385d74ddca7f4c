// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/public.hpp"
#include "tests/server/visitor.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using tests::body_of;
using tests::header_of;
using tests::visitor;

TEST_CASE("the form of an open event shows every part and no ticked box", "[server]") {
  visitor v;
  const auto made = v.get_form();
  CHECK(made.status == 200);
  const auto body = body_of(made);
  for (const auto* part : {"name=\"given_name\"", "autocomplete=\"given-name\"", "name=\"session\"",
                           "name=\"answer.diet\"", "name=\"consent.newsletter\"",
                           "name=\"notice.newsletter\"", "name=\"idempotency_key\""}) {
    INFO(part);
    CHECK(body.find(part) != std::string::npos);
  }
  CHECK(body.find(" checked") == std::string::npos);
}

TEST_CASE("a sign-up leads to its own page and stores one registration", "[server]") {
  visitor v;
  const auto made = v.sign_up();
  CHECK(made.status == 303);
  CHECK(header_of(made, "Location").rfind("/r/", 0) == 0);
  CHECK(v.with.count("SELECT COUNT(*) FROM registration") == 1);
  CHECK(v.with.count("SELECT COUNT(*) FROM message") == 1);
}

TEST_CASE("a ticked box is recorded as requested and asked for again by mail", "[server]") {
  visitor v;
  CHECK(v.sign_up({{"consent.newsletter", "yes"}}).status == 303);
  CHECK(v.with.count("SELECT COUNT(*) FROM consent_state WHERE state = 'requested'") == 1);
  CHECK(v.with.count("SELECT COUNT(*) FROM message WHERE template = 'consent-confirm'") == 1);
}

TEST_CASE("a wrong form comes back with 422, everything typed, and stores nothing", "[server]") {
  visitor v;
  const auto made = v.sign_up({{"email", "nobody"}, {"consent.newsletter", "yes"}});
  CHECK(made.status == 422);
  const auto body = body_of(made);
  CHECK(body.find("value=\"nobody\"") != std::string::npos);
  CHECK(body.find("value=\"Ada\"") != std::string::npos);
  CHECK(body.find("href=\"#f-email\"") != std::string::npos);
  CHECK(body.find("id=\"f-email-error\"") != std::string::npos);
  CHECK(body.find("value=\"key-1\"") != std::string::npos);
  CHECK(body.find(" checked") != std::string::npos);
  CHECK(v.with.count("SELECT COUNT(*) FROM registration") == 0);
  CHECK(v.with.count("SELECT COUNT(*) FROM consent_record") == 0);
}

TEST_CASE("what somebody typed is never markup in the page", "[server]") {
  visitor v;
  const auto body =
      body_of(v.sign_up({{"given_name", "\"><script>alert(1)</script>"}, {"email", "x"}}));
  CHECK(body.find("<script>alert") == std::string::npos);
  CHECK(body.find("&lt;script&gt;alert") != std::string::npos);
}

TEST_CASE("the same form twice gets the same answer and one registration", "[server]") {
  visitor v;
  const auto first = v.sign_up(), second = v.sign_up();
  CHECK(second.status == 303);
  CHECK(header_of(first, "Location") == header_of(second, "Location"));
  CHECK(v.with.count("SELECT COUNT(*) FROM registration") == 1);
}

TEST_CASE("who took the last place and sends the form again gets the first answer", "[server]") {
  visitor v(nlohmann::json{{"capacity", 1}, {"waiting_list", false}});
  const auto first = v.sign_up(), second = v.sign_up();
  CHECK(second.status == 303);
  CHECK(header_of(first, "Location") == header_of(second, "Location"));
}

TEST_CASE("a known address gets a neutral page and a mail, and nothing is shown", "[server]") {
  visitor v;
  v.sign_up();
  const auto again = v.sign_up({{"idempotency_key", "key-2"}, {"given_name", "Eve"}});
  CHECK(again.status == 303);
  CHECK(header_of(again, "Location") == "/e/kick-off/registered");
  CHECK(v.with.count("SELECT COUNT(*) FROM registration") == 1);
  CHECK(v.with.count("SELECT COUNT(*) FROM message WHERE template = 'registration-known'") == 1);
  const auto page =
      v.with.run(&server::show_registered,
                 v.with.request("GET", "/e/kick-off/registered", {{"slug", "kick-off"}}));
  CHECK(page.status == 200);
  CHECK(body_of(page).find("ada@") == std::string::npos);
}

TEST_CASE("a full event without waiting list answers 409 with the reason", "[server]") {
  visitor v(nlohmann::json{{"capacity", 1}, {"waiting_list", false}});
  v.sign_up();
  const auto made = v.sign_up({{"email", "bo@example.net"}, {"idempotency_key", "key-2"}});
  CHECK(made.status == 409);
  CHECK(body_of(made).find("Alle Plätze sind vergeben") != std::string::npos);
  CHECK(body_of(made).find("bo@example.net") != std::string::npos);
  CHECK(v.with.count("SELECT COUNT(*) FROM registration") == 1);
  CHECK(v.with.count("SELECT taken FROM event") == 1);
}

TEST_CASE("closed, not yet open, over and cancelled are 409 with the reason", "[server]") {
  const auto status = [](const nlohmann::json& changes, const char* words) {
    visitor v(changes);
    const auto made = v.sign_up();
    INFO(words);
    CHECK(body_of(made).find(words) != std::string::npos);
    CHECK(v.with.count("SELECT COUNT(*) FROM registration") == 0);
    return made.status;
  };
  CHECK(status({{"registration", {{"closes_at", "2030-01-01T00:00"}}}}, "geschlossen") == 409);
  CHECK(status({{"registration", {{"opens_at", "2030-02-01T08:00"}}}}, "2030") == 409);
  CHECK(status({{"status", "cancelled"}}, "abgesagt") == 409);
}

TEST_CASE("a person outside the audience is told so with 409", "[server]") {
  visitor v(nlohmann::json{{"audience", {{"email_domains", {"stadt.example"}}}}});
  const auto made = v.sign_up();
  CHECK(made.status == 409);
  CHECK(body_of(made).find("id=\"f-email-error\"") != std::string::npos);
}

TEST_CASE("a draft does not exist for visitors", "[server]") {
  visitor v(nlohmann::json{{"status", "draft"}});
  CHECK(v.get_form().status == 404);
  CHECK(v.sign_up().status == 404);
}

TEST_CASE("the form answers in the language it was shown in", "[server]") {
  visitor v;
  const auto body = body_of(v.sign_up({{"lang", "en"}, {"email", "x"}}));
  CHECK(body.find("<html lang=\"en\">") != std::string::npos);
}
