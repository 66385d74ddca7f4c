// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/venue_state.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <unordered_map>

#include "base/text.hpp"
#include "events/json_members.hpp"
#include "events/municipalities.hpp"
#include "events/state_of.hpp"

namespace zusage::events {
namespace {

constexpr std::size_t states = 16;
constexpr std::size_t ags_length = 8;

// By the first two digits of the AGS, 01 to 16.
constexpr std::array<std::string_view, states> by_ags = {
    "SH", "HH", "NI", "HB", "NW", "HE", "RP", "BW", "BY", "SL", "BE", "BB", "MV", "SN", "ST", "TH"};
constexpr std::array<std::string_view, states> by_code = {
    "BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH"};

std::string name_of_number(std::size_t number) {
  auto ags = (number < 10 ? "0" : "") + std::to_string(number);
  ags.resize(ags_length, '0');
  return std::string(state_of(ags));
}

std::string_view code_of(std::string_view ags) {
  const auto name = state_of(ags);
  return name.empty() || ags.starts_with(made_up_ags) ? std::string_view() : state_code_from(name);
}

// The state that all of them lie in, "" where there are several or none.
std::string_view only_state_of(const municipality_list& all) {
  std::string_view only;
  for (const auto* one : all) {
    const auto code = code_of(one->ags);
    if (code.empty()) continue;
    if (!only.empty() && code != only) return {};
    only = code;
  }
  return only;
}

}  // namespace

std::span<const std::string_view> state_codes() {
  return by_code;
}

std::string_view state_code_from(std::string_view typed) {
  static const auto known = [] {
    std::unordered_map<std::string, std::string_view> codes;
    for (std::size_t i = 0; i < by_ags.size(); ++i) {
      codes.emplace(folded(by_ags[i]), by_ags[i]);
      codes.emplace(folded(name_of_number(i + 1)), by_ags[i]);
    }
    return codes;
  }();
  const auto found = known.find(folded(cleaned(typed)));
  return found == known.end() ? std::string_view() : found->second;
}

bool is_same_place(const nlohmann::json& before, const nlohmann::json& after) {
  const auto without_state = [](nlohmann::json venue) {
    if (venue.is_object()) venue.erase("state");
    return venue;
  };
  return without_state(before) == without_state(after);
}

std::string_view venue_states::of(const nlohmann::json& venue) const {
  if (const auto said = text_member(venue, "state"); !said.empty()) return state_code_from(said);
  const auto postal_code = text_member(venue, "postal_code");
  const auto code = only_state_of(directory_->find_by_postal_code(postal_code));
  return code.empty() ? only_state_of(directory_->find_named(text_member(venue, "city"))) : code;
}

}  // namespace zusage::events
