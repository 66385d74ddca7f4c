// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>

#include "events/registration.hpp"
#include "web/locale.hpp"

namespace zusage::server {

/// What somebody answered: list of {label, value, content_language}, in the words that the
/// questions and their options had when it was answered (events/question_history.hpp).
nlohmann::json answers_view(const schema::reader& db, const events::event& of,
                            const events::registration& by, const web::locale& in);

}  // namespace zusage::server
