// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/clashes.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "events/package.hpp"

namespace zusage::events {
namespace {

constexpr std::size_t most_shown = 60;  // of what somebody made up

std::vector<const session*> find_chosen(const event& to, const form_input& form, faults& wrong) {
  const auto& keys = values_of(form, "session");
  for (const auto& key : keys) {
    const auto* known = to.find_session(key);
    if (known && (!to.ring || !known->choice.empty())) continue;  // meetings are not chosen
    const auto shown = is_utf8(key) && !has_control(key) ? cut(key, most_shown) : std::string();
    wrong.push_back({"session", "unknown_session", {{"session", shown}}});
  }
  std::vector<const session*> chosen;
  for (const auto& one : to.sessions) {
    if (to.ring && one.choice.empty()) continue;
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
      const auto* exact = group.minimum == group.maximum ? "yes" : "no";
      wrong.push_back({"session",
                       "too_few",
                       {{"choice", title}, {"minimum", group.minimum}, {"exact", exact}}});
    }
    if (group.maximum > 0 && count > group.maximum) {
      wrong.push_back({"session", "too_many", {{"choice", title}, {"maximum", group.maximum}}});
    }
  }
}

std::vector<const session*> without(std::vector<const session*> all, const session* one) {
  std::erase(all, one);
  return all;
}

// What is taken when `first` is full; it must not clash with anything else that was chosen.
const session* find_second(const event& to, const choice& group, const form_input& form,
                           const std::vector<const session*>& chosen, std::string_view language,
                           faults& wrong) {
  const auto field = "second." + group.key;
  const auto& values = values_of(form, field);
  if (values.empty()) return nullptr;
  const auto fail = [&](const char* code, nlohmann::json arguments = nlohmann::json::object()) {
    wrong.push_back({field, code, std::move(arguments)});
    return nullptr;
  };
  const auto* second = to.find_session(values.front());
  if (values.size() > 1 || !second || second->choice != group.key) return fail("unknown_option");
  const auto first = std::find_if(chosen.begin(), chosen.end(),
                                  [&](const session* one) { return one->choice == group.key; });
  if (first == chosen.end()) return fail("second_without_first");
  if (*first == second) return fail("second_is_first");
  for (const auto* other : without(chosen, *first)) {
    if (!overlap(*second, *other)) continue;
    return fail("sessions_overlap", {{"session", text_in(second->title, language)},
                                     {"other", text_in(other->title, language)}});
  }
  return second;
}

// The second choice of each session that has one, by the first.
std::map<const session*, const session*> check_seconds(const event& to, const form_input& form,
                                                       const std::vector<const session*>& chosen,
                                                       std::string_view language, faults& wrong) {
  std::map<const session*, const session*> seconds;
  for (const auto& group : to.choices) {
    if (!group.second_choice) continue;
    const auto* second = find_second(to, group, form, chosen, language, wrong);
    for (const auto* one : chosen) {
      if (second && one->choice == group.key) seconds[one] = second;
    }
  }
  return seconds;
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

chosen_sessions check_sessions(const event& to, const form_input& form, std::string_view language,
                               faults& wrong) {
  auto chosen = find_chosen(to, form, wrong);
  check_choices(to, chosen, language, wrong);
  if (const auto clash = find_clash(chosen)) {
    wrong.push_back({"session",
                     "sessions_overlap",
                     {{"session", text_in(clash->first->title, language)},
                      {"other", text_in(clash->second->title, language)}}});
  }
  const bool whole = takes_package(to, form, chosen, wrong);
  chosen_sessions made;
  made.package = whole && offers_package(to);
  if (whole) {
    for (const auto* one : open_sessions(to)) chosen.push_back(one);
  }
  const auto seconds = check_seconds(to, form, chosen, language, wrong);
  for (const auto& one : to.sessions) {
    if (std::find(chosen.begin(), chosen.end(), &one) == chosen.end()) continue;
    const auto second = seconds.find(&one);
    made.wishes.push_back(
        {one.id, second == seconds.end() ? std::nullopt : std::optional(second->second->id)});
  }
  return made;
}

}  // namespace zusage::events
