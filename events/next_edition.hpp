// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

#include "base/result.hpp"
#include "events/event.hpp"
#include "organisers/scope.hpp"

/// 'Make the next edition from this one.'
namespace zusage::events {

struct wanted_edition {
  std::string of;         ///< slug of the event that is copied
  std::string slug;       ///< of the new one
  std::string starts_on;  ///< the day of the new start in the event's zone, `2027-09-11`
};

/// What is wrong with it, nothing if it can be made. Faults: `unknown_event` (no field; also for an
/// event of another organiser), `slug`: `missing`, `wrong_slug`, `too_long`, `slug_in_use`;
/// `starts_on`: `missing`, `wrong_date`, `starts_not_later` (than the old start), `time_in_gap`
/// (`value`, `zone`: a time of day that is missing on its new day because clocks go forward).
faults check_next_edition(const schema::reader& db, const organisers::scope& whose,
                          const wanted_edition& wanted);

/// Copies an event with its programme, questions, purposes, audience, rules and series as a draft,
/// and writes that into the audit trail (`event.copied`). All times move by the same number of
/// days and keep their time of day in the event's zone; sessions without a date stay so. Nothing of
/// registrations, counters or consents is copied, and no `join_url` or `recording_url`: those lead
/// to the old meetings. The new slug, or the faults of `check_next_edition`; then nothing was
/// written.
checked<std::string> make_next_edition(schema::transaction& tx, const organisers::scope& whose,
                                       const wanted_edition& wanted, instant now);

}  // namespace zusage::events
