// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "consent/people.hpp"
#include "server/handler.hpp"
#include "server/services.hpp"

/// What the pages about consents on the organiser's side have in common.
namespace zusage::server {

consent::person_keys keys_of(const services& with);

/// A page below `/admin/{organiser}/consents`, or that page itself, with its breadcrumb.
nlohmann::json consents_page(const request& of, const schema::reader& db, const std::string& title,
                             bool is_start);

/// Titles of the organiser's purposes by their keys, in the reader's language as far as there is
/// one.
std::map<std::string, std::string> titles_of_purposes(const request& of, const schema::reader& db);

/// Number and hash of the newest record as `head`; nothing while there is none.
void add_head(nlohmann::json& data, const request& of, const schema::reader& db);

/// What the start page shows besides the search: purposes and how many stand, how that went month
/// by month, what is open and overdue, when the chain was verified, what was taken away by whom.
void add_overview(nlohmann::json& data, const request& of, const schema::reader& db,
                  const services& with);

}  // namespace zusage::server
