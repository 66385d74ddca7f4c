// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "events/event_change.hpp"
#include "events/mail_calendar.hpp"
#include "events/mails.hpp"

namespace zusage::events {

/// What has changed since the person knew it, in words: `takes_place_again`, `period_before`,
/// `place_before`, `moved`, `added`, and how they stand at the event (docs/mail-templates.md).
/// False: nothing that one could read.
bool add_changes(nlohmann::json& data, const mail_case& one, const event_change& change,
                 const mail_texts& texts);

/// Entries that the change makes wrong and that calendar_of no longer has, as cancelled: of a
/// session whose date is open again, and of the event itself since there are dates of sessions.
std::vector<mailer::calendar_entry> entries_taken_away(const mail_case& one,
                                                       const event_change& change);

}  // namespace zusage::events
