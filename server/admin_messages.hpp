// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "events/message_log.hpp"
#include "server/handler.hpp"
#include "server/services.hpp"

/// The log of messages on the organiser's side.
namespace zusage::server {

// admin_messages.cpp
response show_messages(const request&, services&);
response post_find_messages(const request&, services&);
response show_event_messages(const request&, services&);

// admin_message.cpp: of an organiser, or of an event that organisers run together
response show_message(const request&, const schema::reader&, services&);
decision post_message_again(const request&, const schema::reader&, services&);

/// What a message was about: `Anmeldung bestätigt`.
std::string message_kind_words(std::string_view kind, const web::locale& in);

/// How it stands, what came back included: `verschickt; kam zurück: Die Adresse gibt es nicht`.
std::string message_state_words(const events::logged_message& one, const web::locale& in);

/// The breadcrumb as far as the log; `at`: that of an event, null for the organiser's.
void add_message_steps(nlohmann::json& data, const request& of, const schema::reader& db,
                       const events::event* at);

/// The log, or that of the route's event.
std::string messages_link(const request& of);

/// A row as web/templates/_message_rows.html shows it.
nlohmann::json message_row(const request& of, const events::logged_message& one);

/// `flow`: that mail does not leave, in words; null while it does, and for who cannot do anything
/// about it.
void add_mail_flow(nlohmann::json& data, const request& of, const schema::reader& db);

}  // namespace zusage::server
