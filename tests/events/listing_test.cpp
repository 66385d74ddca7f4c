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

json on(const std::string& slug, const std::string& day) {
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
  tests::add_event(db, on("second", "2030-02-02"));
  tests::add_event(db, on("first", "2030-01-01"));
  auto cancelled = on("third", "2030-03-03");
  cancelled["status"] = "cancelled";
  tests::add_event(db, cancelled);
  auto draft = on("draft", "2030-01-15");
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
  auto a = on("a", "2030-01-01");
  a["title"] = {{"de", "Müßige Bürgerdienste 100 %"}, {"en", "Citizens' services"}};
  tests::add_event(db, a);
  auto b = on("b", "2030-01-02");
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
  tests::add_event(db, on("hybrid", "2030-01-01"));
  tests::add_event(db, online(on("online", "2030-01-02")));
  auto site = on("site", "2030-01-03");
  site["mode"] = "on_site";
  tests::add_event(db, site);
  CHECK(slugs(db, {.mode = events::mode::online}) == "hybrid online ");
  CHECK(slugs(db, {.mode = events::mode::on_site}) == "hybrid site ");
  CHECK(slugs(db, {.mode = events::mode::hybrid}) == "hybrid ");
}

TEST_CASE("the calendar is narrowed to kind, organiser and time", "[events]") {
  tests::test_database db;
  tests::add_event(db, on("a", "2030-01-01"));
  auto b = on("b", "2030-01-02");
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
