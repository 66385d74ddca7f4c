// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/event_figures.hpp"

#include "tests/events/figures_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

struct figures_fixture {
  test_database db;
  std::shared_ptr<const events::event> of;
  organisers::scope owner;

  explicit figures_fixture(const nlohmann::json& changes = nlohmann::json::object())
      : of(add_event(db, changes)), owner(owner_of(db, "sit")) {}

  std::vector<events::next_event> next(instant now, std::int64_t most = 10) {
    return db->read(
        [&](const schema::reader& r) { return events::list_next_events(r, owner, now, most); });
  }
  std::vector<events::day_figure> days(instant now) {
    return db->read(
        [&](const schema::reader& r) { return events::registrations_by_day(r, owner, *of, now); });
  }
  events::origin_counts origins() {
    return db->read([&](const schema::reader& r) { return events::count_origins(r, owner, *of); });
  }
};

nlohmann::json on_day(const std::string& slug, const std::string& day) {
  return {{"slug", slug},
          {"sessions", nlohmann::json::array()},
          {"choices", nlohmann::json::array()},
          {"starts_at", day + "T09:00"},
          {"ends_at", day + "T16:00"}};
}

std::string iso_day(const events::day_figure& one) {
  return to_iso(one.day).substr(0, 10);
}

std::vector<std::string> slugs(const std::vector<events::next_event>& all) {
  std::vector<std::string> found;
  for (const auto& one : all) found.push_back(one.slug);
  return found;
}

const auto april = berlin("2030-04-10T12:00");

}  // namespace

TEST_CASE("the next events are those to come by start, drafts too, no papers and no cancelled ones",
          "[events][figures]") {
  figures_fixture at;
  add_event(at.db, on_day("over", "2030-03-01"));
  add_event(at.db, on_day("later", "2030-07-01"));
  auto draft = on_day("draft", "2030-05-01");
  draft["status"] = "draft";
  add_event(at.db, draft);
  auto cancelled = on_day("cancelled", "2030-05-02");
  cancelled["status"] = "cancelled";
  add_event(at.db, cancelled);
  CHECK(slugs(at.next(april)) == std::vector<std::string>{"draft", "kick-off", "later"});
  CHECK(slugs(at.next(april, 2)) == std::vector<std::string>{"draft", "kick-off"});
  CHECK(slugs(at.next(berlin("2030-05-15T15:59"))).front() == "kick-off");
  CHECK(slugs(at.next(berlin("2030-05-15T16:00"))) == std::vector<std::string>{"later"});
}

TEST_CASE("an event counts who has a place, waits, has applied and has cancelled",
          "[events][figures]") {
  figures_fixture at;
  for (const auto* status : {"confirmed", "confirmed", "unverified", "offered", "waiting",
                             "applied", "applied", "cancelled", "refused"})
    put(at.db, "kick-off", {status});
  const auto found = at.next(april);
  REQUIRE(found.size() == 1);
  CHECK(found[0].capacity == 100);
  CHECK(found[0].counts.registered == 4);
  CHECK(found[0].counts.waiting == 1);
  CHECK(found[0].counts.applied == 2);
  CHECK(found[0].counts.cancelled == 1);
}

TEST_CASE("registrations are counted by days of the event's zone, cancelled ones too",
          "[events][figures]") {
  figures_fixture at;
  put(at.db, "kick-off", {"confirmed", "", berlin("2030-04-09T00:00")});
  put(at.db, "kick-off", {"cancelled", "", berlin("2030-04-09T23:59")});
  put(at.db, "kick-off", {"waiting", "", berlin("2030-04-10T00:10")});
  // Winter time, and the last day that is shown.
  put(at.db, "kick-off", {"confirmed", "", berlin("2030-02-10T00:05")});
  put(at.db, "kick-off", {"confirmed", "", berlin("2030-02-09T23:55")});
  const auto days = at.days(april);
  REQUIRE(days.size() == std::size_t(events::most_figure_days));
  CHECK(iso_day(days.front()) == "2030-02-10");
  CHECK(days.front().count == 1);
  CHECK(iso_day(days.back()) == "2030-04-10");
  CHECK(days.back().count == 1);
  CHECK(days[days.size() - 2].count == 2);
  CHECK(days[days.size() - 3].count == 0);
}

TEST_CASE("the days begin with the opening and end with the event", "[events][figures]") {
  const nlohmann::json opening = {{"registration", {{"opens_at", "2030-04-08T09:00"}}}};
  figures_fixture at(opening);
  const auto early = at.days(april);
  REQUIRE(early.size() == 3);
  CHECK(iso_day(early.front()) == "2030-04-08");
  const auto before = at.days(berlin("2030-04-01T09:00"));
  REQUIRE(before.size() == 1);
  CHECK(iso_day(before.front()) == "2030-04-01");
  CHECK(iso_day(at.days(berlin("2031-01-01T09:00")).back()) == "2030-05-15");
}

TEST_CASE("origins go by the directory, without who cancelled or was refused",
          "[events][figures]") {
  figures_fixture at;
  put_directory(at.db);
  for (const auto* ags : {"05962016", "05962016", "05962004", "05962", "08111000", "", "99999999"})
    put(at.db, "kick-off", {"confirmed", ags});
  put(at.db, "kick-off", {"cancelled", "08111000"});
  put(at.db, "kick-off", {"refused", "08111000"});
  using counts = std::map<std::string, std::int64_t>;
  const auto found = at.origins();
  CHECK(found.total == 7);
  CHECK(found.by_state == counts{{"", 2}, {"Baden-Württemberg", 1}, {"Nordrhein-Westfalen", 4}});
  CHECK(found.by_kind ==
        counts{{"", 2}, {"county", 1}, {"district_free_city", 1}, {"municipality", 3}});
  // From 10,000, 20,000, 100,000 and 500,000 inhabitants on.
  CHECK(found.by_size == std::vector<std::int64_t>{0, 0, 1, 2, 0, 1, 1});
}

TEST_CASE("another organiser gets no figures of an event", "[events][figures]") {
  figures_fixture at;
  put(at.db, "kick-off", {});
  at.owner = organisers::scope::of_operator(at.db.add_organiser("other"));
  CHECK(at.next(april).empty());
  CHECK(at.days(april).empty());
  CHECK(at.origins().total == 0);
}
