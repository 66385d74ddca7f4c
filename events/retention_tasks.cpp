// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/retention_tasks.hpp"

#include <stdexcept>

namespace zusage::events {

std::chrono::hours period_of(const retention_rule& rule) {
  switch (rule.unit) {
    case retention_unit::hours:
      return std::chrono::hours(rule.amount);
    case retention_unit::days:
      return std::chrono::days(rule.amount);
    default:
      throw std::logic_error("the period of " + std::string(rule.key) + " has no fixed length");
  }
}

all_ahead ahead_by_day(const std::vector<day_count>& days, const retention_rule& rule,
                       instant now) {
  all_ahead all;
  std::size_t first = 0;  // of the organiser
  for (std::size_t i = 0; i <= days.size(); ++i) {
    const bool other = i == days.size() || days[i].organiser_id != days[first].organiser_id;
    if (!other) continue;
    std::int64_t stored = 0;
    for (auto j = first; j < i; ++j) stored += days[j].count;
    retention_ahead due, next;
    for (auto j = first; j < i && next.count == 0; ++j) {
      // The end of that day, when the last of them is due.
      const auto at = instant(std::chrono::days(days[j].day + 1)) + period_of(rule);
      auto& into = at <= now ? due : next;
      if (into.count == 0) into.at = at;
      into.count += days[j].count;
    }
    for (auto* one : {&due, &next}) {
      if (one->count == 0) continue;
      one->rule = rule.key;
      one->organiser_id = days[first].organiser_id;
      one->stored = stored;
      all.push_back(*one);
    }
    first = i;
  }
  return all;
}

}  // namespace zusage::events
