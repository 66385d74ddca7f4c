// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/organiser_tasks.hpp"

#include "tests/events/figures_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

const auto april = berlin("2030-04-10T12:00");
const auto june = berlin("2030-06-10T12:00");

std::vector<events::event_task> undecided(test_database& db, instant now,
                                          const std::string& organiser = "sit") {
  const auto owner = owner_of(db, organiser);
  return db->read([&](const schema::reader& r) { return events::list_undecided(r, owner, now); });
}

std::vector<events::event_task> unpublished(test_database& db, instant now,
                                            const std::string& organiser = "sit") {
  const auto owner = owner_of(db, organiser);
  return db->read([&](const schema::reader& r) { return events::list_unpublished(r, owner, now); });
}

}  // namespace

TEST_CASE("applications that nobody has decided are counted until the event is over",
          "[events][figures]") {
  test_database db;
  add_event(db, {{"approval", true},
                 {"choices", nlohmann::json::array()},
                 {"sessions", nlohmann::json::array()}});
  CHECK(undecided(db, april).empty());
  for (const auto* status : {"applied", "applied", "confirmed", "refused"})
    put(db, "kick-off", {status});
  const auto found = undecided(db, april);
  REQUIRE(found.size() == 1);
  CHECK(found[0].slug == "kick-off");
  CHECK(found[0].count == 2);
  CHECK(found[0].title.at("de") == "Strategie-Auftakt");
  CHECK(undecided(db, june).empty());
  db.add_organiser("other");
  CHECK(undecided(db, april, "other").empty());
}

TEST_CASE("drafts are to be published until they are over", "[events][figures]") {
  test_database db;
  add_event(db);
  CHECK(unpublished(db, april).empty());
  add_event(db, {{"status", "draft"}});
  const auto found = unpublished(db, april);
  REQUIRE(found.size() == 1);
  CHECK(found[0].slug == "kick-off");
  CHECK(unpublished(db, june).empty());
  db.add_organiser("other");
  CHECK(unpublished(db, april, "other").empty());
}
