// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "events/mail_calendar.hpp"
#include "events/mails.hpp"
#include "mailer/worker.hpp"

namespace zusage::events {

/// Whether a mail is about an application or somebody who stands for a municipality and still tells
/// what is so; nothing for every other mail.
std::optional<bool> is_application_news(std::string_view name, registration_status status);

/// What mails about applications say besides: `municipality`, `fee`, `people` (name, substitute),
/// `decision_text`, `waits`, `follow_up_url`, `people_url`. Nothing for other events.
void add_application(nlohmann::json& data, const schema::reader& db, const mail_case& one,
                     const mail_texts& texts);

}  // namespace zusage::events
