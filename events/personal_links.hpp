// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "schema/sql.hpp"

namespace zusage::events {

/// Join links of this person alone, by session id; 0: for the event. They are the person's own
/// secret: shown only on the registration's page and in its mails, never logged.
std::map<std::int64_t, std::string> find_personal_links(const schema::reader& db,
                                                        std::int64_t registration_id);

}  // namespace zusage::events
