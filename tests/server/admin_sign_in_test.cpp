// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "organisers/sign_in.hpp"
#include "server/admin.hpp"
#include "server/session_cookie.hpp"
#include "tests/organisers/people.hpp"
#include "tests/server/admin_fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using tests::admin_side;
using tests::good_password;

namespace {

void replace_all(std::string& text, const std::string& what, const std::string& by) {
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
}

}  // namespace

TEST_CASE("signing in leads to where one was going", "[server][admin]") {
  admin_side side;
  tests::add_person(side.db.get(), "anna@example.org", "sit", "owner");
  const auto in = side.post("/admin/sign-in", {{"email", "anna@example.org"},
                                               {"password", good_password},
                                               {"next", "/admin/sit/events/kick-off"}});
  CHECK(in.status == 303);
  CHECK(in.header("Location") == "/admin/sit/events/kick-off");
  const auto cookie = in.header("Set-Cookie");
  for (const auto* part : {"zusage=", "; HttpOnly", "; SameSite=Lax", "; Path=/"}) {
    CHECK(cookie.find(part) != std::string::npos);
  }
  side.use_token(tests::session_in(in));
  CHECK(side.get("/admin/sit/events/kick-off").status == 200);
}

TEST_CASE("a wrong password and an unknown address get the same page, which keeps the address",
          "[server][admin]") {
  admin_side side;
  tests::add_person(side.db.get(), "anna@example.org", "sit", "owner");
  auto known =
      side.post("/admin/sign-in", {{"email", "anna@example.org"}, {"password", "falsch geraten"}});
  auto unknown =
      side.post("/admin/sign-in", {{"email", "nina@example.org"}, {"password", "falsch geraten"}});
  CHECK(known.status == 422);
  CHECK(unknown.status == 422);
  CHECK(has(known, "value=\"anna@example.org\""));
  CHECK_FALSE(has(known, "falsch geraten"));
  CHECK(known.header("Set-Cookie").empty());
  replace_all(unknown.body, "nina@", "anna@");
  CHECK(known.body == unknown.body);
}

TEST_CASE("after too many attempts the page says how long to wait", "[server][admin]") {
  admin_side side;
  const tests::pairs form = {{"email", "nobody@example.org"}, {"password", "falsch geraten"}};
  for (int i = 0; i < 5; ++i) CHECK(side.post("/admin/sign-in", form).status == 422);
  const auto refused = side.post("/admin/sign-in", form);
  CHECK(refused.status == 429);
  CHECK(refused.header("Retry-After") == "2");
  CHECK(has(refused, "2 Sekunden"));
  CHECK(has(refused, "value=\"nobody@example.org\""));
}

TEST_CASE("after signing in one is sent to pages of the organiser's side only", "[server][admin]") {
  using server::page_after_sign_in;
  CHECK(page_after_sign_in("/admin/sit/events") == "/admin/sit/events");
  for (const auto* elsewhere :
       {"", "/", "//evil.example", "https://evil.example", "/admin//evil.example", "/e/day",
        "/administrator", "/admin/../e/day", "/admin\\evil", "/admin/%2e%2e/", "/admin?x=1",
        "/admin/\r\nSet-Cookie: a=b", "/admin/sign-in", "/admin/sign-out", "admin"}) {
    INFO(elsewhere);
    CHECK(page_after_sign_in(elsewhere) == "/admin");
  }
}

TEST_CASE("the cookie is bound to the host and to TLS where the site is https", "[server][admin]") {
  server::configuration config;
  config.base_url = "https://veranstaltungen.example.org";
  CHECK(server::session_cookie(config, "abc") ==
        "__Host-zusage=abc; Path=/; HttpOnly; SameSite=Lax; Secure");
  CHECK(server::no_session_cookie(config) ==
        "__Host-zusage=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure");
  config.base_url = "http://localhost:8080";
  CHECK(server::session_cookie(config, "abc") == "zusage=abc; Path=/; HttpOnly; SameSite=Lax");
}

TEST_CASE("signing in again ends the session that the browser had", "[server][admin]") {
  admin_side side;
  side.sign_in_as("anna@example.org", "sit", "owner");
  const auto before = side.token();
  const auto in =
      side.post("/admin/sign-in", {{"email", "anna@example.org"}, {"password", good_password}});
  REQUIRE(in.status == 303);
  CHECK(tests::session_in(in) != before);
  CHECK(side.get("/admin/sit/events").status == 303);
  side.use_token(tests::session_in(in));
  CHECK(side.get("/admin/sit/events").status == 200);
}

TEST_CASE("signing out needs the form's token and ends the session", "[server][admin]") {
  admin_side side;
  side.sign_in_as("anna@example.org", "sit", "owner");
  CHECK(side.post("/admin/sign-out", {}).status == 403);
  CHECK(side.post("/admin/sign-out", {{"csrf", "forged"}}).status == 403);
  CHECK(side.get("/admin/sit/events").status == 200);
  const auto out = side.post("/admin/sign-out", {{"csrf", side.csrf()}});
  CHECK(out.status == 303);
  CHECK(out.header("Set-Cookie").find("Max-Age=0") != std::string::npos);
  CHECK(side.get("/admin/sit/events").status == 303);
  CHECK(has(side.get("/admin/sign-in", {{"signed_out", "1"}}), "Sie sind abgemeldet."));
}

TEST_CASE("one changes one's own password and stays signed in here alone", "[server][admin]") {
  admin_side side;
  side.sign_in_as("anna@example.org", "sit", "owner");
  const auto elsewhere = side.token();
  const auto form = [&](const char* current, const char* wanted, const char* again) {
    return tests::pairs{{"csrf", side.csrf()},
                        {"current_password", current},
                        {"new_password", wanted},
                        {"repeat_password", again}};
  };
  CHECK(side.get("/admin/password").status == 200);
  CHECK(side.post("/admin/password", {{"current_password", good_password}}).status == 403);
  CHECK(has(side.post("/admin/password", form(good_password, "neun Dromedare", "neun Kamele")),
            "nicht gleich"));
  CHECK(
      has(side.post("/admin/password", form("falsch geraten", "neun Dromedare", "neun Dromedare")),
          "Das bisherige Passwort ist nicht richtig."));
  const auto common = side.post("/admin/password", form(good_password, "Passwort1", "Passwort1"));
  CHECK(common.status == 422);
  CHECK(has(common, "href=\"#new_password\""));

  const auto done =
      side.post("/admin/password", form(good_password, "neun Dromedare", "neun Dromedare"));
  REQUIRE(done.status == 303);
  CHECK(side.get("/admin/sit/events").status == 303);
  side.use_token(tests::session_in(done));
  CHECK(side.get("/admin/sit/events").status == 200);
  CHECK(has(side.get("/admin/password", {{"changed", "1"}}), "Ihr Passwort ist geändert."));
}

TEST_CASE("the organiser's side speaks every language that the program has", "[server][admin]") {
  admin_side side;
  const auto reference = side.add_attendee("kick-off", "Ina", "Kurz");
  CHECK(has(side.get("/admin/sign-in"), "<html lang=\"de\">"));
  side.sign_in_as("anna@example.org", "sit", "owner");
  tests::add_person(side.db.get(), "anna@example.org", "kdn", "dpo");
  for (const auto& language : web::languages()) {
    side.language = language;
    for (const std::string path :
         {"/admin", "/admin/sign-in", "/admin/password", "/admin/sit/events", "/admin/kdn/events",
          "/admin/sit/events/kick-off", "/admin/kdn/events/other-day"}) {
      INFO(language << " " << path);
      const auto page = side.get(path);
      CHECK(page.status == 200);
      CHECK(has(page, "<html lang=\"" + language + "\">"));
    }
    CHECK(side.get("/admin/sit/events/kick-off/attendees/" + reference).status == 200);
  }
}
