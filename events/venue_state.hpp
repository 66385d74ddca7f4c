// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>

#include "events/municipality_index.hpp"
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

/// Finds the states of venues over one snapshot, by the directory that is kept in memory.
class venue_states {
 public:
  explicit venue_states(const schema::reader& db) : directory_(index_of_directory(db)) {}

  /// The code: as the venue says itself, else by the directory of municipalities, where its postal
  /// code is that of a seat, else where its city is called so in one state only. "" when nobody
  /// knows.
  std::string_view of(const nlohmann::json& venue) const;

 private:
  std::shared_ptr<const municipality_index> directory_;
};

}  // namespace zusage::events
