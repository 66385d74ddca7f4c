// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "schema/sql.hpp"

/// In which federal state a venue lies.
namespace zusage::events {

/// The codes of all federal states (ISO 3166-2:DE without the country: `NW`), by code.
std::span<const std::string_view> state_codes();

/// The code of a state that is written as code or name, in whichever case (`nw`,
/// `nordrhein-westfalen`); "" for anything else.
std::string_view state_code_from(std::string_view typed);

/// Whether a changed venue is still the same place: in which state it lies is said for the
/// calendar, and moves nobody.
bool is_same_place(const nlohmann::json& before, const nlohmann::json& after);

/// Finds the states of venues over one snapshot; the directory is read once, when a venue first
/// needs it.
class venue_states {
 public:
  explicit venue_states(const schema::reader& db) : db_(db) {}

  /// The code: as the venue says itself, else by the directory of municipalities, where its postal
  /// code is that of a seat, else where its city is called so in one state only. "" when nobody
  /// knows.
  std::string_view of(const nlohmann::json& venue);

 private:
  using by_text = std::unordered_map<std::string, std::string_view>;
  void read_directory();

  const schema::reader& db_;
  bool has_read_ = false;
  by_text by_postal_code_, by_name_;  // several: in more than one state
};

}  // namespace zusage::events
