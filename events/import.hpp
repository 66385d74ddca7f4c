// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.hpp"
#include "events/event_file.hpp"

namespace zusage::events {

struct import_summary {
  struct counts {
    std::int64_t made = 0, changed = 0, unchanged = 0;
  };
  counts organisers, purposes, series, events;

  /// Events whose capacity or a session's was raised or lifted: the caller has those who wait move
  /// up (registrar::promote_waiting), in the same transaction.
  std::vector<std::int64_t> raised;
  /// Events whose time, place or status changed: their calendar entries have a new sequence number.
  std::vector<std::int64_t> rescheduled;

  bool anything_changed() const {
    std::int64_t touched = 0;
    for (const auto& one : {organisers, purposes, series, events})
      touched += one.made + one.changed;
    return touched > 0;
  }
};

/// Stores a file, all or nothing: when there are faults nothing was written. What is stored already
/// and did not change stays as it is, so that importing a file again changes nothing; what changed
/// is updated by key, and a new `version` shows it to everybody who keeps a copy. Nobody loses a
/// place when a capacity falls below what is taken. Faults: `slug_taken`,
/// `session_has_registrations`, `unknown_organiser`, `unknown_purpose`,
/// `unknown_series`.
checked<import_summary> import_events(schema::transaction& tx, const event_file& file, instant now);

}  // namespace zusage::events
