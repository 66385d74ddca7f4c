// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/events/ring_fixture.hpp"
#include "tests/server/composed_mail.hpp"
#include "tests/server/visitor.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/text.hpp"

using namespace zusage;
using tests::body_of;
using tests::contains;
using tests::header_of;
using tests::visitor;

namespace {

server::response show(visitor& v, const std::string& token) {
  return v.with.run(&server::show_registration, v.at("GET", "/r/" + token, token));
}

server::response change(visitor& v, const std::string& token, const server::fields& form) {
  auto of = v.at("POST", "/r/" + token, token);
  of.form = form;
  return v.with.run(&server::post_registration, of);
}

server::fields changed_form(const std::string& session) {
  server::fields form;
  form.add("given_name", "Ada Maria");
  form.add("family_name", "Beispiel");
  form.add("session", session);
  return form;
}

}  // namespace

TEST_CASE("a registration's page shows status, reference and what was booked", "[server]") {
  visitor v;
  const auto token = v.registered();
  const auto made = show(v, token);
  CHECK(made.status == 200);
  CHECK(made.personal);
  const auto body = body_of(made);
  CHECK(contains(body, "Angemeldet"));
  CHECK(contains(body, "Forum 1: Register"));
  CHECK(contains(body, "Plenum"));
  CHECK(contains(body, "/r/" + token + "/calendar.ics"));
}

TEST_CASE("the mail of the confirmation is spoken of right after signing up only", "[server]") {
  visitor v;
  const auto token = v.registered();
  auto of = v.at("GET", "/r/" + token, token);
  CHECK(contains(body_of(v.with.run(&server::show_registration, of)), "Die Bestätigung geht"));
  of.at += std::chrono::minutes(16);
  const auto later = body_of(v.with.run(&server::show_registration, of));
  CHECK(contains(later, "Sie sind angemeldet."));
  CHECK_FALSE(contains(later, "Die Bestätigung geht"));
}

TEST_CASE("a date that was answered stands on the page in words", "[server]") {
  visitor v;
  const auto body = body_of(show(v, v.registered({{"answer.arrival", "2030-05-14"}})));
  CHECK(contains(body, "<dd>Dienstag, 14. Mai 2030</dd>"));
}

TEST_CASE("the form for changes shows a municipality's name and keeps its key", "[server]") {
  visitor v;
  v.with.database()->write([](schema::transaction& tx) {
    for (const auto* ags : {"03356006", "07334021"})
      tests::add_municipality(tx, ags, "Neuenkirchen", "municipality", 5'000, "Niedersachsen");
  });
  const auto token = v.registered({{"municipality", "07334021"}});
  const auto body = body_of(show(v, token));
  CHECK(contains(body, "value=\"Neuenkirchen (, Niedersachsen, 07334021)\""));
  CHECK_FALSE(contains(body, "value=\"07334021\""));
  const auto kept =
      "SELECT COUNT(*) FROM registration WHERE ags = '07334021'"
      " AND municipality = 'Neuenkirchen'";
  auto form = changed_form("forum-2");
  form.add("municipality", "Neuenkirchen");
  REQUIRE(change(v, token, form).status == 303);
  CHECK(v.with.count(kept) == 1);

  auto faulty = changed_form("");
  faulty.add("municipality", "Neuenkirchen");
  const auto refused = change(v, token, faulty);
  CHECK(refused.status == 422);
  CHECK(contains(body_of(refused), "value=\"Neuenkirchen (, Niedersachsen, 07334021)\""));

  auto other = changed_form("forum-2");
  other.add("municipality", "03356006");
  REQUIRE(change(v, token, other).status == 303);
  CHECK(v.with.count(kept) == 0);
}

TEST_CASE("a forged, foreign or damaged token opens nothing", "[server]") {
  visitor v;
  const auto token = v.registered();
  const auto id = v.with.link_maker().public_id(link_purpose::browser, token).value();
  const auto foreign = v.with.link_maker().token(link_purpose::confirm, id);
  auto damaged = token;
  damaged.back() = damaged.back() == 'A' ? 'B' : 'A';
  for (const auto& wrong : {foreign, damaged, std::string("x"), std::string(), id}) {
    INFO(wrong);
    CHECK(show(v, wrong).status == 404);
    CHECK(change(v, wrong, changed_form("forum-2")).status == 404);
    CHECK(v.with.run(&server::post_cancel, v.at("POST", "/r/x/cancel", wrong)).status == 404);
    CHECK(v.with.run(&server::show_registration_calendar, v.at("GET", "/r/x", wrong)).status ==
          404);
  }
  CHECK(v.with.count("SELECT COUNT(*) FROM registration WHERE status = 'confirmed'") == 1);
}

TEST_CASE("join links appear half an hour before the session and not earlier", "[server][S1]") {
  visitor v;
  const auto token = v.registered();
  const std::string link = "https://meet.example.org/forum-1";  // begins at 13:00 in Berlin
  v.with.set_time("2030-05-15T10:29:59Z");
  const auto early = body_of(show(v, token));
  CHECK_FALSE(contains(early, link));
  CHECK(contains(early, "Link zur Online-Teilnahme: hier ab 12:30 Uhr"));
  v.with.set_time("2030-05-15T10:30:00Z");
  CHECK(contains(body_of(show(v, token)), link));
  v.with.set_time("2030-05-15T20:00:00Z");
  CHECK_FALSE(contains(body_of(show(v, token)), "meet.example.org"));
}

TEST_CASE("who waits sees the position and no join link", "[server]") {
  visitor v(nlohmann::json{{"capacity", 1}});
  v.registered();
  const auto token = v.registered({{"email", "bo@example.net"}, {"idempotency_key", "key-2"}});
  v.with.set_time("2030-05-15T11:30:00Z");
  const auto body = body_of(show(v, token));
  CHECK(contains(body, "Warteliste: 1"));
  CHECK_FALSE(contains(body, "meet.example.org"));
}

TEST_CASE("a session that one only waits for stands apart, with its own heading", "[server][S4]") {
  auto sessions = tests::sample_event_file()["events"][0]["sessions"];
  sessions[1]["capacity"] = 1;
  visitor v(nlohmann::json{{"sessions", sessions}});
  const auto first = v.registered();
  const auto token = v.registered({{"email", "bo@example.net"}, {"idempotency_key", "key-2"}});
  const auto body = body_of(show(v, token));
  CHECK(contains(body, "In einem Programmpunkt haben Sie noch keinen Platz"));
  CHECK(contains(body, "In diesem Programmpunkt haben Sie noch keinen Platz."));
  const auto heading = body.find("id=\"waiting-for\""), programme = body.find("id=\"sessions\"");
  REQUIRE(heading != std::string::npos);
  const auto forum = body.find("<strong>Forum 1: Register</strong>");
  CHECK((heading < forum && forum < programme));
  CHECK(body.find("<strong>Plenum</strong>") > programme);
  CHECK_FALSE(contains(body_of(show(v, first)), "waiting-for"));
}

namespace {

nlohmann::json two_webinars() {
  return nlohmann::json::parse(R"({"choices": null, "sessions": [
    {"key": "a", "title": {"de": "Webinar A"}, "starts_at": "2030-05-15T09:00",
     "ends_at": "2030-05-15T10:00"},
    {"key": "b", "title": {"de": "Webinar B"}, "starts_at": "2030-05-15T11:00",
     "ends_at": "2030-05-15T12:00"}]})");
}

}  // namespace

TEST_CASE("the whole programme is shown as such and comes back into the form for changes",
          "[server][S1]") {
  const std::string said = "Sie haben das ganze Programm gebucht.";
  visitor v(two_webinars());
  const auto token = v.registered({{"session", ""}, {"package", "all"}});
  const auto body = body_of(show(v, token));
  CHECK(contains(body, said));
  CHECK(contains(body, "value=\"all\" checked"));
  server::fields form;
  form.add("given_name", "Ada");
  form.add("family_name", "Beispiel");
  form.add("package", "single");
  form.add("session", "b");
  CHECK(change(v, token, form).status == 303);
  const auto after = body_of(show(v, token));
  CHECK_FALSE(contains(after, said));
  CHECK(contains(after, "value=\"single\" checked"));
  CHECK(contains(after, "value=\"b\" checked"));
}

TEST_CASE("a paper is there to download, without place, time or calendar", "[server][S2]") {
  visitor v(nlohmann::json{{"kind", "paper"},
                           {"mode", "online"},
                           {"venue", nullptr},
                           {"sessions", nullptr},
                           {"choices", nullptr}});
  const auto token = v.registered({{"session", ""}});
  const auto body = body_of(show(v, token));
  CHECK_FALSE(contains(body, "meet.example.org"));  // only the mailed link delivers
  CHECK(contains(body, "Den Link zur Publikation haben wir an ada@example.net geschickt."));
  CHECK(contains(body, "/r/" + token + "/paper"));
  CHECK(contains(body, "Anforderung zurückziehen"));
  for (const auto* word : {"Wann", "Wo<", "calendar.ics", "Anmeldung", "angemeldet", "storn"}) {
    INFO(word);
    CHECK_FALSE(contains(body, word));
  }
  const auto calendar =
      v.with.run(&server::show_registration_calendar, v.at("GET", "/r/" + token, token));
  CHECK(calendar.status == 404);
}

TEST_CASE("a change is stored and shown", "[server]") {
  visitor v;
  const auto token = v.registered();
  const auto made = change(v, token, changed_form("forum-2"));
  CHECK(made.status == 303);
  CHECK(header_of(made, "Location") == "/r/" + token + "?done=changed");
  const auto body = body_of(show(v, token));
  CHECK(contains(body, "Ada Maria"));
  CHECK(contains(body, "Forum 2: Cloud"));
  CHECK(v.with.count("SELECT taken FROM event_session WHERE key = 'forum-1'") == 0);
  CHECK(v.with.count("SELECT taken FROM event_session WHERE key = 'forum-2'") == 1);
}

TEST_CASE("a wrong change shows the form with what was typed and changes nothing", "[server]") {
  visitor v;
  const auto token = v.registered();
  auto form = changed_form("no-such-forum");
  form.add("phone", "call me");
  const auto made = change(v, token, form);
  CHECK(made.status == 422);
  CHECK(contains(body_of(made), "value=\"call me\""));
  CHECK(contains(body_of(made), "<details open>"));
  CHECK(v.with.count("SELECT COUNT(*) FROM registration WHERE given_name = 'Ada'") == 1);
}

TEST_CASE("a change cannot move a registration to another address", "[server]") {
  visitor v;
  const auto token = v.registered();
  auto form = changed_form("forum-1");
  form.add("email", "eve@example.net");
  CHECK(change(v, token, form).status == 303);
  CHECK(v.with.count("SELECT COUNT(*) FROM registration WHERE email = 'ada@example.net'") == 1);
  CHECK(contains(body_of(show(v, token)), "Die E-Mail-Adresse können Sie hier nicht ändern"));
}

TEST_CASE("nothing can be changed when the event is over", "[server]") {
  visitor v;
  const auto token = v.registered();
  v.with.set_time("2030-05-16T10:00:00Z");
  CHECK(change(v, token, changed_form("forum-2")).status == 409);
}

TEST_CASE("cancelling gives the place back, and twice is the same as once", "[server]") {
  visitor v;
  const auto token = v.registered();
  for (int i = 0; i < 2; ++i) {
    const auto made = v.with.run(&server::post_cancel, v.at("POST", "/r/x/cancel", token));
    CHECK(made.status == 303);
  }
  CHECK(v.with.count("SELECT taken FROM event") == 0);
  CHECK(v.with.count("SELECT COUNT(*) FROM message WHERE template = 'registration-cancelled'") ==
        1);
  const auto body = body_of(show(v, token));
  CHECK(contains(body, "Diese Anmeldung ist storniert."));
  CHECK_FALSE(contains(body, "/cancel\""));
}

TEST_CASE("what is cancelled speaks of changing no more, on the page and in the mail", "[server]") {
  visitor v;
  const auto token = v.registered();
  CHECK(contains(body_of(show(v, token)), "kann die Anmeldung ändern"));
  REQUIRE(v.with.run(&server::post_cancel, v.at("POST", "/r/x/cancel", token)).status == 303);
  CHECK_FALSE(contains(body_of(show(v, token)), "ändern"));
  const auto mail = tests::newest_mail(v.with, "registration-cancelled");
  REQUIRE(mail);
  for (const auto& part : {mail->text, mail->html}) {
    CHECK_FALSE(contains(part, "ändern"));
    CHECK_FALSE(contains(part, "/r/"));
    CHECK(contains(part, "/e/kick-off"));
  }
}

TEST_CASE("the calendar of a registration has an entry for each session", "[server]") {
  visitor v;
  const auto token = v.registered();
  const auto made =
      v.with.run(&server::show_registration_calendar, v.at("GET", "/r/" + token, token));
  CHECK(made.content_type == "text/calendar; charset=utf-8");
  CHECK(contains(made.body, "UID:plenary."));
  CHECK(contains(made.body, "UID:forum-1."));
  CHECK_FALSE(contains(made.body, "UID:forum-2."));
}

TEST_CASE("the page shows the consents that this registration asked for", "[server]") {
  visitor v;
  const auto token = v.registered({{"consent.newsletter", "yes"}});
  const auto body = body_of(show(v, token));
  CHECK(contains(body, "Rundbrief"));
  CHECK_FALSE(contains(body, "/u/"));  // the link that ends it is in the mail of its owner alone
}

TEST_CASE("a foreign address does not show what its owner agreed to before", "[server]") {
  visitor v;
  v.registered({{"consent.newsletter", "yes"}});
  v.with.set_time("2030-01-11T10:00:00Z");
  tests::add_event(v.with.database(), {{"slug", "other"}});
  auto of = v.with.request("POST", "/e/other/register", {{"slug", "other"}});
  for (const auto& [name, value] : std::map<std::string, std::string>{{"given_name", "Eve"},
                                                                      {"family_name", "X"},
                                                                      {"email", "ada@example.net"},
                                                                      {"session", "forum-1"}}) {
    of.form.add(name, value);
  }
  const auto token = tests::token_of(header_of(v.with.run(&server::post_register, of), "Location"));
  CHECK_FALSE(contains(body_of(show(v, token)), "href=\"/u/"));
}

TEST_CASE("an address is verified by a button, not by opening the link", "[server]") {
  visitor v(nlohmann::json{{"registration", {{"verify_email", true}}}});
  const auto token = v.registered();
  CHECK(contains(body_of(show(v, token)), "12. Januar 2030, 11:00 Uhr"));
  const auto id = v.with.link_maker().public_id(link_purpose::browser, token).value();
  const auto verify = v.with.link_maker().token(link_purpose::verify, id);
  const auto of = v.at("GET", "/v/" + verify, verify);
  CHECK(v.with.run(&server::show_verify, of).status == 200);
  CHECK(v.with.count("SELECT COUNT(*) FROM registration WHERE status = 'unverified'") == 1);
  const auto made = v.with.run(&server::post_verify, v.at("POST", "/v/" + verify, verify));
  const auto mailed = v.with.link_maker().token(link_purpose::registration, id);
  CHECK(header_of(made, "Location") == "/r/" + mailed + "?done=verified");
  CHECK(show(v, mailed).status == 200);
  CHECK(show(v, token).status == 404);  // the browser's link ends with it
  CHECK(v.with.count("SELECT COUNT(*) FROM registration WHERE status = 'confirmed'") == 1);
  CHECK(v.with.run(&server::post_verify, v.at("POST", "/v/x", token)).status == 404);
}
