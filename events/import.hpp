// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/result.hpp"
#include "events/event_file.hpp"
#include "events/registration.hpp"

namespace zusage::events {

struct import_summary {
  struct counts {
    std::int64_t made = 0, changed = 0, unchanged = 0;
  };
  counts organisers, purposes, series, events;

  /// Purposes that the file says something else about than the organiser's page: they stay as they
  /// are (`organiser/purpose`), and count as unchanged.
  std::vector<std::string> kept_purposes;

  /// An event that was there before and is different now.
  struct update {
    std::shared_ptr<const event> before;
    bool rescheduled = false;  ///< time, place, status or link: calendar entries have a new
                               ///< sequence number
    bool raised = false;       ///< its capacity or a session's: people who wait may move up
  };
  std::vector<update> updates;

  bool anything_changed() const {
    std::int64_t touched = 0;
    for (const auto& one : {organisers, purposes, series, events})
      touched += one.made + one.changed;
    return touched > 0;
  }
};

/// One import at a time; what refers to organisers goes on meanwhile. For who looks at what is
/// stored before calling import_events, which does it too: so all lock in the same order.
void hold_imports(schema::transaction& tx);

/// Stores a file, all or nothing: when there are faults nothing was written. What is stored already
/// and did not change stays as it is, so that importing a file again changes nothing; what changed
/// is updated by key, except purposes that the organiser's page has set; a new `version` shows it
/// to everybody who keeps a copy. Nobody loses a place when a capacity falls below what is taken.
/// Faults: `slug_taken`, `session_has_registrations`, `unknown_organiser`, `unknown_purpose`,
/// `unknown_series`.
checked<import_summary> import_events(schema::transaction& tx, const event_file& file, instant now);

/// What an import means for those who are registered already, in the same transaction: who booked
/// the package gets what was added, all learn what moved or was cancelled
/// (registrar::follow_change), and who waits moves up.
void follow_import(schema::transaction& tx, const registrar& places, const import_summary& done,
                   instant now);

}  // namespace zusage::events
