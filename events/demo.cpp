// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/demo.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/time_zone.hpp"

namespace zusage::events {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

constexpr auto notice_time = 21 * 24h;  // how far ahead the earliest event lies at least
constexpr int most_delay = 60;          // weeks

// Every local time of an event with the zone it is in.
struct local_text {
  std::string* text;
  std::string zone;
};

json* member(json& object, const char* key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

std::string text_of(json& object, const char* key) {
  const auto* found = member(object, key);
  return found && found->is_string() ? found->get<std::string>() : "";
}

std::string zone_of(json& event) {
  const auto zone = text_of(event, "time_zone");
  return is_time_zone(zone) ? zone : std::string(home_zone);
}

void collect(json& object, std::initializer_list<const char*> keys, const std::string& zone,
             std::vector<local_text>& into) {
  for (const auto* key : keys) {
    auto* found = member(object, key);
    if (found && found->is_string()) into.push_back({&found->get_ref<std::string&>(), zone});
  }
}

std::vector<local_text> times_of(json& event) {
  std::vector<local_text> times;
  const auto zone = zone_of(event);
  collect(event, {"starts_at", "ends_at"}, zone, times);
  if (auto* registration = member(event, "registration")) {
    collect(*registration, {"opens_at", "closes_at"}, zone, times);
  }
  if (auto* sessions = member(event, "sessions"); sessions && sessions->is_array()) {
    for (auto& one : *sessions) collect(one, {"starts_at", "ends_at"}, zone, times);
  }
  return times;
}

// `2024-09-11T09:00` so many weeks later, at the same time of day.
std::string later(const std::string& text, int weeks) {
  const auto as_utc = local_to_instant(text, "UTC");
  return as_utc ? to_local_text(*as_utc + weeks * 7 * 24h, "UTC") : text;
}

bool all_exist(const std::vector<local_text>& times, int weeks) {
  return std::all_of(times.begin(), times.end(), [&](const local_text& one) {
    return local_to_instant(later(*one.text, weeks), one.zone) ||
           !local_to_instant(*one.text, one.zone);  // was none before either
  });
}

// Nobody plans a meeting for these days, whatever weekday they fall on.
bool is_feast(const std::string& local) {
  constexpr std::array<std::string_view, 5> feasts = {"12-24", "12-25", "12-26", "12-31", "01-01"};
  constexpr std::size_t month_at = 5, length = 5;  // 2024-09-11T09:00
  return local.size() >= month_at + length &&
         std::find(feasts.begin(), feasts.end(),
                   std::string_view(local).substr(month_at, length)) != feasts.end();
}

bool all_convenient(const std::vector<local_text>& times, int weeks) {
  return all_exist(times, weeks) && std::none_of(times.begin(), times.end(), [&](const auto& one) {
           return is_feast(later(*one.text, weeks)) && !is_feast(*one.text);
         });
}

std::vector<instant> starts_of(const std::vector<json*>& events) {
  std::vector<instant> starts;
  for (auto* event : events) {
    const auto start = local_to_instant(text_of(*event, "starts_at"), zone_of(*event));
    if (start) starts.push_back(*start);
  }
  return starts;
}

int weeks_up(std::chrono::microseconds distance) {
  constexpr std::chrono::microseconds week = 7 * 24h;
  return distance <= 0us ? 0 : static_cast<int>((distance + week - 1us) / week);
}

using week_rule = bool(const std::vector<local_text>& times, int weeks);

void shift(const std::vector<json*>& events, int weeks, week_rule& fits) {
  std::vector<local_text> times;
  for (auto* event : events) {
    const auto more = times_of(*event);
    times.insert(times.end(), more.begin(), more.end());
  }
  // Missing hours and feasts come once a year, so one of the next weeks is free of them.
  for (int more = 0; weeks > 0 && more < most_delay; ++more) {
    if (fits(times, weeks + more)) {
      weeks += more;
      break;
    }
  }
  for (auto& one : times) *one.text = later(*one.text, weeks);
}

void open_registration(json& event, instant now) {
  auto* registration = member(event, "registration");
  if (!registration) return;
  const auto zone = zone_of(event);
  const auto opens = local_to_instant(text_of(*registration, "opens_at"), zone);
  if (opens && *opens > now) {
    // Noon is never a missing hour, and noon of the day before is always over.
    (*registration)["opens_at"] = to_local_text(now - 24h, zone).substr(0, 10) + "T12:00";
  }
  const auto closes = local_to_instant(text_of(*registration, "closes_at"), zone);
  const bool paper = text_of(event, "kind") == "paper";
  if (closes && *closes <= now) {
    (*registration)["closes_at"] = text_of(event, paper ? "ends_at" : "starts_at");
  }
}

}  // namespace

json shifted_to_future(json event_file, instant now) {
  auto* events = member(event_file, "events");
  if (!events || !events->is_array()) return event_file;
  std::vector<json*> dated, papers;
  for (auto& one : *events) (text_of(one, "kind") == "paper" ? papers : dated).push_back(&one);

  const auto starts = starts_of(dated);
  const auto earliest = std::min_element(starts.begin(), starts.end());
  if (earliest != starts.end())
    shift(dated, weeks_up(now + notice_time - *earliest), all_convenient);

  const auto published = starts_of(papers);
  const auto newest = std::max_element(published.begin(), published.end());
  if (newest != published.end() && *newest < now) {
    shift(papers, static_cast<int>((now - *newest) / (7 * 24h)), all_exist);
  }
  for (auto& one : *events) open_registration(one, now);
  return event_file;
}

}  // namespace zusage::events
