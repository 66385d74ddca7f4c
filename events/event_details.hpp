// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>

#include "events/event.hpp"

/// The settings of an event, its sessions and questions that no query asks for: stored together as
/// one JSON object each (column `details`), members that say nothing left out.
namespace zusage::events {

nlohmann::json details_of(const event& of);
nlohmann::json details_of(const session& of);
nlohmann::json details_of(const question& of);

/// Takes what `details_of` made; a missing member is what a new object has.
void read_details(const nlohmann::json& from, event& into);
void read_details(const nlohmann::json& from, session& into);
void read_details(const nlohmann::json& from, question& into);

}  // namespace zusage::events
