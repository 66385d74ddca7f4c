// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>

#include "base/time.hpp"

namespace zusage::events {

/// The file with all its local times moved by whole weeks, so that weekdays and distances stay:
/// the earliest event begins 21 to 28 days after `now` (later where a time would fall into the hour
/// that is missing when clocks go forward, or on Christmas or the turn of the year). Papers are
/// moved apart from the rest: the newest came out within the last week. Registration is open at
/// `now`: an opening that would still lie ahead becomes yesterday, a closing that would be over
/// becomes the start (for a paper the end). A file that lies in the future already is not moved.
/// Expects a valid event file; anything else in it is left as it is.
nlohmann::json shifted_to_future(nlohmann::json event_file, instant now);

}  // namespace zusage::events
