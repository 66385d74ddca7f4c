// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>

#include "base/time.hpp"
#include "schema/sql.hpp"

namespace zusage::events {

/// A purpose says something else now, or is over: events that ask for it get a new version, and
/// whoever keeps a page that shows it is told.
void announce_purpose(schema::transaction& tx, std::int64_t purpose_id, instant now);

}  // namespace zusage::events
