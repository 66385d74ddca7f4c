// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/admin_people.hpp"

#include "organisers/audit.hpp"
#include "organisers/staff.hpp"
#include "server/session_cookie.hpp"
#include "tests/organisers/people.hpp"
#include "tests/server/staff_house.hpp"

using namespace zusage;
using namespace zusage::tests;
using namespace std::chrono_literals;

TEST_CASE("an owner invites somebody, who chooses a password and is in", "[server][people]") {
  staff_house h;
  REQUIRE(h.send(staff_area + "/invite", {{"email", "neu@example.org"}, {"role", "organiser"}})
              .status == 303);
  CHECK(has(h.get(staff_area), "neu@example.org"));
  CHECK(h.count("SELECT COUNT(*) FROM message WHERE data LIKE '%/admin/%'") == 0);
  const auto mail = h.mail("staff-invitation");
  REQUIRE(mail);
  CHECK(mail->subject.find("Stadt-IT Verbund") != std::string::npos);
  const auto path = h.link("staff-invitation");
  h.sign_out();
  for (int i = 0; i < 2; ++i) CHECK(has(h.get(path), "Organisation"));  // looking uses nothing up
  CHECK(h.count("SELECT COUNT(*) FROM staff") == 1);
  CHECK(h.post(path, {{"new_password", "kurz"}, {"repeat_password", "kurz"}}).status == 422);
  CHECK(h.post(path, {{"new_password", new_password}, {"repeat_password", "anders"}}).status ==
        422);
  const auto in = h.post(path, {{"new_password", new_password}, {"repeat_password", new_password}});
  REQUIRE(in.status == 303);
  h.use_token(tests::session_in(in));
  CHECK(h.get("/admin/sit/events").status == 200);
  CHECK(h.get(staff_area).status == 404);  // of an organiser
  CHECK(h.get(path).status == 404);
  CHECK(h.post(path, {{"new_password", new_password}, {"repeat_password", new_password}}).status ==
        404);
  CHECK_FALSE(h.mail("staff-invitation"));  // nothing to tell any more
}

TEST_CASE("who has an account accepts without a password and signs in as before",
          "[server][people]") {
  staff_house h;
  tests::add_person(h.db.get(), "anna@example.org", "kdn", "owner");
  h.send(staff_area + "/invite", {{"email", "anna@example.org"}, {"role", "dpo"}});
  const auto path = h.link("staff-invitation");
  h.sign_out();
  CHECK_FALSE(has(h.get(path), "type=\"password\""));
  const auto accepted = h.post(path, {{"new_password", new_password}});
  CHECK(accepted.status == 303);
  CHECK(accepted.header("Set-Cookie").empty());
  const auto in =
      h.post("/admin/sign-in", {{"email", "anna@example.org"}, {"password", good_password}});
  h.use_token(tests::session_in(in));
  CHECK(h.get("/admin/sit/consents").status == 200);
}

TEST_CASE("the link of an invitation opens no reset and the other way round", "[server][people]") {
  staff_house h;
  h.send(staff_area + "/invite", {{"email", "neu@example.org"}, {"role", "organiser"}});
  const auto path = h.link("staff-invitation");
  const auto token = path.substr(path.rfind('/') + 1);
  CHECK(h.get("/admin/reset/" + token).status == 404);
  auto forged = token;
  forged.back() = forged.back() == 'A' ? 'B' : 'A';
  forged[30] = forged[30] == 'A' ? 'B' : 'A';
  CHECK(h.get("/admin/invitation/" + forged).status == 404);
}

TEST_CASE("roles are changed and people removed after a question", "[server][people]") {
  staff_house h;
  const auto anna = tests::add_person(h.db.get(), "anna@example.org", "sit", "organiser");
  const auto page = h.get(staff_area);
  // By address: the first row is Anna's.
  const auto id = page.value_of("staff");
  REQUIRE_FALSE(id.empty());
  CHECK(h.send(staff_area + "/role", {{"staff", id}, {"role", "check-in"}}).status == 303);
  CHECK(h.count("SELECT COUNT(*) FROM staff_role WHERE role = 'check-in'") == 1);
  const auto question = h.send(staff_area + "/remove", {{"staff", id}});
  CHECK(question.status == 200);
  CHECK(has(question, "anna@example.org entfernen?"));
  CHECK(h.count("SELECT COUNT(*) FROM staff_role") == 2);
  CHECK(h.send(staff_area + "/remove", {{"staff", id}, {"confirm", "yes"}}).status == 303);
  CHECK(h.count("SELECT COUNT(*) FROM staff_role WHERE staff_id = " + std::to_string(anna)) == 0);
  CHECK(h.send(staff_area + "/remove", {{"staff", "1"}, {"confirm", "yes"}}).status == 422);
}

TEST_CASE("the page says why the last owner stays", "[server][people]") {
  staff_house h;
  const auto id = h.get(staff_area).value_of("staff");
  const auto refused = h.send(staff_area + "/role", {{"staff", id}, {"role", "dpo"}});
  CHECK(refused.status == 422);
  CHECK(has(refused, "letzte Person mit der Rolle"));
  CHECK(h.send(staff_area + "/remove", {{"staff", id}, {"confirm", "yes"}}).status == 422);
}

TEST_CASE("who forgot the password gets the same answer whether the address is known or not",
          "[server][people]") {
  staff_house h;
  h.sign_out();
  const auto known = h.post("/admin/forgotten", {{"email", "Leitung@example.org"}});
  const auto unknown = h.post("/admin/forgotten", {{"email", "niemand@example.org"}});
  CHECK(known.status == 303);
  CHECK(known.status == unknown.status);
  CHECK(known.header("Location") == unknown.header("Location"));
  CHECK(known.body == unknown.body);
  CHECK(h.count("SELECT COUNT(*) FROM message WHERE template = 'staff-reset'") == 1);
  CHECK(h.count("SELECT COUNT(*) FROM idempotency WHERE scope = 'staff_reset'") == 2);
  // Not among what strangers can cause to an address, whose cap they could use up.
  CHECK(h.count("SELECT priority FROM message WHERE template = 'staff-reset'") == 1);
  h.now += 9min;
  h.post("/admin/forgotten", {{"email", "leitung@example.org"}});
  CHECK(h.count("SELECT COUNT(*) FROM message WHERE template = 'staff-reset'") == 1);
  h.now += 1min;
  h.post("/admin/forgotten", {{"email", "leitung@example.org"}});
  CHECK(h.count("SELECT COUNT(*) FROM message WHERE template = 'staff-reset'") == 2);
  CHECK(h.post("/admin/forgotten", {{"email", "keine Adresse"}}).status == 422);
}

TEST_CASE("the mailed link sets a password, ends all sessions and is told of", "[server][people]") {
  staff_house h;
  const auto session = h.token();
  h.sign_out();
  h.post("/admin/forgotten", {{"email", "leitung@example.org"}});
  const auto path = h.link("staff-reset");
  CHECK(has(h.get(path), "leitung@example.org"));
  CHECK(h.post(path, {{"new_password", new_password}, {"repeat_password", "anders"}}).status ==
        422);
  const auto done =
      h.post(path, {{"new_password", new_password}, {"repeat_password", new_password}});
  REQUIRE(done.status == 303);
  CHECK(tests::session_in(done).empty());
  CHECK(h.get(path).status == 404);
  h.use_token(session);
  CHECK(h.get(staff_area).status == 303);
  h.sign_out();
  const auto in =
      h.post("/admin/sign-in", {{"email", "leitung@example.org"}, {"password", new_password}});
  CHECK(in.status == 303);
  const auto notice = h.mail("staff-password");
  REQUIRE(notice);
  CHECK(notice->text.find("über den zugeschickten Link") != std::string::npos);
}

TEST_CASE("a change of one's password is told of by mail", "[server][people]") {
  staff_house h;
  REQUIRE(h.send("/admin/password", {{"current_password", good_password},
                                     {"new_password", new_password},
                                     {"repeat_password", new_password}})
              .status == 303);
  const auto notice = h.mail("staff-password");
  REQUIRE(notice);
  CHECK(notice->text.find("wurde geändert") != std::string::npos);
  CHECK(notice->text.find("zugeschickten Link") == std::string::npos);
}

TEST_CASE("a second factor is set up in two steps and asked for at the sign-in",
          "[server][people]") {
  staff_house h;
  CHECK(has(h.get("/admin/second-factor"), "Zweiten Faktor einrichten"));
  CHECK(h.count("SELECT COUNT(*) FROM second_factor") == 0);
  REQUIRE(h.send("/admin/second-factor").status == 303);
  const auto page = h.get("/admin/second-factor");
  CHECK(has(page, h.secret().substr(0, 4) + " " + h.secret().substr(4, 4)));
  CHECK(has(page, "otpauth://totp/"));
  CHECK(h.send("/admin/second-factor/confirm", {{"code", "000000"}}).status == 422);
  h.db->write(
      [&](schema::transaction& tx) { return organisers::start_session(tx, h.owner, h.now, {}); });
  const auto codes =
      h.send("/admin/second-factor/confirm", {{"code", organisers::code_at(h.secret(), h.now)}});
  REQUIRE(codes.status == 200);
  // A session that was begun with the password alone ends; this one goes on.
  CHECK(h.count("SELECT COUNT(*) FROM staff_session") == 1);
  CHECK(h.get("/admin/second-factor").status == 200);
  CHECK(has(codes, "<code>"));
  CHECK_FALSE(has(h.get("/admin/second-factor"), "<code>"));  // shown once

  h.sign_out();
  const auto half = h.post("/admin/sign-in", {{"email", "leitung@example.org"},
                                              {"password", good_password},
                                              {"next", "/admin/sit/staff"}});
  REQUIRE(half.status == 303);
  CHECK(half.header("Location") == "/admin/sign-in/code?next=%2Fadmin%2Fsit%2Fstaff");
  CHECK(half.header("Set-Cookie").rfind("zusage-code=", 0) == 0);
  h.use_token(tests::session_in(half));  // no session by itself
  CHECK(h.get(staff_area).status == 303);
  CHECK(h.get("/admin/sign-in/code").header("Location") == "/admin/sign-in");
}

TEST_CASE("switching the second factor off needs the password", "[server][people]") {
  staff_house h;
  h.switch_on();
  CHECK(h.send("/admin/second-factor/end", {{"current_password", "falsch geraten"}}).status == 422);
  CHECK(h.count("SELECT COUNT(*) FROM second_factor") == 1);
  CHECK(h.send("/admin/second-factor/end", {{"current_password", good_password}}).status == 303);
  CHECK(h.count("SELECT COUNT(*) FROM second_factor") == 0);
}

TEST_CASE("where a second factor is demanded nothing opens before there is one",
          "[server][people]") {
  staff_house h;
  h.send(staff_area + "/rule", {{"demanded", "yes"}, {"confirm", "yes"}});
  const auto led = h.get("/admin/sit/events");
  CHECK(led.status == 303);
  CHECK(led.header("Location") == "/admin/second-factor?needed=1");
  CHECK(h.send(staff_area + "/rule", {}).status == 403);
  CHECK(has(h.get("/admin/second-factor", {{"needed", "1"}}), "verlangt einen zweiten Faktor"));
  h.switch_on();
  CHECK(h.get("/admin/sit/events").status == 200);
  // Elsewhere it is as it was.
  h.sign_in_as("anna@example.org", "kdn", "owner");
  CHECK(h.get("/admin/kdn/events").status == 200);
}

TEST_CASE("before a second factor is demanded it is said how many have none", "[server][people]") {
  staff_house h;
  h.switch_on();
  tests::add_person(h.db.get(), "anna@example.org", "sit", "organiser");
  tests::add_person(h.db.get(), "bert@example.org", "sit", "check-in");
  const auto asked = h.send(staff_area + "/rule", {{"demanded", "yes"}});
  CHECK(asked.status == 200);
  CHECK(has(asked, "Hier arbeiten 3 Personen; 2 davon haben noch keinen zweiten Faktor"));
  CHECK(h.count("SELECT second_factor FROM organiser WHERE key = 'sit'") == 0);
  CHECK(h.send(staff_area + "/rule", {{"demanded", "yes"}, {"confirm", "yes"}}).status == 303);
  CHECK(h.count("SELECT second_factor FROM organiser WHERE key = 'sit'") == 1);
  // To end it takes no question: nobody is hit by that.
  CHECK(h.send(staff_area + "/rule", {}).status == 303);
  CHECK(h.count("SELECT second_factor FROM organiser WHERE key = 'sit'") == 0);
}

TEST_CASE("one is told by mail when one's second factor is switched on, and when off",
          "[server][people]") {
  staff_house h;
  h.switch_on();
  const auto on = h.mail("staff-factor");
  REQUIRE(on);
  CHECK(on->text.find("zweiter Faktor eingeschaltet (") != std::string::npos);
  CHECK(on->text.find("/admin/forgotten") != std::string::npos);
  CHECK(h.send("/admin/second-factor/end", {{"current_password", "falsch geraten"}}).status == 422);
  CHECK(h.count("SELECT COUNT(*) FROM message WHERE template = 'staff-factor'") == 1);
  CHECK(h.send("/admin/second-factor/end", {{"current_password", good_password}}).status == 303);
  CHECK(h.count("SELECT COUNT(*) FROM message WHERE template = 'staff-factor'") == 2);
  const auto off = h.mail("staff-factor");
  REQUIRE(off);
  CHECK(off->text.find("der zweite Faktor ausgeschaltet (") != std::string::npos);
  // Where there was none, nothing was switched off.
  CHECK(h.send("/admin/second-factor/end", {{"current_password", good_password}}).status == 303);
  CHECK(h.count("SELECT COUNT(*) FROM message WHERE template = 'staff-factor'") == 2);
}

TEST_CASE("who asks for a page that their role does not reach is led to their start",
          "[server][people]") {
  staff_house h;
  h.sign_in_as("tuer@example.org", "sit", "check-in");
  const auto beyond = h.get(staff_area);
  CHECK(beyond.status == 404);
  CHECK(has(beyond, "Diese Seite ist nicht da, oder Ihre Rolle erreicht sie nicht"));
  CHECK(has(beyond, "href=\"/admin\""));
  // What is not there is answered in the same words.
  const auto nothing = h.get("/admin/sit/events/gibt-es-nicht/check-in");
  CHECK(nothing.status == 404);
  CHECK(has(nothing, "Diese Seite ist nicht da, oder Ihre Rolle erreicht sie nicht"));
}

TEST_CASE("one sees and ends one's own sessions and nobody else's", "[server][people]") {
  staff_house h;
  const auto start = [&](std::int64_t who, const char* agent) {
    return h.db->write([&](schema::transaction& tx) {
      return organisers::start_session(tx, who, h.now, {agent, "2001:db8:1:2:3:4:5:6"});
    });
  };
  const auto other = tests::add_person(h.db.get(), "anna@example.org", "sit", "owner");
  start(h.owner, "Browser auf dem Telefon");
  start(h.owner, "Browser <zuhause>");
  start(other, "Annas Browser");
  const auto page = h.get("/admin/sessions");
  CHECK(has(page, "Browser auf dem Telefon"));
  CHECK(has(page, "Browser &lt;zuhause&gt;"));
  CHECK(has(page, "2001:db8:1:2"));
  CHECK_FALSE(has(page, "3:4:5:6"));
  CHECK_FALSE(has(page, "Annas"));
  CHECK(h.send("/admin/sessions/end", {{"session", page.value_of("session")}}).status == 303);
  CHECK(h.count("SELECT COUNT(*) FROM staff_session") == 3);
  CHECK(h.send("/admin/sessions/end-others").status == 303);
  CHECK(h.count("SELECT COUNT(*) FROM staff_session") == 2);
  CHECK(h.get("/admin/sessions").status == 200);
}

TEST_CASE("the pages of staff speak every language that the program has", "[server][people]") {
  staff_house h;
  h.send(staff_area + "/invite", {{"email", "neu@example.org"}, {"role", "organiser"}});
  for (const auto& language : web::languages()) {
    h.language = language;
    for (const std::string path : {"/admin/sit/staff", "/admin/sit/trail", "/admin/sessions",
                                   "/admin/second-factor", "/admin/forgotten"}) {
      INFO(language << " " << path);
      const auto page = h.get(path);
      CHECK(page.status == 200);
      CHECK(has(page, "<html lang=\"" + language + "\">"));
    }
    CHECK(h.get(h.link("staff-invitation")).status == 200);
  }
}
