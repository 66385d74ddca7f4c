// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/event.hpp"
#include "organisers/scope.hpp"

/// Which of the municipalities that an event is for have signed up, which wait, and which are
/// missing.
namespace zusage::events {

struct audience_member {
  std::string ags;                     ///< as the audience names it; 5 digits: a county
  std::string name;                    ///< of the directory, the AGS where it is in none
  std::string title, district, state;  ///< "" where it is in no directory
  std::optional<std::int64_t> latitude, longitude;  ///< millionths of a degree, WGS84
  std::int64_t population = 0;
  std::int64_t people = 0;   ///< who holds a place (holds_place)
  std::int64_t waiting = 0;  ///< who waits for one, or for a decision
  bool is_present() const { return people > 0; }
  bool only_waits() const { return people == 0 && waiting > 0; }
  bool is_missing() const { return people == 0 && waiting == 0; }
};

/// All members, by name as folded text; empty for an event that has no list of municipalities, and
/// for another organiser's. As where people sign up, whoever gives a town is not there for its
/// county, nor the other way round.
std::vector<audience_member> list_audience_members(const schema::reader& db,
                                                   const organisers::scope& whose, const event& of);

/// Those of the missing as a table (CSV in UTF-8 with BOM, RFC 4180; `excel_de`: separated by `;`):
/// ags, name, title, district, state. `sink` says false to stop.
void export_missing(const std::vector<audience_member>& all, bool excel_de,
                    const std::function<bool(std::string_view)>& sink);

}  // namespace zusage::events
