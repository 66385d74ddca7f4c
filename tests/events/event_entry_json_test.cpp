// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/event_entry_json.hpp"

#include "base/embedded.hpp"
#include "events/import.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"

using namespace zusage;
using nlohmann::json;

namespace {

std::shared_ptr<const std::string> document_named(const std::string& name, std::size_t) {
  for (const auto& one : embedded::demo_files()) {
    if (one.path == name) return std::make_shared<const std::string>(one.content);
  }
  return nullptr;
}

events::import_summary import(tests::test_database& db, const json& file) {
  const auto known =
      db->read([](const schema::reader& reader) { return events::find_known_keys(reader); });
  auto parsed = events::parse_event_file(file.dump(), known);
  if (!parsed) {
    std::string text;
    for (const auto& wrong : parsed.error()) text += events::describe(wrong) + "\n";
    FAIL(text);
  }
  REQUIRE(events::read_documents(*parsed, document_named).empty());
  return db
      ->write([&](schema::transaction& tx) {
        return events::import_events(tx, *parsed, from_micros(1'800'000'000'000'000));
      })
      .value();
}

struct written {
  std::int64_t version = 0;
  json entry;
};

written as_entry(tests::test_database& db, const std::string& slug) {
  return db->read([&](const schema::reader& reader) {
    events::catalogue fresh;
    const auto of = fresh.find(reader, slug);
    REQUIRE(of);
    return written{of->version, events::event_as_entry(reader, *of)};
  });
}

// What says nothing may be left out.
bool says_nothing(const std::string& key, const json& value) {
  return value == false || value == "" || (value.is_structured() && value.empty()) ||
         (key == "retention_days" && value == 365) || (key == "max_group" && value == 1) ||
         (key == "join_minutes_before" && value == 30) || (key == "group_size" && value == 8);
}

/// Places of `from` that `made` says nothing about, or something else.
void find_lost(const json& from, const json& made, const std::string& at,
               std::vector<std::string>& lost) {
  if (from.is_object() && made.is_object()) {
    for (const auto& [key, value] : from.items()) {
      if (made.contains(key)) {
        find_lost(value, made[key], at + "/" + key, lost);
      } else if (!says_nothing(key, value)) {
        lost.push_back(at + "/" + key);
      }
    }
  } else if (from.is_array() && made.is_array() && from.size() == made.size()) {
    for (std::size_t i = 0; i < from.size(); ++i)
      find_lost(from[i], made[i], at + "/" + std::to_string(i), lost);
  } else if (from != made) {
    lost.push_back(at + ": " + made.dump());
  }
}

void check_round_trip(const json& file) {
  tests::test_database db;
  import(db, file);
  for (const auto& said : file["events"]) {
    const auto slug = said["slug"].get<std::string>();
    INFO(slug);
    const auto before = as_entry(db, slug);
    std::vector<std::string> lost;
    find_lost(said, before.entry, "", lost);
    CHECK(lost == std::vector<std::string>{});
    const auto done = import(db, {{"events", {before.entry}}});
    const auto after = as_entry(db, slug);
    CHECK(after.entry == before.entry);
    for (const auto& one : done.updates) {
      CHECK_FALSE(one.rescheduled);
      CHECK_FALSE(one.raised);
    }
  }
}

}  // namespace

TEST_CASE("an event is written as the entry of a file that says the same", "[events][editor]") {
  check_round_trip(tests::sample_event_file());
}

TEST_CASE("the events of every scenario come back as they were written", "[events][editor]") {
  for (const auto& one : embedded::demo_files()) {
    if (one.path.ends_with(".json")) check_round_trip(json::parse(one.content));
  }
}
