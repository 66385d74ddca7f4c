// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "server/registration_view.hpp"

/// What one's own registration shows of joining online and of recordings.
namespace zusage::server {

/// Adds `join_url` and `join_from` (words) to a session's view.
void add_session_links(nlohmann::json& to, const own_registration& own,
                       const events::mail_case& known, const events::session& one);

/// Adds `join_url`, `join_from`, `join_text` and `recordings` to the registration's view; of a
/// paper the address where it is fetched.
void add_online(nlohmann::json& to, const own_registration& own, const events::mail_case& known);

}  // namespace zusage::server
