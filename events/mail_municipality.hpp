// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "events/mails.hpp"
#include "schema/sql.hpp"

namespace zusage::events {

/// Makes safe names of the municipalities in a mail's data (`municipality`, `ring_member`, `rings`)
/// that are not in the directory: those are called what a stranger typed, who typed the addresses
/// of their people as well.
void make_municipalities_safe(nlohmann::json& data, const schema::reader& db,
                              const mail_texts& texts);

}  // namespace zusage::events
