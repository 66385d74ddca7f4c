// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/outside_members.hpp"

#include "tests/events/figures_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;

TEST_CASE("who is not of the event's municipalities is counted by where they are from",
          "[events][figures]") {
  test_database db;
  const auto of = (put_directory(db),
                   add_event(db, {{"audience", {{"municipalities", {"05962016", "05962"}}}}}));
  put(db, "kick-off", {"confirmed", "05962016"});
  put(db, "kick-off", {"confirmed", "05962004"});
  put(db, "kick-off", {"waiting", "05962004"});
  put(db, "kick-off", {"cancelled", "08111000"});
  put(db, "kick-off", {"confirmed", ""});
  const auto list = [&](const organisers::scope& whose) {
    return db->read(
        [&](const schema::reader& r) { return events::list_outside_places(r, whose, *of); });
  };
  const auto all = list(owner_of(db, "sit"));
  REQUIRE(all.size() == 2);
  CHECK(all[0].ags.empty());
  CHECK(all[0].people == 1);
  CHECK(all[1].ags == "05962004");
  CHECK(all[1].people == 2);
  CHECK(list(organisers::scope::of_operator(db.add_organiser("kdn"))).empty());
}
