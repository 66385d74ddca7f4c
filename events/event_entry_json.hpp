// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>

#include "events/event.hpp"

/// An event as an entry of the event file (docs/event-file.md): what an import of it would say.
namespace zusage::events {

/// From what is stored now, the organiser's pages included; what has its usual value is left out.
/// Reading it back (`parse_event_file`) and storing it changes nothing but `event.version`.
/// Invitations are those of the file alone, without the ended ones; the bytes of a paper's document
/// are not in it, only its name.
nlohmann::json event_as_entry(const schema::reader& db, const event& of);

}  // namespace zusage::events
