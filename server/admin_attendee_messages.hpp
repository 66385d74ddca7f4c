// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <span>

#include "events/event.hpp"
#include "events/message_audience.hpp"
#include "server/handler.hpp"
#include "server/services.hpp"

/// Messages to the attendees of an event. What they share with newsletters – preview, test,
/// sending, result – is in admin_newsletter.cpp and admin_newsletter_preview.cpp.
namespace zusage::server {

std::span<const route> attendee_message_routes();

/// Who belongs to it, one row {"label","text"} for each condition.
nlohmann::json audience_words(const events::message_audience& of, const schema::reader& db,
                              const events::event& at, const web::locale& in);

// admin_attendee_messages.cpp

response show_attendee_messages(const request& of, const schema::reader& db, services& with);
response show_new_attendee_message(const request& of, const schema::reader& db, services& with);
decision post_new_attendee_message(const request& of, const schema::reader& db, services& with);
response show_edit_attendee_message(const request& of, const schema::reader& db, services& with);
decision post_edit_attendee_message(const request& of, const schema::reader& db, services& with);

}  // namespace zusage::server
