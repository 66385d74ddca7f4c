// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "base/time_zone.hpp"
#include "events/event_file_parts.hpp"
#include "events/ring.hpp"

namespace zusage::events {
namespace {

using nlohmann::json;

std::string day_of(instant t, const std::string& zone) {
  return to_local_text(t, zone).substr(0, 10);
}

choice parse_choice(const json& from, const std::string& place, fault_list& wrong) {
  object_reader in(from, place, wrong);
  choice parsed;
  parsed.key = in.key("key", presence::required);
  parsed.title = in.texts("title", presence::required, {file_limits::title});
  constexpr auto most = std::int64_t(file_limits::sessions);
  parsed.minimum = in.integer("min", 0, most).value_or(0);
  parsed.maximum = in.integer("max", 1, most).value_or(most);
  if (parsed.minimum > parsed.maximum) wrong.add(in.at("min"), "minimum_above_maximum");
  parsed.second_choice = in.flag("second_choice");
  return parsed;
}

// Times of a session: both or none ('September/October'), in order, within the days of the event.
void check_times(object_reader& in, const session& parsed, const event& of) {
  const auto& [starts, ends] = std::tie(parsed.starts_at, parsed.ends_at);
  const bool has_start = in.find("starts_at", presence::optional) != nullptr;
  const bool has_end = in.find("ends_at", presence::optional) != nullptr;
  if (has_start != has_end) in.wrong().add(in.at(has_start ? "ends_at" : "starts_at"), "missing");
  if (starts && ends && *ends <= *starts) in.wrong().add(in.at("ends_at"), "ends_before_start");
  if (of.starts_at == instant{} || of.ends_at == instant{}) return;  // has its own fault
  if (starts && (day_of(*starts, of.time_zone) < day_of(of.starts_at, of.time_zone) ||
                 day_of(*starts, of.time_zone) > day_of(of.ends_at, of.time_zone))) {
    in.wrong().add(in.at("starts_at"), "outside_event");
  }
  if (ends && day_of(*ends, of.time_zone) > day_of(of.ends_at, of.time_zone)) {
    in.wrong().add(in.at("ends_at"), "outside_event");
  }
}

void parse_ring_group(object_reader& in, session& into, const event& of) {
  into.ring_group = in.text("ring_group", presence::optional, {file_limits::key});
  if (into.ring_group.empty()) return;
  const bool known =
      of.ring && std::any_of(of.ring->groups.begin(), of.ring->groups.end(),
                             [&](const named_group& one) { return one.key == into.ring_group; });
  if (!known) in.wrong().add(in.at("ring_group"), "unknown_ring_group");
  if (!into.choice.empty()) in.wrong().add(in.at("ring_group"), "ring_group_and_choice");
}

session parse_session(const json& from, const std::string& place, const event& of,
                      fault_list& wrong) {
  object_reader in(from, place, wrong);
  session parsed;
  parsed.key = in.key("key", presence::required);
  parsed.title = in.texts("title", presence::required, {file_limits::title});
  parsed.starts_at = in.time("starts_at", presence::optional, of.time_zone);
  parsed.ends_at = in.time("ends_at", presence::optional, of.time_zone);
  check_times(in, parsed, of);
  parsed.capacity = in.integer("capacity", 1, file_limits::capacity);
  parsed.choice = in.text("choice", presence::optional, {file_limits::key});
  if (!parsed.choice.empty() && !of.find_choice(parsed.choice)) {
    wrong.add(in.at("choice"), "unknown_choice");
  }
  parsed.speakers = in.text_list("speakers", presence::optional, file_limits::speakers,
                                 [&](const std::string& speaker, const std::string& at) {
                                   return checked_text(speaker, at, {file_limits::name}, wrong);
                                 });
  parsed.join_url = in.url("join_url", presence::optional);
  parsed.recording_url = in.url("recording_url", presence::optional);
  parsed.when = in.texts("when", presence::optional, {file_limits::title});
  parsed.place = in.text("place", presence::optional, {file_limits::name});
  parsed.cancelled = in.flag("cancelled");
  if (parsed.cancelled && !parsed.choice.empty()) wrong.add(in.at("cancelled"), "cancelled_choice");
  parse_ring_group(in, parsed, of);
  return parsed;
}

void check_choices(const event& of, const std::string& place, fault_list& wrong) {
  for (std::size_t i = 0; i < of.choices.size(); ++i) {
    const auto& one = of.choices[i];
    if (one.key.empty()) continue;
    const auto sessions = std::count_if(of.sessions.begin(), of.sessions.end(),
                                        [&](const session& s) { return s.choice == one.key; });
    const auto at = place + "[" + std::to_string(i) + "]";
    if (sessions == 0) wrong.add(at, "choice_without_sessions");
    if (sessions > 0 && one.minimum > sessions) {
      wrong.add(at + ".min", "minimum_above_sessions", {{"sessions", sessions}});
    }
    if (one.second_choice && (one.maximum != 1 || sessions < 2)) {
      wrong.add(at + ".second_choice", "second_choice_of_one");
    }
  }
}

}  // namespace

void parse_programme(object_reader& from, event& into) {
  auto& wrong = from.wrong();
  unique_keys choices(wrong), sessions(wrong);
  from.list("choices", presence::optional, file_limits::choices,
            [&](const json& one, const std::string& place) {
              into.choices.push_back(parse_choice(one, place, wrong));
              choices.add(into.choices.back().key, place + ".key");
            });
  from.list("sessions", presence::optional, file_limits::sessions,
            [&](const json& one, const std::string& place) {
              into.sessions.push_back(parse_session(one, place, into, wrong));
              sessions.add(into.sessions.back().key, place + ".key");
            });
  check_choices(into, from.at("choices"), wrong);
  // Without an upper bound all of a choice's sessions may be taken.
  for (auto& one : into.choices) {
    const auto count = std::count_if(into.sessions.begin(), into.sessions.end(),
                                     [&](const session& s) { return s.choice == one.key; });
    one.maximum = std::min(one.maximum, std::int64_t(count));
  }
}

}  // namespace zusage::events
