// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/series.hpp"

#include <algorithm>

#include "events/import.hpp"
#include "events/listing.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"

using namespace zusage;
using nlohmann::json;

namespace {

json with_series() {
  auto file = tests::sample_event_file();
  file["series"] = json::array({{{"key", "starts"},
                                 {"organiser", "sit"},
                                 {"title", {{"de", "Auftakte"}, {"en", "Kick-offs"}}},
                                 {"description", {{"de", "Jedes **Jahr**"}}}}});
  file["events"][0]["series"] = "starts";
  return file;
}

template <class Change>
std::string faults_after(Change change) {
  auto file = with_series();
  change(file);
  const auto parsed = events::parse_event_file(file.dump());
  std::string text;
  if (!parsed) {
    for (const auto& one : parsed.error()) text += one.field + " " + one.code + "\n";
  }
  return text;
}

events::import_summary imported(tests::test_database& db, const json& file) {
  const auto known = db->read([](const schema::reader& r) { return events::find_known_keys(r); });
  const auto parsed = events::parse_event_file(file.dump(), known);
  REQUIRE(parsed.has_value());
  const auto done =
      db->write([&](schema::transaction& tx) { return events::import_events(tx, *parsed, now()); });
  REQUIRE(done.has_value());
  return *done;
}

std::optional<events::series> find(tests::test_database& db, const std::string& organiser,
                                   const std::string& key) {
  return db->read(
      [&](const schema::reader& reader) { return events::find_series(reader, organiser, key); });
}

std::shared_ptr<const events::event> event_of(tests::test_database& db, const std::string& slug) {
  events::catalogue fresh;
  return db->read([&](const schema::reader& reader) { return fresh.find(reader, slug); });
}

std::vector<std::string> heard_while(tests::test_database& db, const json& file) {
  std::vector<std::string> heard;
  const auto listening =
      db->announced().subscribe([&](const std::string& topic) { heard.push_back(topic); });
  imported(db, file);
  return heard;
}

bool has_one(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

}  // namespace

TEST_CASE("a series and its events are read from a file", "[events][series]") {
  const auto parsed = events::parse_event_file(with_series().dump());
  REQUIRE(parsed.has_value());
  REQUIRE(parsed->series.size() == 1);
  CHECK(parsed->series[0].key == "starts");
  CHECK(parsed->series[0].title["en"] == "Kick-offs");
  CHECK(parsed->series[0].summary == json::object());
  CHECK(parsed->events[0].series == "starts");
}

TEST_CASE("faults of a series come with their place", "[events][series]") {
  CHECK(faults_after([](json& f) { f["series"][0]["colour"] = 1; }) ==
        "series[0].colour unknown_key\n");
  CHECK(faults_after([](json& f) { f["series"][0].erase("title"); }) ==
        "series[0].title missing\n");
  CHECK(faults_after([](json& f) { f["series"][0]["key"] = "So nicht"; }) ==
        "series[0].key wrong_key\nevents[0].series unknown_series\n");
  CHECK(faults_after([](json& f) { f["series"].push_back(f["series"][0]); }) ==
        "series[1].key repeated\n");
  CHECK(faults_after([](json& f) { f["series"][0]["organiser"] = "who"; }) ==
        "series[0].organiser unknown_organiser\nevents[0].series unknown_series\n");
  CHECK(faults_after([](json& f) { f["series"] = 7; }) ==
        "series wrong_type\nevents[0].series unknown_series\n");
  CHECK(faults_after([](json& f) { f["events"][0]["series"] = 7; }) ==
        "events[0].series wrong_type\n");
  CHECK(faults_after([](json& f) { f.erase("series"); }) == "events[0].series unknown_series\n");
  CHECK(faults_after([](json& f) { f["series"][0]["title"]["de"] = std::string(201, 'x'); }) ==
        "series[0].title.de too_long\n");
}

TEST_CASE("an event cannot belong to another organiser's series", "[events][series]") {
  CHECK(faults_after([](json& f) {
          auto other = f["organisers"][0];
          other["key"] = "other";
          f["organisers"].push_back(other);
          f["series"][0]["organiser"] = "other";
        }) == "events[0].series unknown_series\n");
  tests::test_database db;
  imported(db, with_series());
  auto file = tests::sample_event_file();
  file["organisers"][0]["key"] = "other";
  for (auto& one : file["purposes"]) one["organiser"] = "other";
  file["events"][0]["organiser"] = "other";
  file["events"][0]["slug"] = "other-day";
  file["events"][0]["series"] = "starts";
  const auto known = db->read([](const schema::reader& r) { return events::find_known_keys(r); });
  const auto refused = events::parse_event_file(file.dump(), known);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error()[0].code == "unknown_series");
}

TEST_CASE("importing a series again changes nothing", "[events][series]") {
  tests::test_database db;
  CHECK(imported(db, with_series()).series.made == 1);
  const auto before = event_of(db, "kick-off");
  REQUIRE(before->series);
  CHECK(before->series->key == "starts");
  CHECK(before->series->title["de"] == "Auftakte");
  const auto stored = find(db, "sit", "starts");
  REQUIRE(stored);
  CHECK(stored->description["de"] == "Jedes **Jahr**");
  CHECK(stored->organiser_name["de"] == "Stadt-IT Verbund");
  const auto again = imported(db, with_series());
  CHECK_FALSE(again.anything_changed());
  CHECK(again.series.unchanged == 1);
  CHECK(event_of(db, "kick-off")->version == before->version);
  CHECK(find(db, "sit", "starts")->updated_at == stored->updated_at);
  CHECK_FALSE(find(db, "other", "starts"));
  CHECK_FALSE(find(db, "sit", "ends"));
}

TEST_CASE("a changed series shows at its events, and whoever keeps pages hears of it",
          "[events][series]") {
  tests::test_database db;
  imported(db, with_series());
  const auto before = event_of(db, "kick-off");
  auto file = with_series();
  file["series"][0]["title"]["de"] = "Strategie-Auftakte";
  const auto heard = heard_while(db, file);
  const auto after = event_of(db, "kick-off");
  CHECK(after->series->title["de"] == "Strategie-Auftakte");
  CHECK(after->version > before->version);
  CHECK(has_one(heard, events::topic_of_series(after->series->id)));
  CHECK(has_one(heard, events::topic_of_event(after->id)));
}

TEST_CASE("events join and leave a series that is stored", "[events][series]") {
  tests::test_database db;
  imported(db, with_series());
  const auto series = event_of(db, "kick-off")->series.value();
  auto second = tests::sample_event_file();
  second["events"][0]["slug"] = "second";
  second["events"][0]["series"] = "starts";
  second["events"][0]["status"] = "draft";
  CHECK(has_one(heard_while(db, second), events::topic_of_series(series.id)));
  const auto listed = [&] {
    events::calendar_filter by;
    by.series = series.id;
    return db->read([&](const schema::reader& r) { return events::list_events(r, by).size(); });
  };
  const auto members = [&] {
    return db->read([&](const schema::reader& r) { return events::events_of_series(r, series.id); })
        .size();
  };
  CHECK(listed() == 1);  // the draft is none of the listed
  CHECK(members() == 2);
  auto left = tests::sample_event_file();
  imported(db, left);
  CHECK_FALSE(event_of(db, "kick-off")->series);
  CHECK(listed() == 0);
  CHECK(members() == 1);
}
