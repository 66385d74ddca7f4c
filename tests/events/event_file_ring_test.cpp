// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/import.hpp"
#include "events/next_edition.hpp"
#include "events/ring.hpp"
#include "tests/events/ring_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;
using nlohmann::json;

namespace {

texts faults_in(const json& changes) {
  auto file = sample_event_file();
  file["events"][0].merge_patch(changes);
  const auto parsed = events::parse_event_file(file.dump());
  texts lines;
  if (!parsed) {
    for (const auto& one : parsed.error()) lines.push_back(events::describe(one));
  }
  return lines;
}

json with_indicator(const json& changes) {
  auto event = ring_event();
  event["sessions"] = json::array();
  event["ring"]["indicators"][0].merge_patch(changes);
  return event;
}

}  // namespace

TEST_CASE("what a ring says comes back as it stood in the file", "[events][rings]") {
  ring_fixture in;
  REQUIRE(in.of->ring);
  const auto& ring = *in.of->ring;
  CHECK(ring.group_size == 3);
  CHECK(ring.contact_purpose == "newsletter");
  CHECK(ring.contact_phone_purpose == "calls");
  REQUIRE(ring.indicators.size() == 2);
  CHECK(ring.indicators[0].periods == texts{"2029", "2030"});
  CHECK(ring.indicators[0].least == 0);
  CHECK(ring.indicators[0].most == 1'000'000);
  CHECK(ring.indicators[0].unit.at("de") == "€");
  CHECK(ring.indicators[1].type == events::indicator::kind::choice);
  CHECK(ring.indicators[1].options.size() == 2);
  CHECK(in.of->find_session("first-a")->ring_group == "a");
  CHECK(in.of->find_session("first-a")->when.at("de") == "September/Oktober");
  const auto version = in.of->version;
  in.import_again(
      ring_with({ring_meeting("first-a", "a"), ring_meeting("first-b", "b"), ring_meeting("all")}));
  CHECK(in.of->version == version);
}

TEST_CASE("contradictions of a ring are told with their place", "[events][rings]") {
  CHECK(faults_in({{"ring", json::object()}}) ==
        texts{"events[0].ring: only comparison rings have it"});
  CHECK(faults_in(ring_with({ring_meeting("first", "none")})) ==
        texts{"events[0].sessions[0].ring_group: the ring has no group with this key"});
  CHECK(faults_in(with_indicator({{"min", 5}, {"max", 4}})) ==
        texts{"events[0].ring.indicators[0].min: is greater than max"});
  CHECK(faults_in(with_indicator({{"key", "strategy"}})) ==
        texts{"events[0].ring.indicators[1].key: 'strategy' stands here a second time"});
  CHECK(faults_in(with_indicator({{"periods", json::array()}})) ==
        texts{"events[0].ring.indicators[0].periods: is missing"});
  CHECK(faults_in(with_indicator({{"type", "choice"}})) ==
        texts{"events[0].ring.indicators[0].options: are missing: there is nothing to choose from",
              "events[0].ring.indicators[0].min: only indicators of type number have it",
              "events[0].ring.indicators[0].max: only indicators of type number have it",
              "events[0].ring.indicators[0].unit: only indicators of type number have it"});
  CHECK(faults_in(with_indicator({{"options", {{{"key", "a"}}}}})) ==
        texts{"events[0].ring.indicators[0].options: only indicators of type choice have options"});
  auto unknown = ring_event();
  unknown["sessions"] = json::array();
  unknown["ring"]["grups"] = json::array();
  CHECK(faults_in(unknown) == texts{"events[0].ring.grups: is not a key that is known here"});
}

TEST_CASE("a ring's purposes have to be offered with the event", "[events][rings]") {
  ring_fixture in;
  auto file = sample_event_file();
  file["events"][0].merge_patch(ring_event());
  file["events"][0]["sessions"] = json::array({ring_meeting("first-a", "a")});
  file["events"][0]["purposes"] = {"newsletter"};
  const auto parsed = events::parse_event_file(file.dump());
  REQUIRE(parsed.has_value());
  const auto wrong = in.db->write([&](schema::transaction& tx) {
    const auto done = events::import_events(tx, *parsed, signing_up);
    return done ? faults() : done.error();
  });
  REQUIRE(wrong.size() == 1);
  CHECK(events::describe(wrong.front()) ==
        "events[0].ring.contact_phone_purpose: must be one of the event's purposes");
}

TEST_CASE("the next edition of a ring has its settings, and no group that members made",
          "[events][rings]") {
  ring_fixture in;
  const auto one = in.add_member("eins");
  auto wanted = in.draft();
  wanted.groups.push_back({0, "ring-1", "Neu", ""});
  wanted.members[one.reference] = "ring-1";
  REQUIRE(in.save(wanted).empty());
  in.reload();
  events::meeting_form form;
  form.title = "Nur für Neu";
  form.ring_group = "ring-1";
  const auto meeting = events::check_meeting(*in.of, {"ring-1"}, form, nullptr, "de").value();
  in.db->write([&](schema::transaction& tx) {
    REQUIRE(
        events::save_meeting(tx, in.whose, *in.of, meeting, in.registrar, signing_up).has_value());
    REQUIRE(events::make_next_edition(tx, in.whose, {"kick-off", "kick-off-2", "2031-05-14"},
                                      signing_up)
                .has_value());
  });
  in.db->read([&](const schema::reader& r) {
    const auto next = in.catalogue.find(r, "kick-off-2");
    REQUIRE(next->ring);
    CHECK(next->ring->indicators.size() == 2);
    CHECK(next->find_session("first-a"));
    CHECK_FALSE(next->find_session("meeting-1"));
    CHECK(events::list_groups(r, next->id).size() == 2);
    CHECK(events::list_members(r, *next).empty());
  });
}
