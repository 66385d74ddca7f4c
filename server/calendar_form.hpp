// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>

#include "server/calendar_words.hpp"

/// The form that narrows the calendar.
namespace zusage::server {

/// Its fields with what was chosen, the filters that are active, each with the address of the list
/// without it, and `errors` for the summary: `filter` in web/templates/calendar.html.
nlohmann::json calendar_form(const request& of, const schema::reader& db, const read_filter& read,
                             const std::vector<active_filter>& active);

/// What is wrong with the filters, each with a link to its field.
nlohmann::json filter_errors(const read_filter& read, const web::locale& in);

}  // namespace zusage::server
