// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <map>
#include <set>

#include "events/event.hpp"

namespace zusage::events {

/// What was booked for whom: session ids by registration id.
using grown_packages = std::map<std::int64_t, std::set<std::int64_t>>;

/// Books the sessions that have come to the package of a published event for everybody who booked
/// it as a whole and has not cancelled, in the order of registration: a place, else the session's
/// waiting list; who has no place at the event yet is noted. Where a session is full and nobody may
/// wait they go without it. What is over is not booked.
grown_packages grow_packages(schema::transaction& tx, const event& before, const event& after,
                             instant now);

}  // namespace zusage::events
