// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/venue_state.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

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
constexpr std::string_view several = "?";

std::string name_of_number(std::size_t number) {
  auto ags = (number < 10 ? "0" : "") + std::to_string(number);
  ags.resize(ags_length, '0');
  return std::string(state_of(ags));
}

std::string_view code_of(std::string_view ags) {
  const auto name = state_of(ags);
  return name.empty() || ags.starts_with(made_up_ags) ? std::string_view() : state_code_from(name);
}

void note(std::unordered_map<std::string, std::string_view>& in, const std::string& text,
          std::string_view code) {
  if (text.empty()) return;
  const auto [known, is_new] = in.emplace(text, code);
  if (!is_new && known->second != code) known->second = several;
}

std::string_view look_up(const std::unordered_map<std::string, std::string_view>& in,
                         const std::string& text) {
  const auto found = in.find(text);
  return found == in.end() || found->second == several ? std::string_view() : found->second;
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

std::string_view venue_states::of(const nlohmann::json& venue) {
  if (const auto said = text_member(venue, "state"); !said.empty()) return state_code_from(said);
  const auto postal_code = text_member(venue, "postal_code"), city = text_member(venue, "city");
  if (postal_code.empty() && city.empty()) return {};
  if (!has_read_) read_directory();
  if (const auto code = look_up(by_postal_code_, postal_code); !code.empty()) return code;
  return look_up(by_name_, municipality_name_key(city));
}

void venue_states::read_directory() {
  has_read_ = true;
  db_.each<std::string, std::string, std::string>(
      "SELECT ags, postal_code, folded FROM municipality",
      [this](const std::string& ags, const std::string& postal_code, const std::string& name) {
        const auto code = code_of(ags);
        if (code.empty()) return;
        note(by_postal_code_, postal_code, code);
        note(by_name_, name, code);
      });
}

}  // namespace zusage::events
