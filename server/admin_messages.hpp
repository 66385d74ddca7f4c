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

/// The page of a message; `rest` goes on behind its path.
std::string message_link(const request& of, std::int64_t id, const services& with,
                         const std::string& rest = {});

/// What was said to it, as it came; of a file its name alone, since where the folder lies is the
/// operator's business.
std::string said_words(const events::said& what, const request& of, const services& with);

/// Whether who looks may know Message-IDs: whoever knows one can write a report that is believed
/// where messages carry no marks, and end a consent by it. Who may end it anyway.
bool may_know_message_ids(const request& of);

/// With `…` for what stands before the @ of each Message-ID of ours: servers repeat them.
std::string without_message_ids(std::string_view text, std::string_view domain);

/// Who said it: `Mailserver:`
std::string said_by_words(const events::said& what, const web::locale& in);

/// A row as web/templates/_message_rows.html shows it.
nlohmann::json message_row(const request& of, const events::logged_message& one,
                           const services& with);

/// `flow`: that mail does not leave, in words; null while it does, and for who cannot do anything
/// about it. Whether it leaves.
bool add_mail_flow(nlohmann::json& data, const request& of, const schema::reader& db,
                   const services& with);

}  // namespace zusage::server
