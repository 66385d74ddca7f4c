// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>

#include "schema/sql.hpp"

namespace zusage::events {

/// One step of erasing answers that live shorter than their registration (`retention_days` of a
/// question, counted from the event's end): of one question whose time is over, in at most so many
/// registrations. Questions that are not asked any more count as they were asked last. Those of
/// papers count from the registration instead (retention_tasks.hpp).
struct erasure_step {
  std::int64_t looked_at = 0, erased = 0;  ///< registrations
  bool more = false;                       ///< something is left to do now
};

erasure_step erase_old_answers(schema::transaction& tx, instant now, std::int64_t most);

}  // namespace zusage::events
