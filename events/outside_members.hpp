// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "events/event.hpp"
#include "organisers/scope.hpp"

/// From where people have signed up although the event is not for them: by invitation, through
/// staff or an imported list, or because the list of municipalities was another one then.
namespace zusage::events {

struct outside_place {
  std::string ags;   ///< "" where only a name was given
  std::string name;  ///< "" where none was given
  std::int64_t people = 0;
};

/// All but who cancelled or was refused, by name as folded text; empty for an event that has no
/// list of municipalities, and for another organiser's.
std::vector<outside_place> list_outside_places(const schema::reader& db,
                                               const organisers::scope& whose, const event& of);

}  // namespace zusage::events
