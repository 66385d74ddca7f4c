// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "server/registration_view.hpp"

namespace zusage::server {

/// The consents that the page of a registration shows. Who came by the mailed link sees every one
/// of the address at this organiser, with the way to end it (GDPR 7(3)): for calls and letters
/// there is no mail that brings one. The browser's link shows which boxes were ticked and nothing
/// of how the address's consents stand: whoever typed a foreign address must neither learn nor end
/// what its owner agreed to.
nlohmann::json consents_view(const own_registration& own, const schema::reader& db, services& with);

/// That consents to e-mails which were ticked have a mail of their own to come; "" to whoever
/// opened the page by a mailed link, who sees how each stands.
std::string consents_to_come(const own_registration& own, const schema::reader& db);

/// The page of all consents at the organiser, by the mailed link alone; "" otherwise.
std::string preferences_link(const own_registration& own, const schema::reader& db, services& with);

}  // namespace zusage::server
