// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <memory>
#include <string>

#include "events/event.hpp"
#include "organisers/scope.hpp"

/// The steps that all changes of a ring on the organiser's pages end with.
namespace zusage::events {

/// The event as it is stored now, with a new version for whoever has it open, and a higher sequence
/// number of its calendar entries when it was rescheduled.
std::shared_ptr<event> touched(schema::transaction& tx, std::int64_t event_id, bool rescheduled,
                               instant now);

/// An entry of the audit trail about the event.
void record_change(schema::transaction& tx, const organisers::scope& whose, const event& of,
                   const std::string& action, nlohmann::json details, instant now);

}  // namespace zusage::events
