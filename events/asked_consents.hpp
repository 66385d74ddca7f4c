// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <vector>

#include "schema/sql.hpp"

namespace zusage::events {

/// The purposes that a registration asked consent for by mail and that nobody asked for again
/// since: what its page may show without telling of consents given elsewhere.
std::vector<std::int64_t> purposes_asked_by(const schema::reader& db, std::int64_t registration_id);

}  // namespace zusage::events
