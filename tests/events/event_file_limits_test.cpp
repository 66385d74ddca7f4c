// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/event_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"

using namespace zusage;
using nlohmann::json;

namespace {

faults found_in(const std::string& text) {
  const auto parsed = events::parse_event_file(text);
  return parsed ? faults() : parsed.error();
}

}  // namespace

TEST_CASE("what is not JSON is refused with its place", "[events]") {
  const auto one = [](const std::string& text) {
    const auto wrong = found_in(text);
    REQUIRE(wrong.size() == 1);
    return events::describe(wrong.front());
  };
  CHECK(one("").starts_with("the file is not JSON"));
  CHECK(one("{\n \"events\": [}").starts_with("the file is not JSON: line 2"));
  CHECK(one("{\"organisers\": \"\xff\xfe\"}").starts_with("the file is not JSON"));
  CHECK(one("{\"organisers\": 1e999}").starts_with("the file is not JSON"));
  CHECK(one("{} {}").starts_with("the file is not JSON"));
  CHECK(one("[]") == "must be an object");
  CHECK(one("{\"events\": [], \"events\": []}") ==
        "events: the same key stands twice in one object");
}

TEST_CASE("an event file that is nested too deeply is refused", "[events]") {
  for (const std::size_t depth : {13u, 1000u, 1'000'000u}) {
    const auto wrong = found_in(std::string(depth, '['));
    REQUIRE(wrong.size() == 1);
    CHECK(wrong.front().code == "too_deep");
  }
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
  CHECK(found_in(objects).front().code == "too_deep");
}

TEST_CASE("an event file that is too large is refused", "[events]") {
  const auto wrong = found_in(std::string(events::file_limits::bytes + 1, ' '));
  REQUIRE(wrong.size() == 1);
  CHECK(wrong.front().code == "too_large");
  auto file = tests::sample_event_file();
  file["events"][0]["purposes"] = json(std::vector<int>(51, 0));
  CHECK(found_in(file.dump()).front().code == "too_many");
}

TEST_CASE("no more than a thousand faults of an event file are listed", "[events]") {
  json file = tests::sample_event_file();
  for (int i = 0; i < 2000; ++i) file["key-" + std::to_string(i)] = i;
  const auto wrong = found_in(file.dump());
  REQUIRE(wrong.size() == events::file_limits::faults + 1);
  CHECK(wrong.back().code == "too_many_faults");
}

namespace {

// Calls `action` with a pointer to every value below `value`.
template <class Action>
void visit(const json& value, const json::json_pointer& at, const Action& action) {
  if (!at.empty()) action(at);
  if (value.is_object()) {
    for (const auto& [key, below] : value.items()) visit(below, at / key, action);
  } else if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) visit(value[i], at / i, action);
  }
}

}  // namespace

TEST_CASE("every value of an event file that has the wrong type is a fault", "[events]") {
  const auto file = tests::sample_event_file();
  const std::vector<json> values{"\u0001",     0.5,       true, -7, json::array({json::array()}),
                                 {{"x y", 1}}, "\xc3\x28"};
  int tried = 0;
  visit(file, json::json_pointer(), [&](const json::json_pointer& at) {
    for (const auto& value : values) {
      if (file[at].is_boolean() && value.is_boolean()) continue;
      auto changed = file;
      changed[at] = value;
      const auto wrong = found_in(changed.dump(-1, ' ', false, json::error_handler_t::ignore));
      // Broken UTF-8 is left out by dump, so a text remains one there.
      if (value == values.back() && file[at].is_string()) continue;
      INFO(at.to_string() << " = " << changed[at].type_name());
      CHECK_FALSE(wrong.empty());
      ++tried;
    }
  });
  CHECK(tried > 1000);
}

TEST_CASE("an event file cut off anywhere is a fault", "[events]") {
  const auto text = tests::sample_event_file().dump();
  for (std::size_t size = 0; size < text.size(); size += 7) {
    CHECK_FALSE(events::parse_event_file(text.substr(0, size)).has_value());
  }
}

TEST_CASE("ten thousand events are read from one file", "[events]") {
  auto file = tests::sample_event_file();
  auto event = file["events"][0];
  for (const auto* member : {"sessions", "choices", "questions", "description"})
    event.erase(member);
  std::string list;
  for (int i = 0; i < 10'000; ++i) {
    auto copy = event;
    copy["slug"] = "event-" + std::to_string(i);
    list += (i == 0 ? "" : ",") + copy.dump();
  }
  file["events"] = json::array();
  auto text = file.dump();
  text.replace(text.find("\"events\":[]"), 11, "\"events\":[" + list + "]");
  const auto parsed = events::parse_event_file(text);
  REQUIRE(parsed.has_value());
  CHECK(parsed->events.size() == 10'000);
  CHECK(parsed->events.back().what.slug == "event-9999");
}
