// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/calendar_filter.hpp"

#include <array>

#include "base/text.hpp"
#include "base/time_zone.hpp"
#include "server/target.hpp"

namespace zusage::server {
namespace {

constexpr std::size_t most_text = 100;  // characters of q and organiser
constexpr std::array<std::string_view, 6> names = {"q", "kind", "mode", "from", "to", "organiser"};

std::optional<instant> read_day(const fields& query, const char* name, faults& wrong) {
  const auto& typed = query.get(name);
  if (typed.empty()) return {};
  auto at = local_to_instant(typed + "T00:00", calendar_zone);
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

}  // namespace

read_filter read_calendar_filter(const fields& query, instant now) {
  read_filter result;
  auto& filter = result.filter;
  filter.text = read_words(query, "q", result.wrong);
  filter.organiser = read_words(query, "organiser", result.wrong);
  if (const auto& kind = query.get("kind"); !kind.empty()) {
    filter.kind = events::kind_from(kind);
    if (!filter.kind) result.wrong.push_back({"kind", "unknown_option"});
  }
  if (const auto& mode = query.get("mode"); !mode.empty()) {
    filter.mode = events::mode_from(mode);
    if (!filter.mode) result.wrong.push_back({"mode", "unknown_option"});
  }
  filter.from = read_day(query, "from", result.wrong);
  if (!filter.from) filter.from = std::chrono::floor<std::chrono::hours>(now);
  filter.to = read_day(query, "to", result.wrong);
  // Days have 23 to 25 hours; the next midnight is in between.
  if (filter.to) {
    const auto next = to_local_text(*filter.to + std::chrono::hours(26), calendar_zone);
    filter.to = local_to_instant(next.substr(0, 10) + "T00:00", calendar_zone);
  }
  for (const auto name : names) result.narrowed = result.narrowed || !query.get(name).empty();
  return result;
}

std::string filter_query(const fields& query) {
  std::string result;
  for (const auto name : names) {
    const auto& value = query.get(name);
    if (value.empty()) continue;
    result += (result.empty() ? "?" : "&") + std::string(name) + "=" + encode_component(value);
  }
  return result;
}

}  // namespace zusage::server
