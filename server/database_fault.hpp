// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "schema/error.hpp"

namespace zusage::server {

/// Whether the database is away for a while (disk full, locked, unreadable, away), so that the same
/// may succeed later: no fault of what was asked of it.
bool is_passing(const schema::error& fault);

}  // namespace zusage::server
