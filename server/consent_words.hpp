// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "consent/ledger.hpp"
#include "consent/purposes.hpp"
#include "web/locale.hpp"

/// How purposes and their notices are said on pages, wherever they stand.
namespace zusage::server {

/// `A, B`; "" for none.
std::string joined(const std::vector<std::string>& names);

/// What a text has to be marked with (WCAG 3.1.2): its language, "" where that is the page's.
std::string language_to_mark(const std::string& language, const web::locale& in);

/// The words of a key that the program writes into a record; what is new is shown as it is.
/// `section` ends with its dot.
std::string words_of(const web::locale& in, const std::string& section, const std::string& key);

/// How a consent stands, by `consent.state.<state>`; of one that was taken back also how, where
/// `method` is known (`consent.withdrawn_by.<method>`).
std::string words_of_state(const web::locale& in, const std::string& state,
                           const std::string& method);

/// The same of a consent as its newest record has it.
std::string words_of_standing(const schema::reader& db, const consent::standing& one,
                              const web::locale& in);

/// How long a consent lasts that is given by a notice with so many months; "" without end.
std::string valid_words(std::int64_t months, const web::locale& in);

/// Puts the members of the partial `consent_box` that an offer has into those of its field: `box`,
/// `channel`, `notice`, `notice_name`, `notice_id`, `content_language`, `only_in` (said in words,
/// where the notice is not in the page's language), `valid`, `recipients_text`.
void describe_offer(nlohmann::json& box, const consent::offer& offer, const web::locale& in);

}  // namespace zusage::server
