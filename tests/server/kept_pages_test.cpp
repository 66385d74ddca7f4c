// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/page_cache.hpp"
#include "tests/server/visitor.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/text.hpp"

using namespace zusage;
using tests::body_of;
using tests::contains;
using tests::header_of;
using tests::visitor;

namespace {

const std::string event_path = "/e/kick-off";

server::response shown(const std::string& body, const std::string& topic, instant until) {
  server::response made = server::html(200, body);
  made.keep = server::kept_while{{topic}, until};
  return made;
}

int status_with(visitor& v, const std::string& etag) {
  auto of = v.with.request("GET", event_path);
  of.if_none_match = etag;
  return v.with.send(of).status;
}

}  // namespace

TEST_CASE("a kept page is answered without a question to the database", "[server]") {
  visitor v;
  const auto first = v.with.get(event_path);
  CHECK(first.shared_body);
  CHECK_FALSE(first.personal);
  // Behind the program's back: nothing is announced, so the page stays.
  v.with.database()->write([](schema::transaction& tx) {
    tx.execute("UPDATE event SET title = '{\"de\":\"Heimlich\"}', version = version + 1");
  });
  CHECK(v.with.get(event_path).shared_body == first.shared_body);
}

TEST_CASE("who has the page already gets 304, until a place is taken", "[server]") {
  visitor v;
  const auto etag = header_of(v.with.get(event_path), "ETag");
  CHECK_FALSE(etag.empty());
  CHECK(status_with(v, etag) == 304);
  CHECK(status_with(v, "\"other\", W/" + etag) == 304);
  CHECK(status_with(v, "\"other\"") == 200);
  v.sign_up();
  CHECK(status_with(v, etag) == 200);
  CHECK(contains(body_of(v.with.get(event_path)), "Noch 24 Plätze frei"));
  CHECK(contains(body_of(v.with.get("/")), "Noch 99 Plätze frei"));
}

TEST_CASE("a place that is given back shows in the event and in the calendar", "[server]") {
  visitor v;
  const auto token = v.registered();
  CHECK(contains(body_of(v.with.get("/")), "Noch 99 Plätze frei"));
  v.with.run(&server::post_cancel, v.at("POST", "/r/" + token + "/cancel", token));
  CHECK(contains(body_of(v.with.get(event_path)), "Noch 25 Plätze frei"));
  CHECK(contains(body_of(v.with.get("/")), "Noch 100 Plätze frei"));
}

TEST_CASE("changing to another session moves the places that both show", "[server]") {
  visitor v;
  const auto token = v.registered();
  CHECK(contains(body_of(v.with.get(event_path)), "Noch 24 Plätze frei"));
  auto change = v.at("POST", "/r/" + token, token);
  for (const auto& [name, value] : std::map<std::string, std::string>{
           {"given_name", "Ada"}, {"family_name", "Beispiel"}, {"session", "forum-2"}}) {
    change.form.add(name, value);
  }
  const auto before = body_of(v.with.get(event_path));
  CHECK(v.with.run(&server::post_registration, change).status == 303);
  CHECK(body_of(v.with.get(event_path)) != before);
}

TEST_CASE("a changed event, organiser or notice shows at once", "[server]") {
  visitor v;
  v.with.get(event_path);
  v.with.get("/");
  tests::add_event(v.with.database(), {{"title", {{"de", "Neuer Titel"}}}});
  CHECK(contains(body_of(v.with.get(event_path)), "Neuer Titel"));
  CHECK(contains(body_of(v.with.get("/")), "Neuer Titel"));
  auto file = tests::sample_event_file();
  file["organisers"][0]["name"]["de"] = "Anderer Veranstalter";
  file["events"] = nlohmann::json::array();
  tests::import_file(v.with.database(), file);
  CHECK(contains(body_of(v.with.get(event_path)), "Anderer Veranstalter"));
}

TEST_CASE("the clock opens and closes a kept page", "[server]") {
  visitor v(nlohmann::json{{"registration", {{"opens_at", "2030-02-01T08:00"}}}});
  CHECK_FALSE(contains(body_of(v.with.get(event_path)), "href=\"/e/kick-off/register\""));
  v.with.set_time("2030-02-01T06:59:59Z");  // Berlin is an hour ahead
  CHECK_FALSE(contains(body_of(v.with.get(event_path)), "href=\"/e/kick-off/register\""));
  v.with.set_time("2030-02-01T07:00:00Z");
  CHECK(contains(body_of(v.with.get(event_path)), "href=\"/e/kick-off/register\""));
}

TEST_CASE("what is over leaves the kept calendar at the full hour", "[server]") {
  visitor v;
  CHECK(contains(body_of(v.with.get("/")), "kick-off"));
  v.with.set_time("2031-01-01T00:00:00Z");
  CHECK_FALSE(contains(body_of(v.with.get("/")), "kick-off"));
}

TEST_CASE("each language has its own kept page, and filters none", "[server]") {
  visitor v;
  CHECK(contains(body_of(v.with.get("/")), "Strategie-Auftakt"));
  CHECK(contains(body_of(v.with.get("/", {{"lang", "en"}})), "Strategy kick-off"));
  auto of = v.with.request("GET", "/");
  CHECK(server::kept_key(of));
  of.query.add("lang", "de");
  CHECK(server::kept_key(of) != server::kept_key(v.with.request("GET", "/")));  // other links
  of.query.add("q", "x");
  CHECK_FALSE(server::kept_key(of));
  auto unknown = v.with.request("GET", "/");
  unknown.query.add("lang", "xx");
  CHECK(server::kept_key(unknown) == server::kept_key(v.with.request("GET", "/")));
}

TEST_CASE("what one visitor's address says is not on the page that others get", "[server]") {
  visitor v;
  for (const std::string path : {"/e/kick-off", "/"}) {
    INFO(path);
    CHECK_FALSE(contains(body_of(v.with.get(path, {{"campaign", "evil"}})), "evil"));
    CHECK_FALSE(contains(body_of(v.with.get(path)), "evil"));
    CHECK(contains(body_of(v.with.get(path, {{"lang", "de"}, {"campaign", "evil"}})), "?lang=en"));
    CHECK_FALSE(contains(body_of(v.with.get(path, {{"lang", "de"}})), "evil"));
  }
}

TEST_CASE("a page made from a snapshot before a change is never given out after it", "[server]") {
  schema::announcements told;
  server::page_cache pages(told);
  const auto until = instant::max();
  const auto before = pages.now();
  told.publish("event/7");  // between the snapshot and the end of rendering
  pages.keep("a", shown("old", "event/7", until), before);
  pages.keep("all", shown("old", "event/", until), before);
  pages.keep("b", shown("other", "event/8", until), before);
  CHECK_FALSE(pages.find("a", instant{}));
  CHECK_FALSE(pages.find("all", instant{}));
  CHECK(pages.find("b", instant{}));
  pages.keep("a", shown("new", "event/7", until), pages.now());
  CHECK(*pages.find("a", instant{})->body == "new");
}

TEST_CASE("a page ends with its time", "[server]") {
  schema::announcements told;
  server::page_cache pages(told);
  pages.keep("a", shown("x", "event/7", from_micros(1000)), pages.now());
  CHECK(pages.find("a", from_micros(999)));
  CHECK_FALSE(pages.find("a", from_micros(1000)));
}

TEST_CASE("nothing is announced of what was rolled back", "[schema]") {
  tests::test_database db;
  std::vector<std::string> heard;
  const auto listening = db->announced().subscribe([&](const std::string& topic) {
    if (topic != schema::every_topic) heard.push_back(topic);
  });
  db->write([](schema::transaction& tx) {
    tx.announce("event/1");
    tx.undo();
  });
  CHECK_THROWS(db->write([](schema::transaction& tx) {
    tx.announce("event/2");
    throw std::runtime_error("no");
  }));
  CHECK(heard.empty());
  db->write([](schema::transaction& tx) {
    tx.announce("event/3");
    tx.announce("event/3");
  });
  CHECK(heard == std::vector<std::string>{"event/3"});
}
