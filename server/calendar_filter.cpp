// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/calendar_filter.hpp"

#include <array>
#include <charconv>

#include "base/text.hpp"
#include "base/time_zone.hpp"
#include "events/venue_state.hpp"
#include "server/target.hpp"

namespace zusage::server {
namespace {

constexpr std::size_t most_text = 100;  // characters of q and organiser
constexpr std::array<std::string_view, 7> names = {"q",  "kind",      "mode", "from",
                                                   "to", "organiser", "state"};

std::optional<instant> read_day(const fields& query, const char* name, faults& wrong) {
  const auto& typed = query.get(name);
  if (typed.empty()) return {};
  auto at = local_to_instant(typed + "T00:00", home_zone);
  if (!at) wrong.push_back({name, "not_a_date"});
  return at;
}

std::string read_words(const fields& query, const char* name, faults& wrong) {
  const auto& typed = query.get(name);
  if (!is_utf8(typed) || has_control(typed)) {
    wrong.push_back({name, "not_utf8"});
    return {};
  }
  auto text = cleaned(typed);
  if (length(text) <= most_text) return text;
  wrong.push_back({name, "too_long", {{"most", most_text}}});
  return {};
}

void read_words_of_list(const fields& query, read_filter& into) {
  if (const auto& kind = query.get("kind"); !kind.empty()) {
    into.filter.kind = events::kind_from(kind);
    if (!into.filter.kind) into.wrong.push_back({"kind", "unknown_option"});
  }
  if (const auto& mode = query.get("mode"); !mode.empty()) {
    into.filter.mode = events::mode_from(mode);
    if (!into.filter.mode) into.wrong.push_back({"mode", "unknown_option"});
  }
  if (const auto& state = query.get("state"); !state.empty()) {
    if (is_utf8(state)) into.filter.state = events::state_code_from(state);
    if (into.filter.state.empty()) into.wrong.push_back({"state", "unknown_option"});
  }
}

}  // namespace

read_filter read_calendar_filter(const fields& query, instant now) {
  read_filter result;
  auto& filter = result.filter;
  filter.text = read_words(query, "q", result.wrong);
  filter.from = read_day(query, "from", result.wrong);
  filter.to = read_day(query, "to", result.wrong);
  filter.only_dated = filter.from || filter.to;
  if (filter.from && filter.to && *filter.to < *filter.from) {
    result.wrong.push_back({"to", "ends_before_start"});
    filter.to.reset();
  }
  read_words_of_list(query, result);
  filter.organiser = read_words(query, "organiser", result.wrong);
  if (!filter.from) filter.from = std::chrono::floor<std::chrono::hours>(now);
  // Days have 23 to 25 hours; the next midnight is in between.
  if (filter.to) {
    const auto next = to_local_text(*filter.to + std::chrono::hours(26), home_zone);
    filter.to = local_to_instant(next.substr(0, 10) + "T00:00", home_zone);
  }
  for (const auto name : names) result.narrowed = result.narrowed || !query.get(name).empty();
  return result;
}

read_filter read_calendar_filter(const schema::reader& db, const fields& query, instant now) {
  auto result = read_calendar_filter(query, now);
  auto& key = result.filter.organiser;
  if (key.empty()) return result;
  if (!db.value<std::int64_t>("SELECT id FROM organiser WHERE key = :1", key)) {
    result.wrong.push_back({"organiser", "unknown_option"});
    key.clear();
  }
  return result;
}

std::string filter_query(const fields& query) {
  return filter_query_without(query, {});
}

std::string filter_query_without(const fields& query, std::string_view left_out) {
  std::string result;
  for (const auto name : names) {
    const auto& value = query.get(name);
    if (value.empty() || name == left_out) continue;
    result += (result.empty() ? "?" : "&") + std::string(name) + "=" + encode_component(value);
  }
  return result;
}

std::size_t read_page_number(const fields& query) {
  const auto& typed = query.get("page");
  std::uint32_t number = 0;
  std::from_chars(typed.data(), typed.data() + typed.size(), number);
  return number == 0 ? 1 : number;
}

bool narrows_calendar(const fields& query) {
  return !filter_query(query).empty() || read_page_number(query) > 1;
}

}  // namespace zusage::server
