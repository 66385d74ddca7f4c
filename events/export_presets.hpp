// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "events/event.hpp"
#include "events/export.hpp"
#include "organisers/scope.hpp"

/// Exports under a name: columns, format and whom. They belong to the organiser that the person
/// works for (`scope::acting_for`) and serve one event or all of its events. Whoever works at a
/// single event alone has those of that event.
namespace zusage::events {

namespace preset_limits {
inline constexpr std::size_t name = 80;  ///< code points
inline constexpr std::int64_t per_organiser = 200;
}  // namespace preset_limits

struct export_preset {
  std::int64_t id = 0;
  std::string name;
  bool every_event = false;
  export_format format = export_format::csv;
  bool excel_de = false;
  std::vector<std::string> columns;  ///< keys; an event need not have each
  export_filter filter;              ///< for all events without a session
};

/// Those for this event and those for all, by name.
std::vector<export_preset> list_presets(const schema::reader& db, const organisers::scope& whose,
                                        const event& of);
/// One of them.
std::optional<export_preset> find_preset(const schema::reader& db, const organisers::scope& whose,
                                         const event& of, std::int64_t id);

/// A name as it is kept; faults at `name`: `required`, `too_long`, `not_utf8`,
/// `control_characters`.
checked<std::string> check_preset_name(std::string_view typed);

/// Keeps it, in place of an earlier one with this name; its id. Fault `too_many_presets` (`most`)
/// without a field. `wanted` is checked (check_export, check_preset_name).
checked<std::int64_t> save_preset(schema::transaction& tx, const organisers::scope& whose,
                                  const event& of, const export_preset& wanted, instant now);

/// Whether there was one to remove.
bool remove_preset(schema::transaction& tx, const organisers::scope& whose, const event& of,
                   std::int64_t id, instant now);

}  // namespace zusage::events
