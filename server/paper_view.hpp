// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "events/paper.hpp"
#include "server/handler.hpp"
#include "server/services.hpp"

/// What several pages show of a paper.
namespace zusage::server {

/// `positionspapier-1.pdf, 1,2 MB`, or the name of the server that it is fetched from.
std::string document_words(const schema::reader& db, const events::event& of,
                           const web::locale& in);

/// Abstract and what one gets, for the page of a paper.
void add_paper(nlohmann::json& data, const request& of, const schema::reader& db, services& with,
               const events::event& shown);

}  // namespace zusage::server
