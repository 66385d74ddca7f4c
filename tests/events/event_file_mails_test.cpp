// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/event_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"

using namespace zusage;
using namespace zusage::tests;
using nlohmann::json;

namespace {

std::vector<std::string> faults_in(const json& changes) {
  auto file = sample_event_file();
  file["events"][0].merge_patch(changes);
  const auto parsed = events::parse_event_file(file.dump());
  std::vector<std::string> lines;
  if (!parsed) {
    for (const auto& one : parsed.error()) lines.push_back(one.field + ": " + one.code);
  }
  return lines;
}

}  // namespace

TEST_CASE("contradictory plans of mails are refused with their place", "[events][reminders]") {
  using lines = std::vector<std::string>;
  const auto reminder = [](const json& more) {
    json one = {{"key", "a"}, {"hours_before", 24}};
    one.merge_patch(more);
    return json{{"reminders", {one}}};
  };
  CHECK(faults_in(reminder(json::object())).empty());
  CHECK(faults_in(reminder({{"minutes_before", 5}})) ==
        lines{"events[0].reminders[0].hours_before: reminder_without_time"});
  CHECK(faults_in(reminder({{"hours_before", nullptr}})) ==
        lines{"events[0].reminders[0].hours_before: reminder_without_time"});
  CHECK(faults_in(reminder({{"hours_before", 0}})) ==
        lines{"events[0].reminders[0].hours_before: out_of_range"});
  CHECK(faults_in(reminder({{"mode", "hybrid"}})) ==
        lines{"events[0].reminders[0].mode: unknown_word"});
  auto online = reminder({{"mode", "on_site"}});
  online["mode"] = "online";
  online["venue"] = nullptr;
  CHECK(faults_in(online) == lines{"events[0].reminders[0].mode: mode_of_no_one"});
  auto alone = reminder({{"session", true}});
  alone["sessions"] = nullptr;
  alone["choices"] = nullptr;
  CHECK(faults_in(alone) == lines{"events[0].reminders[0].session: session_mail_without_sessions"});
  CHECK(faults_in({{"follow_ups", {{{"key", "a"}}}}}) ==
        lines{"events[0].follow_ups[0].hours_after: missing",
              "events[0].follow_ups[0].subject: missing", "events[0].follow_ups[0].text: missing"});
  const json twice = {{"key", "a"}, {"hours_before", 1}};
  CHECK(faults_in({{"reminders", {twice, twice}}}) ==
        lines{"events[0].reminders[1].key: repeated"});
  CHECK(faults_in({{"join_minutes_before", -1}}) ==
        lines{"events[0].join_minutes_before: out_of_range"});
  CHECK(faults_in({{"recording_url", "x"}}) == lines{"events[0].recording_url: wrong_url"});
}
