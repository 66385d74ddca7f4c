// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "server/handler.hpp"
#include "server/services.hpp"

/// The duty pages at the foot of every page.
namespace zusage::server {

/// Imprint, privacy information, declaration of accessibility, the form for barriers with the page
/// from which it is called, and plain language and sign language where the organiser has them.
///
/// Whose they are says `data["footer_of"]`, a list of `{key, name}` (who runs an event together
/// with the first has imprint and privacy information by name), else the `{organiser}` of the
/// route; without either the pages say who there is. `data["footer_event"]` is the slug of the
/// event whose privacy information is meant. Depends on nothing else of the visitor than language
/// and path. `may_ask` is false on error pages: the database is not asked for what is not in
/// memory, and the route is not believed, since there may be nobody of that name.
nlohmann::json footer_links(const request& of, services& with, const nlohmann::json& data,
                            bool may_ask);

/// `footer_of` for the pages of one organiser.
nlohmann::json footer_of(const std::string& key, const std::string& name);

/// The path of a page as it may be told to others: what a mailed link carries is cut off.
std::string path_to_tell(std::string_view path);

}  // namespace zusage::server
