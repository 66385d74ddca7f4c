// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/listing.hpp"

#include <set>

#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"

using namespace zusage;
using nlohmann::json;

namespace {

std::string slugs(tests::test_database& db, const events::calendar_filter& by = {}) {
  std::string found;
  for (const auto& row :
       db->read([&](const schema::reader& r) { return events::list_events(r, by); })) {
    found += row.slug + " ";
  }
  return found;
}

json on_day(const std::string& slug, const std::string& day) {
  return {{"slug", slug},        {"starts_at", day + "T09:00"}, {"ends_at", day + "T16:00"},
          {"sessions", nullptr}, {"choices", nullptr},          {"questions", nullptr}};
}

json online(json event) {
  event["mode"] = "online";
  event["venue"] = nullptr;
  return event;
}

instant day(const std::string& text) {
  return from_iso(text + "T00:00:00Z").value();
}

}  // namespace

TEST_CASE("the calendar lists published and cancelled events by start", "[events]") {
  tests::test_database db;
  tests::add_event(db, on_day("second", "2030-02-02"));
  tests::add_event(db, on_day("first", "2030-01-01"));
  auto cancelled = on_day("third", "2030-03-03");
  cancelled["status"] = "cancelled";
  tests::add_event(db, cancelled);
  auto draft = on_day("draft", "2030-01-15");
  draft["status"] = "draft";
  tests::add_event(db, draft);
  CHECK(slugs(db) == "first second third ");
}

TEST_CASE("a calendar row holds what the calendar shows", "[events]") {
  tests::test_database db;
  const auto e = tests::add_event(db);
  db->write([&](schema::transaction& tx) {
    tx.execute("UPDATE event SET taken = 12 WHERE id = :1", e->id);
  });
  const auto rows = db->read([](const schema::reader& r) { return events::list_events(r, {}); });
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].slug == "kick-off");
  CHECK(rows[0].organiser_key == "sit");
  CHECK(rows[0].organiser_name["en"] == "City IT Association");
  CHECK(rows[0].title == e->title);
  CHECK(rows[0].summary == e->summary);
  CHECK(rows[0].venue["city"] == "Musterstadt");
  CHECK(rows[0].time_zone == "Europe/Berlin");
  CHECK(rows[0].starts_at == e->starts_at);
  CHECK(rows[0].ends_at == e->ends_at);
  CHECK(rows[0].capacity == 100);
  CHECK(rows[0].taken == 12);
  CHECK(rows[0].waiting_list);
}

TEST_CASE("the calendar is searched without regard to case, umlauts and order", "[events]") {
  tests::test_database db;
  auto a = on_day("a", "2030-01-01");
  a["title"] = {{"de", "Müßige Bürgerdienste 100 %"}, {"en", "Citizens' services"}};
  tests::add_event(db, a);
  auto b = on_day("b", "2030-01-02");
  b["summary"] = {{"de", "Über Register"}};
  tests::add_event(db, b);
  CHECK(slugs(db, {.text = "MUSSIGE"}) == "a ");
  CHECK(slugs(db, {.text = "bürgerdienste müßig"}) == "a ");
  CHECK(slugs(db, {.text = "services"}) == "a ");
  CHECK(slugs(db, {.text = "uber register"}) == "b ");
  CHECK(slugs(db, {.text = "register bürger"}) == "");
  CHECK(slugs(db, {.text = "%"}) == "a ");
  CHECK(slugs(db, {.text = "_"}) == "");
  CHECK(slugs(db, {.text = "   "}) == "a b ");
}

TEST_CASE("hybrid events are found online and on site", "[events]") {
  tests::test_database db;
  tests::add_event(db, on_day("hybrid", "2030-01-01"));
  tests::add_event(db, online(on_day("online", "2030-01-02")));
  auto site = on_day("site", "2030-01-03");
  site["mode"] = "on_site";
  tests::add_event(db, site);
  CHECK(slugs(db, {.mode = events::mode::online}) == "hybrid online ");
  CHECK(slugs(db, {.mode = events::mode::on_site}) == "hybrid site ");
  CHECK(slugs(db, {.mode = events::mode::hybrid}) == "hybrid ");
}

TEST_CASE("the calendar is narrowed to kind, organiser and time", "[events]") {
  tests::test_database db;
  tests::add_event(db, on_day("a", "2030-01-01"));
  auto b = on_day("b", "2030-01-02");
  b["kind"] = "solution_day";
  tests::add_event(db, b);
  CHECK(slugs(db, {.kind = events::kind::solution_day}) == "b ");
  CHECK(slugs(db, {.kind = events::kind::paper}) == "");
  CHECK(slugs(db, {.organiser = "sit"}) == "a b ");
  CHECK(slugs(db, {.organiser = "other"}) == "");
  CHECK(slugs(db, {.from = day("2030-01-02")}) == "b ");
  CHECK(slugs(db, {.to = day("2030-01-02")}) == "a ");
  CHECK(slugs(db, {.from = from_iso("2030-01-01T12:00:00Z"), .to = day("2030-01-02")}) == "a ");
  CHECK(slugs(db, {.from = day("2031-01-01")}) == "");
}

TEST_CASE("the calendar is searched for places, organisers, sessions and who speaks", "[events]") {
  tests::test_database db;
  auto a = on_day("a", "2030-01-01");
  a["sessions"] = {{{"key", "talk"},
                    {"title", {{"de", "Offene Daten"}}},
                    {"starts_at", "2030-01-01T10:00"},
                    {"ends_at", "2030-01-01T11:00"},
                    {"join_url", "https://meet.example.org/geheim"},
                    {"speakers", {"Ada Lovelace"}}}};
  tests::add_event(db, a);
  tests::add_event(db, online(on_day("b", "2030-01-02")));
  CHECK(slugs(db, {.text = "musterstadt"}) == "a ");
  CHECK(slugs(db, {.text = "12345"}) == "a ");
  CHECK(slugs(db, {.text = "city association"}) == "a b ");
  CHECK(slugs(db, {.text = "lovelace"}) == "a ");
  CHECK(slugs(db, {.text = "daten rathaus"}) == "a ");
  CHECK(slugs(db, {.text = "geheim"}) == "");
  CHECK(slugs(db, {.text = "speakers"}) == "");
}

TEST_CASE("meetings of a ring group are not found by strangers", "[events]") {
  tests::test_database db;
  auto ring = on_day("ring", "2030-01-01");
  ring["kind"] = "comparison_ring";
  ring["ring"] = {{"groups", {{{"key", "one"}, {"title", "Ring 1"}}}}};
  ring["sessions"] = {{{"key", "inner"},
                       {"title", {{"de", "Vertrauliches Treffen"}}},
                       {"starts_at", "2030-01-01T10:00"},
                       {"ends_at", "2030-01-01T11:00"},
                       {"ring_group", "one"}}};
  tests::add_event(db, ring);
  CHECK(slugs(db) == "ring ");
  CHECK(slugs(db, {.text = "vertrauliches"}) == "");
}

TEST_CASE("a state finds what takes place in it, and nothing that is only online", "[events]") {
  tests::test_database db;
  auto a = on_day("a", "2030-01-01");
  a["venue"]["state"] = "Sachsen";
  tests::add_event(db, a);
  auto b = on_day("b", "2030-01-02");
  b["venue"]["state"] = "nw";
  tests::add_event(db, b);
  tests::add_event(db, on_day("unknown", "2030-01-03"));
  tests::add_event(db, online(on_day("online", "2030-01-04")));
  CHECK(slugs(db, {.state = "SN"}) == "a ");
  CHECK(slugs(db, {.state = "NW"}) == "b ");
  CHECK(slugs(db, {.state = "BY"}) == "");
}

TEST_CASE("a list by date has no papers", "[events]") {
  tests::test_database db;
  tests::add_event(db, on_day("a", "2030-01-01"));
  tests::add_event(db, tests::as_paper("report"));
  CHECK(slugs(db, {.only_dated = true}) == "a ");
}

TEST_CASE("what search engines may show are published events and series with any", "[events]") {
  tests::test_database db;
  auto file = tests::sample_event_file();
  file["series"] = {{{"key", "full"}, {"organiser", "sit"}, {"title", {{"de", "Mit"}}}},
                    {{"key", "empty"}, {"organiser", "sit"}, {"title", {{"de", "Ohne"}}}}};
  file["events"][0]["series"] = "full";
  tests::import_file(db, file);
  for (const auto& [slug, member, value] : {std::tuple("draft", "status", json("draft")),
                                            std::tuple("off", "status", json("cancelled")),
                                            std::tuple("hidden", "hidden", json(true))}) {
    auto other = on_day(slug, "2030-02-02");
    other[member] = value;
    tests::add_event(db, other);
  }
  tests::add_event(db, tests::as_paper("report"));
  std::set<std::string> paths;
  db->read([&](const schema::reader& r) {
    for (const auto& one : events::list_addresses(r, 100)) paths.insert(one.path);
    CHECK(events::list_addresses(r, 1).size() == 1);
  });
  CHECK(paths == std::set<std::string>{"/e/kick-off", "/papers/report", "/s/sit/full"});
}
