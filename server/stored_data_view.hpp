// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>

#include "web/locale.hpp"

namespace zusage::server {

/// Messages of one organiser that the page shows; the download has all.
inline constexpr std::size_t most_messages_shown = 50;

/// Whether all that an organiser of `stored_data` holds are requests of the person.
bool is_nothing_but_requests(const nlohmann::json& organiser);

/// An organiser of `stored_data` in words, for the page.
nlohmann::json stored_data_view(const nlohmann::json& organiser, const web::locale& in);

}  // namespace zusage::server
