// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/calendar_filter.hpp"
#include "tests/server/visitor.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/text.hpp"

using namespace zusage;
using tests::body_of;
using tests::contains;
using tests::header_of;
using tests::visitor;

namespace {

server::response calendar(visitor& v, const std::string& name = {}, const std::string& value = {},
                          const std::string& language = "de") {
  auto of = v.with.request("GET", "/", {}, language);
  if (!name.empty()) of.query.add(name, value);
  return v.with.run(&server::show_calendar, of);
}

server::response event_page(visitor& v, const std::string& language = "de") {
  return v.with.run(&server::show_event,
                    v.with.request("GET", "/e/kick-off", {{"slug", "kick-off"}}, language));
}

}  // namespace

TEST_CASE("the calendar shows published events by month in both languages", "[server]") {
  visitor v;
  CHECK(contains(body_of(calendar(v)), "Mai 2030"));
  CHECK(contains(body_of(calendar(v)), "Strategie-Auftakt"));
  CHECK(contains(body_of(calendar(v, "", "", "en")), "Strategy kick-off"));
}

TEST_CASE("filters narrow the calendar, and a wrong one is explained beside its field",
          "[server]") {
  visitor v;
  CHECK(contains(body_of(calendar(v, "kind", "conference")), "href=\"/e/kick-off\""));
  CHECK_FALSE(contains(body_of(calendar(v, "kind", "solution_day")), "href=\"/e/kick-off\""));
  CHECK(contains(body_of(calendar(v, "mode", "online")), "href=\"/e/kick-off\""));
  CHECK(contains(body_of(calendar(v, "q", "AUFTAKT")), "href=\"/e/kick-off\""));
  CHECK_FALSE(contains(body_of(calendar(v, "q", "Zebra")), "href=\"/e/kick-off\""));
  CHECK_FALSE(contains(body_of(calendar(v, "from", "2030-05-16")), "href=\"/e/kick-off\""));
  CHECK(contains(body_of(calendar(v, "to", "2030-05-15")), "href=\"/e/kick-off\""));
  CHECK_FALSE(contains(body_of(calendar(v, "to", "2030-05-14")), "href=\"/e/kick-off\""));
  CHECK(contains(body_of(calendar(v, "from", "gestern")), "id=\"filter-from-error\""));
  CHECK_FALSE(contains(body_of(calendar(v, "q", "<script>x")), "<script>x"));
}

TEST_CASE("the Atom feed of the calendar takes the same filters", "[server][S6]") {
  visitor v;
  const auto feed = [&](const std::string& name, const std::string& value) {
    return v.with.get("/feed.atom", {{name, value}});
  };
  const auto all = v.with.get("/feed.atom");
  CHECK(all.status == 200);
  CHECK(all.content_type == "application/atom+xml; charset=utf-8");
  CHECK(contains(body_of(all), "<title>Strategie-Auftakt</title>"));
  CHECK(contains(body_of(feed("mode", "online")), "Strategie-Auftakt"));
  CHECK(contains(body_of(feed("mode", "online")), "/feed.atom?mode=online"));
  CHECK_FALSE(contains(body_of(feed("kind", "solution_day")), "Strategie-Auftakt"));
  CHECK_FALSE(contains(body_of(feed("organiser", "nobody")), "Strategie-Auftakt"));
  CHECK(feed("from", "gestern").status == 400);
  CHECK_FALSE(contains(body_of(all), "meet.example.org"));
  const auto id_of = [](const std::string& body) {
    return body.substr(body.find("<id>"), body.find("</id>") - body.find("<id>"));
  };
  CHECK(id_of(body_of(all)) != id_of(body_of(feed("mode", "online"))));
  v.with.set_time("2030-02-10T10:00:00Z");
  CHECK(id_of(body_of(all)) == id_of(body_of(v.with.get("/feed.atom"))));
  CHECK(contains(body_of(calendar(v, "mode", "online")),
                 "href=\"/feed.atom?mode=online&amp;lang=de\""));
}

TEST_CASE("drafts and what is over are not in the calendar", "[server]") {
  visitor draft(nlohmann::json{{"status", "draft"}});
  CHECK_FALSE(contains(body_of(calendar(draft)), "kick-off"));
  visitor over;
  over.with.set_time("2030-05-16T10:00:00Z");
  CHECK_FALSE(contains(body_of(calendar(over)), "kick-off"));
}

TEST_CASE("the calendar as a feed takes the same filters", "[server]") {
  visitor v;
  auto of = v.with.request("GET", "/calendar.ics");
  const auto made = v.with.run(&server::show_calendar_feed, of);
  CHECK(made.content_type == "text/calendar; charset=utf-8");
  CHECK(contains(made.body, "UID:kick-off@events.example.org"));
  of.query.add("kind", "solution_day");
  CHECK_FALSE(contains(v.with.run(&server::show_calendar_feed, of).body, "UID:"));
  auto wrong = v.with.request("GET", "/calendar.ics");
  wrong.query.add("mode", "by-post");
  CHECK(v.with.run(&server::show_calendar_feed, wrong).status == 400);
}

TEST_CASE("filters go into the feed's address encoded", "[server]") {
  server::fields query;
  query.add("q", "a&b c");
  query.add("other", "x");
  CHECK(server::filter_query(query) == "?q=a%26b%20c");
}

TEST_CASE("the last day of a filter counts whole, also when clocks change", "[server]") {
  server::fields query;
  query.add("to", "2030-03-31");  // has 23 hours in Berlin
  const auto read = server::read_calendar_filter(query, from_iso("2030-01-01T00:00:00Z").value());
  CHECK(to_iso(read.filter.to.value()) == "2030-03-31T22:00:00Z");
}

TEST_CASE("the page of an event shows programme, place and the way to register", "[server]") {
  visitor v;
  const auto made = event_page(v);
  CHECK(made.status == 200);
  CHECK_FALSE(made.personal);
  const auto body = body_of(made);
  for (const auto* part : {"Plenum", "Forum 2: Cloud", "Rathaus", "Aufzug", "<strong>Programm",
                           "href=\"/e/kick-off/register\"", "href=\"/privacy?event=kick-off\"",
                           "Noch 25 Plätze frei"}) {
    INFO(part);
    CHECK(contains(body, part));
  }
  CHECK_FALSE(contains(body, "meet.example.org"));
}

TEST_CASE("texts in another language than the page are marked as such", "[server]") {
  visitor v(nlohmann::json{{"title", {{"en", nullptr}}}});
  CHECK(contains(body_of(event_page(v, "en")), "lang=\"de\">Strategie-Auftakt"));
}

TEST_CASE("the page says when registration opens", "[server]") {
  visitor v(nlohmann::json{{"registration", {{"opens_at", "2030-02-01T08:00"}}}});
  const auto body = body_of(event_page(v));
  CHECK(contains(body, "1. Februar 2030"));
  CHECK_FALSE(contains(body, "href=\"/e/kick-off/register\""));
}

TEST_CASE("an event's own calendar entry has a stable name", "[server]") {
  visitor v;
  const auto made =
      v.with.run(&server::show_event_feed,
                 v.with.request("GET", "/e/kick-off/event.ics", {{"slug", "kick-off"}}));
  CHECK(contains(made.body, "UID:kick-off@events.example.org"));
  CHECK(contains(header_of(made, "Content-Disposition"), "kick-off.ics"));
}

TEST_CASE("a paper has words of its own and no time that a calendar could keep", "[server][S2]") {
  visitor v(nlohmann::json{{"kind", "paper"},
                           {"mode", "online"},
                           {"venue", nullptr},
                           {"sessions", nullptr},
                           {"choices", nullptr}});
  const auto list = body_of(calendar(v)), page = body_of(v.with.get("/papers/kick-off"));
  CHECK(header_of(event_page(v), "Location") == "/papers/kick-off");
  CHECK(header_of(v.get_form(), "Location") == "/papers/kick-off");
  CHECK(contains(list, "href=\"/papers/kick-off\""));
  CHECK(contains(list, "Fachpublikationen</h2>"));
  CHECK(contains(list, "Erschienen am"));
  CHECK(contains(list, "Ein Eintrag"));
  CHECK(contains(page, "Publikation anfordern"));
  CHECK(contains(page, "Herausgeber"));
  CHECK(contains(body_of(v.with.get("/papers/kick-off", {{"lang", "en"}})), "Get the paper"));
  for (const auto* word : {"Wann", "event.ics", "Jetzt anmelden", "Anmeldung", "Veranstalter"}) {
    INFO(word);
    CHECK_FALSE(contains(page, word));
  }
  const auto feed = v.with.request("GET", "/calendar.ics");
  CHECK_FALSE(contains(v.with.run(&server::show_calendar_feed, feed).body, "UID:"));
  const auto own = v.with.request("GET", "/e/kick-off/event.ics", {{"slug", "kick-off"}});
  CHECK(v.with.run(&server::show_event_feed, own).status == 404);
}

TEST_CASE("a state narrows the calendar and its feeds", "[server][S6]") {
  visitor v(nlohmann::json{{"venue", {{"state", "SN"}}}});
  for (const auto* path : {"/", "/feed.atom", "/calendar.ics", "/api/v1/events"}) {
    INFO(path);
    CHECK(contains(body_of(v.with.get(path, {{"state", "SN"}})), "kick-off"));
    CHECK(contains(body_of(v.with.get(path, {{"state", "Sachsen"}})), "kick-off"));
    const auto elsewhere = v.with.get(path, {{"state", "BY"}});
    CHECK(elsewhere.status == 200);
    CHECK_FALSE(contains(body_of(elsewhere), "kick-off"));
  }
  CHECK(v.with.get("/calendar.ics", {{"state", "XX"}}).status == 400);
  CHECK(v.with.get("/feed.atom", {{"state", "XX"}}).status == 400);
  CHECK(contains(body_of(v.with.get("/feed.atom", {{"state", "SN"}})),
                 "<title>Veranstaltungen (Bundesland: Sachsen)</title>"));
}

TEST_CASE("every wrong filter is said in the summary and at its field", "[server]") {
  visitor v;
  for (const auto& [name, value] :
       std::vector<std::pair<std::string, std::string>>{{"kind", "party"},
                                                        {"mode", "by-post"},
                                                        {"state", "Atlantis"},
                                                        {"organiser", "nobody"},
                                                        {"from", "gestern"},
                                                        {"to", "2030-02-30"},
                                                        {"q", std::string(101, 'x')}}) {
    INFO(name);
    const auto body = body_of(calendar(v, name, value));
    CHECK(contains(body, "href=\"#filter-" + name + "\""));
    CHECK(contains(body, "id=\"filter-" + name + "-error\""));
    CHECK(contains(body, "<title>Fehler:"));
    CHECK(contains(body, "<details class=\"fold\" open>"));
    CHECK_FALSE(contains(body, "embed-snippet"));
  }
  auto backwards = v.with.request("GET", "/");
  backwards.query.add("from", "2030-05-02");
  backwards.query.add("to", "2030-05-01");
  CHECK(contains(body_of(v.with.run(&server::show_calendar, backwards)), "#filter-to"));
}

TEST_CASE("active filters are named, each with the way back", "[server]") {
  visitor v;
  CHECK_FALSE(contains(body_of(calendar(v)), "active-filters"));
  CHECK(contains(body_of(calendar(v)), "<details class=\"fold\">"));
  auto of = v.with.request("GET", "/");
  of.query.add("q", "auftakt");
  of.query.add("kind", "conference");
  of.query.add("to", "2030-05-15");
  const auto body = body_of(v.with.run(&server::show_calendar, of));
  CHECK(contains(body, "Art: Konferenz"));
  CHECK(contains(body, "Bis: 15.05.2030"));
  CHECK(contains(body, "3 Angaben"));
  CHECK(contains(body, "href=\"/?q=auftakt&amp;to=2030-05-15#result\""));
  CHECK(contains(body, "href=\"/?q=auftakt&amp;kind=conference#result\""));
  CHECK(contains(body, "href=\"/?kind=conference&amp;to=2030-05-15#result\""));
}

TEST_CASE("a selection by date has no papers, and says so", "[server][S2]") {
  visitor v(tests::as_paper());
  CHECK(contains(body_of(calendar(v)), "/papers/kick-off"));
  CHECK_FALSE(contains(body_of(calendar(v, "from", "2029-01-01")), "/papers/kick-off"));
  CHECK(contains(body_of(calendar(v, "from", "2029-01-01")), "haben keinen Termin"));
  CHECK_FALSE(contains(body_of(calendar(v, "kind", "conference")), "haben keinen Termin"));
}

TEST_CASE("a long calendar comes in pages that keep the filters", "[server]") {
  visitor v;
  auto file = tests::sample_event_file();
  const auto one = file["events"][0];
  file["events"] = nlohmann::json::array();
  for (int i = 0; i < 204; ++i) {
    file["events"].push_back(one);
    file["events"].back()["slug"] = "number-" + std::to_string(1000 + i);
  }
  tests::import_file(v.with.database(), file);
  const auto first = body_of(v.with.get("/"));
  CHECK(contains(first, "Einträge 1 bis 100 von 205"));
  CHECK(contains(first, "href=\"/?page=2#result\""));
  CHECK(contains(first, "/e/number-1050\""));
  CHECK_FALSE(contains(first, "/e/number-1203\""));
  const auto last = body_of(v.with.get("/", {{"page", "3"}, {"mode", "online"}, {"lang", "de"}}));
  CHECK(contains(last, "Einträge 201 bis 205 von 205"));
  CHECK(contains(last, "href=\"/?mode=online&amp;page=2&amp;lang=de#result\""));
  CHECK_FALSE(contains(last, "rel=\"next\""));
  CHECK(contains(last, "/e/number-1203?lang=de\""));
  CHECK(body_of(v.with.get("/", {{"page", "99"}})).find("201 bis 205") != std::string::npos);
  CHECK(contains(body_of(v.with.get("/", {{"page", "x"}})), "Einträge 1 bis 100"));
  CHECK(contains(body_of(v.with.get("/embed")), "105 weitere Einträge"));
}
