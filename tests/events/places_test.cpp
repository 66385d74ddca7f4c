// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/places.hpp"

#include <vector>

#include "base/time_zone.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace std::chrono_literals;
namespace places = zusage::events::places;
using places::booked;

namespace {

constexpr auto zone = "Europe/Berlin";

std::string ends(const char* made, std::chrono::hours kept,
                 const char* latest = "2040-01-01T00:00") {
  const auto at = local_to_instant(made, zone).value();
  return to_local_text(places::offer_ends(at, kept, zone, local_to_instant(latest, zone).value()),
                       zone);
}

}  // namespace

TEST_CASE("the second choice is taken when the first is full, and only then", "[events][S4]") {
  CHECK(places::choose(true, true, true) == booked::first);
  CHECK(places::choose(true, false, false) == booked::first);
  CHECK(places::choose(false, true, false) == booked::second);
  CHECK(places::choose(false, false, true) == booked::waits);
  CHECK(places::choose(false, false, false) == booked::nowhere);
}

TEST_CASE("a group gets all its places or none, unless it takes fewer", "[events]") {
  CHECK(places::given(3, false, 5) == 3);
  CHECK(places::given(3, false, 3) == 3);
  CHECK(places::given(3, false, 2) == 0);
  CHECK(places::given(3, true, 2) == 2);
  CHECK(places::given(3, true, 0) == 0);
  CHECK(places::given(3, true, -4) == 0);
  CHECK(places::needed(3, false) == 3);
  CHECK(places::needed(3, true) == 1);
  CHECK(places::needed(1, false) == 1);
}

TEST_CASE("more people than places are told apart from none left", "[events]") {
  CHECK(places::free_places(10, 4) == 6);
  CHECK(places::free_places(10, 10) == 0);
  CHECK(places::free_places(10, 13) == -3);
  CHECK(places::free_places({}, 1'000'000) == places::unlimited);
}

TEST_CASE("next in line is the first for whom the free places are enough", "[events]") {
  const std::vector<places::entry> line = {{1, {}, 3}, {2, {}, 1}, {3, {}, 1}, {4, {}, 2}};
  CHECK(places::next_in_line(line, 5)->id == 1);
  CHECK(places::next_in_line(line, 2)->id == 2);
  CHECK(places::next_in_line(line, 1)->id == 2);
  CHECK_FALSE(places::next_in_line(line, 0));
  CHECK_FALSE(places::next_in_line(line, -2));
  CHECK_FALSE(places::next_in_line({}, 5));
}

TEST_CASE("who wished it first comes first, whatever the number", "[events]") {
  const instant early{1h}, late{2h};
  const std::vector<places::entry> line = {{1, late}, {9, early}, {8, early}};
  CHECK(places::next_in_line(line, 1)->id == 8);
}

TEST_CASE("the time to accept an offer does not run at night and at weekends", "[events]") {
  // 2030-04-01 is a Monday.
  CHECK(ends("2030-04-01T10:00", 4h) == "2030-04-01T14:00");
  CHECK(ends("2030-04-01T10:00", 10h) == "2030-04-01T20:00");
  CHECK(ends("2030-04-01T10:00", 11h) == "2030-04-02T09:00");
  CHECK(ends("2030-04-01T23:00", 1h) == "2030-04-02T09:00");
  CHECK(ends("2030-04-01T03:00", 1h) == "2030-04-01T09:00");
  CHECK(ends("2030-04-05T19:00", 2h) == "2030-04-08T09:00");
  CHECK(ends("2030-04-06T12:00", 24h) == "2030-04-09T20:00");
}

TEST_CASE("the time to accept an offer counts hours, also when clocks change", "[events]") {
  // Clocks go forward on Sunday, 2030-03-31, and back on Sunday, 2030-10-27.
  CHECK(ends("2030-03-29T19:00", 2h) == "2030-04-01T09:00");
  CHECK(ends("2030-10-25T19:00", 2h) == "2030-10-28T09:00");
}

TEST_CASE("no offer ends after the moment from which it is of no use", "[events]") {
  CHECK(ends("2030-04-01T10:00", 24h, "2030-04-01T18:00") == "2030-04-01T18:00");
  CHECK(ends("2030-04-05T19:30", 24h, "2030-04-06T09:00") == "2030-04-06T09:00");
}
