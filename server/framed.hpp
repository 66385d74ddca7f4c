// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "web/locale.hpp"

namespace zusage::server {

/// `text` of the page's language in which `filled` stands, in parts for `{{> framed}}`, so that the
/// language of what is filled in can be marked ("" or the page's: it is not).
nlohmann::json framed(const web::locale& in, const std::string& text, const std::string& filled,
                      const std::string& language);

}  // namespace zusage::server
