// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/atom.hpp"
#include "tests/server/visitor.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/text.hpp"

using namespace zusage;
using nlohmann::json;
using tests::body_of;
using tests::contains;
using tests::visitor;

namespace {

const std::string series_path = "/s/sit/starts", feed = series_path + "/feed.atom";

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++found;
  return found;
}

json series_file(const json& changes = json::object(), const std::string& slug = "kick-off") {
  auto file = tests::sample_event_file();
  file["series"] = json::array({{{"key", "starts"},
                                 {"organiser", "sit"},
                                 {"title", {{"de", "Auftakte & mehr"}, {"en", "Kick-offs"}}},
                                 {"summary", {{"de", "Jedes Jahr"}}},
                                 {"description", {{"de", "In **Musterstadt**"}}}}});
  file["events"][0]["slug"] = slug;
  file["events"][0]["series"] = "starts";
  file["events"][0].merge_patch(changes);
  return file;
}

// A series of one published event, and what more is added.
struct series_visitor : visitor {
  series_visitor() { add(); }
  void add(const json& changes = json::object(), const std::string& slug = "kick-off") {
    tests::import_file(with.database(), series_file(changes, slug));
  }
  std::string body(const std::string& path, const std::string& language = "") {
    return body_of(language.empty() ? with.get(path) : with.get(path, {{"lang", language}}));
  }
};

// What is wrong with XML of elements, attributes and the five entities; "" for nothing.
std::string wrong_xml(const std::string& text) {
  std::vector<std::string> open;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '&') {
      const auto name = text.substr(at + 1, text.find(';', at) - at - 1);
      if (name != "amp" && name != "lt" && name != "gt" && name != "quot") return "&" + name;
    }
    if (text[at] != '<') {
      ++at;
      continue;
    }
    const auto end = text.find('>', at);
    if (end == text.npos) return "no end of a tag";
    const auto tag = text.substr(at + 1, end - at - 1);
    at = end + 1;
    if (tag.front() == '?' || tag.back() == '/') continue;
    if (tag.front() != '/') {
      open.push_back(tag.substr(0, tag.find(' ')));
    } else if (open.empty() || open.back() != tag.substr(1)) {
      return tag;
    } else {
      open.pop_back();
    }
  }
  return open.empty() ? "" : open.back();
}

}  // namespace

TEST_CASE("the page of a series shows what is to come before what is over", "[server][series]") {
  series_visitor v;
  v.add({{"title", {{"de", "Erster Auftakt"}}},
         {"starts_at", "2029-05-15T09:00"},
         {"ends_at", "2029-05-15T16:00"},
         {"sessions", nullptr},
         {"choices", nullptr}},
        "first");
  v.add({{"status", "draft"}, {"title", {{"de", "Noch geheim"}}}}, "hidden");
  const auto body = v.body(series_path);
  for (const auto* part :
       {"Auftakte &amp; mehr", "Jedes Jahr", "<strong>Musterstadt</strong>",
        "Kommende Veranstaltungen", "Vergangene Veranstaltungen", "href=\"/e/kick-off\"",
        "href=\"/e/first\"", "Stadt-IT Verbund", "href=\"/s/sit/starts/feed.atom?lang=de\"",
        "href=\"/s/sit/starts/calendar.ics?lang=de\"", "href=\"/privacy?organiser=sit\""}) {
    INFO(part);
    CHECK(contains(body, part));
  }
  CHECK(body.find("Erster Auftakt") > body.find("Strategie-Auftakt"));
  CHECK_FALSE(contains(body, "Noch geheim"));
  CHECK(count(body, "Plätze frei") == 1);  // nobody needs a place in what is over
  const auto english = v.body(series_path, "en");
  CHECK(contains(english, "Kick-offs"));
  CHECK(contains(english, "Events to come"));
  CHECK(contains(english, "href=\"/e/kick-off?lang=en\""));
}

TEST_CASE("a series without events says so", "[server][series]") {
  series_visitor v;
  v.add({{"status", "draft"}});
  CHECK(contains(v.body(series_path), "In dieser Reihe gibt es noch keine Veranstaltung."));
  v.add({{"status", "published"}});
  v.with.set_time("2030-06-01T00:00:00Z");
  const auto over = v.body(series_path);
  CHECK(contains(over, "Zurzeit ist keine Veranstaltung angekündigt."));
  CHECK(contains(over, "href=\"/e/kick-off\""));
}

TEST_CASE("what is no series is not found", "[server][series]") {
  series_visitor v;
  for (const std::string path : {"/s/sit/ends", "/s/other/starts", "/s/sit/kick-off"}) {
    INFO(path);
    CHECK(v.with.get(path).status == 404);
    CHECK(v.with.get(path + "/feed.atom").status == 404);
    CHECK(v.with.get(path + "/calendar.ics").status == 404);
  }
  CHECK(v.with.get("/s/sit").status == 404);
}

TEST_CASE("an event leads to its series, and one without leads nowhere", "[server][series]") {
  series_visitor v;
  CHECK(contains(v.body("/e/kick-off"), "href=\"/s/sit/starts\">Auftakte &amp; mehr</a>"));
  CHECK(contains(v.body("/e/kick-off", "en"), "href=\"/s/sit/starts?lang=en\">Kick-offs</a>"));
  tests::import_file(v.with.database(), tests::sample_event_file());
  CHECK_FALSE(contains(v.body("/e/kick-off"), "/s/sit/starts"));
}

TEST_CASE("a kept page of a series is made anew when it or its events change", "[server][series]") {
  series_visitor v;
  const auto first = v.with.get(series_path);
  CHECK(first.shared_body);
  CHECK_FALSE(first.personal);
  CHECK(v.with.get(series_path).shared_body == first.shared_body);
  // Another event's change is none of its business.
  tests::add_event(v.with.database(), {{"slug", "elsewhere"}});
  CHECK(v.with.get(series_path).shared_body == first.shared_body);

  v.sign_up();
  CHECK(contains(v.body(series_path), "Noch 99 Plätze frei"));
  v.add({{"title", {{"de", "Neuer Titel"}}}});
  CHECK(contains(v.body(series_path), "Neuer Titel"));
  v.add({{"status", "draft"}, {"title", {{"de", "Zweiter"}}}}, "second");
  CHECK_FALSE(contains(v.body(series_path), "Zweiter"));
  v.add({{"title", {{"de", "Zweiter"}}}}, "second");
  CHECK(contains(v.body(series_path), "Zweiter"));
  auto file = series_file();
  file["events"] = json::array();
  file["series"][0]["title"]["de"] = "Anderer Name";
  file["organisers"][0]["name"]["de"] = "Anderer Verbund";
  tests::import_file(v.with.database(), file);
  CHECK(contains(v.body(series_path), "Anderer Name"));
  CHECK(contains(v.body(series_path), "Anderer Verbund"));
  CHECK(contains(v.body("/e/kick-off"), "Anderer Name"));
  tests::add_event(v.with.database());  // leaves the series
  CHECK_FALSE(contains(v.body(series_path), "href=\"/e/kick-off\""));
}

TEST_CASE("what ends moves to the past on a kept page", "[server][series]") {
  series_visitor v;
  CHECK(contains(v.body(series_path), "Kommende Veranstaltungen"));
  v.with.set_time("2030-05-15T14:00:00Z");  // 16:00 in Berlin
  CHECK(contains(v.body(series_path), "Vergangene Veranstaltungen"));
  CHECK_FALSE(contains(v.body(series_path), "Kommende Veranstaltungen"));
}

TEST_CASE("the feed of a series is Atom with names that last", "[server][series]") {
  series_visitor v;
  v.add({{"status", "draft"}}, "hidden");
  v.add({{"title", {{"de", "<b>Zweiter</b> & \"letzter\""}}}, {"status", "cancelled"}}, "second");
  const auto made = v.with.get(feed);
  CHECK(made.content_type == "application/atom+xml; charset=utf-8");
  CHECK_FALSE(made.personal);
  const auto body = body_of(made);
  CHECK(wrong_xml(body).empty());
  CHECK(count(body, "<entry>") == 2);
  CHECK_FALSE(contains(body, "hidden"));
  for (const auto* part :
       {"xml:lang=\"de\"", "<title>Auftakte &amp; mehr</title>", "<subtitle>Jedes Jahr</subtitle>",
        "<name>Stadt-IT Verbund</name>", "href=\"https://events.example.org/e/kick-off\"",
        "rel=\"self\" type=\"application/atom+xml\" "
        "href=\"https://events.example.org/s/sit/starts/feed.atom\"",
        "<title>&lt;b&gt;Zweiter&lt;/b&gt; &amp; &quot;letzter&quot;</title>",
        "Diese Veranstaltung ist abgesagt.", ":/e/kick-off</id>", ":/s/sit/starts</id>"}) {
    INFO(part);
    CHECK(contains(body, part));
  }
  CHECK(count(body, "<updated>") == 3);
  CHECK(count(body, "<id>tag:events.example.org,") == 3);
  const auto id = [](const std::string& text) {
    const auto at = text.find(":/e/kick-off</id>");
    return text.substr(text.rfind("<id>", at), at - text.rfind("<id>", at));
  };
  v.add({{"title", {{"de", "Umbenannt"}}}});
  CHECK(id(v.body(feed)) == id(body));
  CHECK(contains(v.body(feed, "en"), "href=\"https://events.example.org/e/kick-off?lang=en\""));
}

TEST_CASE("a feed without events is a feed", "[server][series]") {
  series_visitor v;
  v.add({{"status", "draft"}});
  const auto body = v.body(feed);
  CHECK(wrong_xml(body).empty());
  CHECK(count(body, "<updated>") == 1);
  CHECK(count(body, "<entry>") == 0);
}

TEST_CASE("an Atom feed leaves out what XML cannot say", "[server][series]") {
  server::atom_feed made;
  made.title =
      "a\x01"
      "b\xef\xbf\xbe"
      "c\td";
  CHECK(contains(server::to_atom(made), "<title>abc\td</title>"));
}

TEST_CASE("the calendar of a series has all its events under its name", "[server][series]") {
  series_visitor v;
  v.add({{"status", "draft"}}, "hidden");
  tests::add_event(v.with.database(), {{"slug", "elsewhere"}});
  v.with.set_time("2030-06-01T00:00:00Z");
  const auto made = v.with.get(series_path + "/calendar.ics");
  CHECK(made.content_type == "text/calendar; charset=utf-8");
  const auto body = body_of(made);
  CHECK(contains(body, "Auftakte & mehr"));
  CHECK(contains(body, "UID:kick-off@events.example.org"));
  CHECK(count(body, "BEGIN:VEVENT") == 1);
}
