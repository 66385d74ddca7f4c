// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>

#include "events/mail_calendar.hpp"
#include "events/mails.hpp"
#include "mailer/worker.hpp"

namespace zusage::events {

/// Puts the members of event-reminder, event-follow-up or event-recording into `data`
/// (docs/mail-templates.md). False: the mail is out of date. What it reminds of has begun or is not
/// booked any more, the plan is gone, or there is no recording to be seen.
bool add_planned(nlohmann::json& data, const mail_case& one, const mailer::message& message,
                 const mail_texts& texts);

/// Puts what every mail says of joining online into `data`.
void add_joining(nlohmann::json& data, const mail_case& one, const mail_texts& texts);

}  // namespace zusage::events
