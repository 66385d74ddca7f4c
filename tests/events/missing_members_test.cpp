// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/missing_members.hpp"

#include "tests/events/figures_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

struct members_fixture {
  test_database db;
  std::shared_ptr<const events::event> of;

  explicit members_fixture(const std::vector<std::string>& ags)
      : of((put_directory(db), add_event(db, {{"audience", {{"municipalities", ags}}}}))) {}

  std::vector<events::audience_member> list(const std::string& organiser = "sit") {
    const auto owner = owner_of(db, organiser);
    return db->read(
        [&](const schema::reader& r) { return events::list_audience_members(r, owner, *of); });
  }
};

const std::vector<std::string> three = {"05962016", "05962004", "05962"};

}  // namespace

TEST_CASE("members stand by name with how many have signed up", "[events][figures]") {
  members_fixture at(three);
  put(at.db, "kick-off", {"confirmed", "05962016"});
  put(at.db, "kick-off", {"waiting", "05962016"});
  put(at.db, "kick-off", {"applied", "05962"});
  put(at.db, "kick-off", {"cancelled", "05962004"});
  put(at.db, "kick-off", {"refused", "05962004"});
  put(at.db, "kick-off", {"confirmed", "08111000"});
  const auto all = at.list();
  REQUIRE(all.size() == 3);
  CHECK(all[0].name == "Altena");
  CHECK(all[0].is_missing());
  CHECK(all[1].name == "Hemer");
  CHECK(all[1].people == 1);
  CHECK(all[1].waiting == 1);
  CHECK(all[1].is_present());
  CHECK(all[1].population == 35'000);
  CHECK(all[1].district == "Märkischer Kreis");
  CHECK(all[1].state == "Nordrhein-Westfalen");
  CHECK(all[1].latitude == 51'386'000);
  CHECK(all[2].name == "Märkischer Kreis");
  CHECK(all[2].people == 0);
  CHECK(all[2].only_waits());
}

TEST_CASE("a town does not stand in for its county", "[events][figures]") {
  members_fixture at({"05962"});
  put(at.db, "kick-off", {"confirmed", "05962016"});
  REQUIRE(at.list().size() == 1);
  CHECK_FALSE(at.list()[0].is_present());
}

TEST_CASE("a member that no directory knows is named by its key", "[events][figures]") {
  members_fixture at(three);
  at.db->write([](schema::transaction& tx) { events::replace_directory(tx, {}); });
  const auto all = at.list();
  REQUIRE(all.size() == 3);
  CHECK(all[0].name == "05962");
  CHECK_FALSE(all[0].latitude.has_value());
}

TEST_CASE("nobody is missing of an event for everybody, nor told to another organiser",
          "[events][figures]") {
  members_fixture everybody({});
  CHECK(everybody.list().empty());
  members_fixture at(three);
  at.db.add_organiser("other");
  CHECK(at.list("other").empty());
}

TEST_CASE("the table of the missing leaves out who is there, and ends when it is told to",
          "[events][figures]") {
  members_fixture at(three);
  put(at.db, "kick-off", {"confirmed", "05962016"});
  put(at.db, "kick-off", {"waiting", "05962"});
  std::string csv;
  events::export_missing(at.list(), true, [&](std::string_view piece) {
    csv += piece;
    return true;
  });
  CHECK(csv ==
        "\xEF\xBB\xBF"
        "ags;name;title;district;state\r\n"
        "05962004;Altena;Stadt;Märkischer Kreis;Nordrhein-Westfalen\r\n");
  int pieces = 0;
  events::export_missing(at.list(), false, [&](std::string_view) { return ++pieces < 2; });
  CHECK(pieces == 2);
}
