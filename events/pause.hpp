// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string_view>

#include "schema/sql.hpp"

namespace zusage::events {

/// How long a form that mails something to an address sends nothing more there.
inline constexpr std::chrono::minutes mail_pause{10};

/// Whether `subject`, a keyed hash of the address, is the first of its kind for `mail_pause`. It is
/// written down either way and whatever is known of the address, so that neither the answer nor the
/// time that it takes tells; the hourly maintenance takes it away again.
bool is_first_in_a_while(schema::transaction& tx, std::string_view what, std::string_view subject,
                         instant now);

/// Whether something was mailed there a moment ago; writes nothing.
bool is_pausing(const schema::reader& db, std::string_view what, std::string_view subject,
                instant now);

}  // namespace zusage::events
