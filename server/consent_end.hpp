// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

#include "consent/ledger.hpp"
#include "web/locale.hpp"

/// What the pages of mailed links say about a consent that is not open any more.
namespace zusage::server {

/// `confirm` (waits and can be confirmed), `confirmed`, `revoked`, `refused`, `purpose_over`,
/// `overtaken` (waits, but its words had to be renewed by a day that is over), `lapsed` (its time
/// is over, or it was not renewed), `expired` (nobody confirmed it in time) or `ended`.
std::string_view how_it_stands(const schema::reader& db, const consent::standing& of, instant at);

/// The title of the page, and what it says where there is nothing left to do.
std::string standing_title(std::string_view how, const web::locale& in);
std::string standing_text(std::string_view how, const web::locale& in);

}  // namespace zusage::server
