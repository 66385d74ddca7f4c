// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "server/services.hpp"
#include "web/locale.hpp"

namespace zusage::server {

/// Everything that is stored about an address, by organiser (docs/consent.md describes it): what
/// `/d/{token}` shows and its download holds. Nothing of other people: not where somebody came from
/// who typed the address before its owner acted by a mailed link, and of companions what was typed
/// for them, as long as they have not taken their registration over.
nlohmann::json stored_data(const schema::reader& db, services& with, const std::string& email,
                           const web::locale& in, instant at);

}  // namespace zusage::server
