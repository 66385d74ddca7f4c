// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "events/consent_import.hpp"
#include "web/locale.hpp"

/// What the preview of an import says of a list.
namespace zusage::server {

/// `label` and `value` for each count that is not zero, in the order of the page. Rows that change
/// nothing are named by their lines.
nlohmann::json import_facts(const events::import_counts& counts, const web::locale& in);
nlohmann::json revocation_facts(const events::revocation_counts& counts, const web::locale& in);

/// The same of rows that can be taken and deserve a second look; `languages` are the organiser's.
nlohmann::json second_looks(const events::consent_list& list,
                            const std::vector<std::string>& languages, instant now,
                            const web::locale& in);

}  // namespace zusage::server
