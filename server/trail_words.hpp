// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "web/locale.hpp"

/// Entries of the audit trail in words.
namespace zusage::server {

/// What was done; the action itself where it has no words (of a program that is newer).
std::string action_words(const std::string& action, const web::locale& in);

/// The details as {"label","old","now","changed"}: of those that hold `before` and `after`, what is
/// different; of others each as `now`. `purposes`: titles by key.
nlohmann::json detail_rows(const nlohmann::json& details, const web::locale& in,
                           const std::map<std::string, std::string>& purposes = {});

}  // namespace zusage::server
