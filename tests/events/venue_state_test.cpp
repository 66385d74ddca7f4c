// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/venue_state.hpp"

#include <set>

#include "events/municipalities.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"

using namespace zusage;
using nlohmann::json;

namespace {

events::municipality town(const std::string& ags, const std::string& name,
                          const std::string& postal_code) {
  events::municipality made;
  made.ags = ags;
  made.name = name;
  made.postal_code = postal_code;
  return made;
}

std::string state_of(tests::test_database& db, const json& venue) {
  return db->read(
      [&](const schema::reader& r) { return std::string(events::venue_states(r).of(venue)); });
}

json in_city(const std::string& postal_code, const std::string& city) {
  return {{"name", "Rathaus"}, {"postal_code", postal_code}, {"city", city}};
}

}  // namespace

TEST_CASE("a state is known by its code and its name", "[events]") {
  CHECK(events::state_code_from("nw") == "NW");
  CHECK(events::state_code_from(" THÜRINGEN ") == "TH");
  CHECK(events::state_code_from("Baden-Württemberg") == "BW");
  CHECK(events::state_code_from("XX").empty());
  CHECK(events::state_code_from("").empty());
  std::set<std::string_view> codes;
  for (const auto code : events::state_codes()) {
    CHECK(events::state_code_from(code) == code);
    codes.insert(code);
  }
  CHECK(codes.size() == 16);
}

TEST_CASE("a venue lies where its seat's postal code or its unique name is", "[events]") {
  tests::test_database db;
  db->write([](schema::transaction& tx) {
    events::replace_directory(
        tx, {town("05962016", "Hemer", "58675"), town("05515000", "Münster", "48127"),
             town("06435000", "Münster", "64839"), town("14521000", "Grenzort", "07000"),
             town("16077000", "Andernorts", "07000"), town("16999001", "Ausgedacht", "99999")});
  });
  CHECK(state_of(db, in_city("58675", "anders geschrieben")) == "NW");
  CHECK(state_of(db, in_city("58670", "Stadt Hemer")) == "NW");
  CHECK(state_of(db, in_city("64839", "Münster")) == "HE");
  CHECK(state_of(db, in_city("48143", "Münster")).empty());
  CHECK(state_of(db, in_city("07000", "Andernorts")) == "TH");
  CHECK(state_of(db, in_city("07000", "Nirgends")).empty());
  CHECK(state_of(db, in_city("99999", "Ausgedacht")).empty());
  CHECK(state_of(db, json::object()).empty());
  auto said = in_city("58675", "Hemer");
  said["state"] = "HE";
  CHECK(state_of(db, said) == "HE");
}

TEST_CASE("without a directory only what the venue says is known", "[events]") {
  tests::test_database db;
  CHECK(state_of(db, in_city("58675", "Hemer")).empty());
  CHECK(state_of(db, {{"state", "BE"}}) == "BE");
}

TEST_CASE("an event file names the state of its venue, however it is written", "[events]") {
  tests::test_database db;
  const auto of = tests::add_event(db, {{"venue", {{"state", "sachsen"}}}});
  CHECK(of->venue["state"] == "SN");
  auto file = tests::sample_event_file();
  file["events"][0]["venue"]["state"] = "Atlantis";
  const auto read = events::parse_event_file(file.dump());
  REQUIRE_FALSE(read.has_value());
  CHECK(read.error().front().field == "events[0].venue.state");
  CHECK(read.error().front().code == "unknown_state");
}

TEST_CASE("saying in which state a venue lies moves nobody", "[events]") {
  tests::test_database db;
  const auto before = tests::add_event(db);
  const auto named = tests::add_event(db, {{"venue", {{"state", "SN"}}}});
  CHECK(named->version > before->version);
  CHECK(named->ical_sequence == before->ical_sequence);
  CHECK(tests::add_event(db, {{"venue", {{"state", "SN"}, {"city", "Anderswo"}}}})->ical_sequence >
        before->ical_sequence);
}
