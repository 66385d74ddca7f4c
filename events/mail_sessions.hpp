// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <vector>

#include "events/mail_calendar.hpp"
#include "events/mails.hpp"

/// What mails say of the sessions of a registration (docs/mail-templates.md).
namespace zusage::events {

/// `sessions` and, apart, `booked`, `waiting_for` and `offered`. What one has and what one only
/// waits for stand apart; who waits for the event itself has chosen, but has nothing yet: the mail
/// says that once, about all of it.
void add_sessions(nlohmann::json& data, const schema::reader& db, const mail_case& one,
                  const mail_texts& texts);

/// The ids of the sessions that a registration-promoted tells of, none: of the event; of the first
/// with a date that came by a registration-changed.
std::vector<std::int64_t> moved_to(const mailer::message& message);

/// `moved_to`: the titles of those that the person still has.
void add_moved_to(nlohmann::json& data, const mail_case& one, const mailer::message& message,
                  const mail_texts& texts);

/// Who only waited for sessions was given the entry of the event: as cancelled, once these are the
/// first with a date.
std::optional<mailer::calendar_entry> event_entry_replaced_by(
    const mail_case& one, const std::vector<std::int64_t>& session_ids);

}  // namespace zusage::events
