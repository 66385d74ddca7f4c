// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>

#include "schema/sql.hpp"
#include "web/locale.hpp"

/// What belongs to an answer beside the data themselves (GDPR 15(1)(a) to (h)): what they are
/// processed for, who gets them, how long they stay, where they come from, what can be done.
namespace zusage::server {

/// In words of the page's language, about what `organiser` (of `stored_data`) holds:
/// [{"heading","texts":[…]}]. Periods are those that the erasing code goes by.
nlohmann::json access_words(const schema::reader& db, const nlohmann::json& organiser,
                            const web::locale& in);

/// How long the proof of a consent by this channel stays.
std::string proof_period(std::string_view channel, const web::locale& in);

}  // namespace zusage::server
