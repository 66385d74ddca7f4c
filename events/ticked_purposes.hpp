// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <vector>

#include "schema/sql.hpp"

namespace zusage::events {

/// The purposes whose boxes came ticked with a registration: what its page may show to whoever
/// signed up. It says nothing about how consents of the
/// address stand, which may be somebody else's.
std::vector<std::int64_t> ticked_purposes(const schema::reader& db, std::int64_t registration_id);

}  // namespace zusage::events
