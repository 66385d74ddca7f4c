// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "events/organiser_pages.hpp"
#include "events/retention_rules.hpp"
#include "schema/sql.hpp"
#include "web/locale.hpp"

/// The rules of retention in words, for the officer's page, the register and whoever asks.
namespace zusage::server {

/// A text of a rule: `.what` it is about, `.why` it is stored, `.how` it ends.
std::string rule_words(const events::retention_rule& rule, std::string_view part,
                       const web::locale& in);

/// `30 Tage`, `die Frist der Veranstaltung`.
std::string period_words(const events::retention_rule& rule, const web::locale& in);

/// The register of processing (GDPR 30(1)) as one object: who is responsible, the entries made from
/// the rules, recipients, third countries, security. Texts are in the language of `in`.
nlohmann::json processing_register(const schema::reader& db, const events::organiser_pages& whose,
                                   const web::locale& in);

}  // namespace zusage::server
