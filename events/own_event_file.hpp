// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "events/event_file.hpp"
#include "events/publish_check.hpp"
#include "events/registration.hpp"
#include "organisers/scope.hpp"

/// An event file that an organiser's staff brings: of their own events, and of nothing else.
namespace zusage::events {

inline constexpr std::size_t most_of_own_file = 1024 * 1024;  ///< bytes

struct own_event_step {
  enum class what { made, changed, unchanged } done = what::unchanged;
  std::string slug;
  nlohmann::json title;                       ///< by language
  bool rescheduled = false;                   ///< who is registered is told
  std::int64_t concerned = 0;                 ///< how many those are
  bool published = false;                     ///< afterwards
  std::vector<publish_finding> missing = {};  ///< of a published one, by check_publishing
};

/// Reads and checks a file. Faults as parse_event_file gives them, and: `too_large` {most};
/// `only_events` at `organisers`, `purposes` or `series`; `not_own` at an event's `organiser`;
/// `partners_fixed` at its `also_by`, which staff of one organiser cannot change; those of
/// read_documents: a paper names the document that is stored already, no other.
checked<event_file> read_own_file(const schema::reader& db, const organisers::scope& whose,
                                  std::string_view text);

/// Stores it as an import does (import.hpp), all or nothing. The caller undoes the transaction when
/// there are faults, or when it only wanted to know what would happen.
checked<std::vector<own_event_step>> import_own_file(schema::transaction& tx,
                                                     const registrar& places,
                                                     const organisers::scope& whose,
                                                     const event_file& file, instant now);

}  // namespace zusage::events
