// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/clashes.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "events/package.hpp"

namespace zusage::events {
namespace {

constexpr std::size_t most_shown = 60;  // of what somebody made up

std::vector<const session*> find_chosen(const event& to, const form_input& form, faults& wrong) {
  const auto& keys = values_of(form, "session");
  for (const auto& key : keys) {
    if (to.find_session(key)) continue;
    const auto shown = is_utf8(key) && !has_control(key) ? cut(key, most_shown) : std::string();
    wrong.push_back({"session", "unknown_session", {{"session", shown}}});
  }
  std::vector<const session*> chosen;
  for (const auto& one : to.sessions) {
    if (std::find(keys.begin(), keys.end(), one.key) != keys.end()) chosen.push_back(&one);
  }
  return chosen;
}

void check_choices(const event& to, const std::vector<const session*>& chosen,
                   std::string_view language, faults& wrong) {
  for (const auto& group : to.choices) {
    const auto count = std::count_if(chosen.begin(), chosen.end(),
                                     [&](const session* one) { return one->choice == group.key; });
    const auto title = text_in(group.title, language);
    if (count < group.minimum) {
      wrong.push_back({"session", "too_few", {{"choice", title}, {"minimum", group.minimum}}});
    }
    if (group.maximum > 0 && count > group.maximum) {
      wrong.push_back({"session", "too_many", {{"choice", title}, {"maximum", group.maximum}}});
    }
  }
}

}  // namespace

bool overlap(const session& a, const session& b) {
  if (!a.starts_at || !a.ends_at || !b.starts_at || !b.ends_at) return false;
  return *a.starts_at < *b.ends_at && *b.starts_at < *a.ends_at;
}

std::optional<std::pair<const session*, const session*>> find_clash(
    const std::vector<const session*>& chosen) {
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    for (std::size_t j = i + 1; j < chosen.size(); ++j) {
      if (overlap(*chosen[i], *chosen[j])) return std::pair(chosen[i], chosen[j]);
    }
  }
  return {};
}

std::vector<std::int64_t> check_sessions(const event& to, const form_input& form,
                                         std::string_view language, faults& wrong) {
  const auto chosen = find_chosen(to, form, wrong);
  check_choices(to, chosen, language, wrong);
  if (const auto clash = find_clash(chosen)) {
    wrong.push_back({"session",
                     "sessions_overlap",
                     {{"session", text_in(clash->first->title, language)},
                      {"other", text_in(clash->second->title, language)}}});
  }
  const bool whole = takes_package(to, form, chosen, wrong);
  std::vector<std::int64_t> ids;
  for (const auto& one : to.sessions) {
    const bool is_chosen = std::find(chosen.begin(), chosen.end(), &one) != chosen.end();
    if (is_chosen || (whole && one.choice.empty())) ids.push_back(one.id);
  }
  return ids;
}

}  // namespace zusage::events
