// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>

#include "server/handler.hpp"

/// The rooms of an organiser's side, as the navigation of each of its pages shows them.
namespace zusage::server {

/// Of the organiser of the route, those that the role of the signed-in person opens, as
/// {"text","url","current"}; empty where the route has no organiser, or only one room is open.
nlohmann::json area_links(const request& of);

}  // namespace zusage::server
