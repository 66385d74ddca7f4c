// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "events/webhooks.hpp"
#include "server/handler.hpp"
#include "server/services.hpp"

/// Webhooks on the organiser's side: who owns the organiser says which systems are called, when,
/// and with what.
namespace zusage::server {

// admin_webhooks.cpp
response show_webhooks(const request&, const schema::reader&, services&);
/// The answer shows the secret, this once: no page has it in its address, none can be reloaded.
decision post_webhook(const request&, const schema::reader&, services&);

std::span<const route> webhook_routes();

// admin_webhook.cpp
response show_webhook(const request&, const schema::reader&, services&);
decision post_webhook_change(const request&, const schema::reader&, services&);
/// `state` = `paused` or `active`.
decision post_webhook_state(const request&, const schema::reader&, services&);
decision post_webhook_test(const request&, const schema::reader&, services&);
/// The finished call `call` once more.
decision post_webhook_again(const request&, const schema::reader&, services&);
/// These two ask first.
decision post_webhook_secret(const request&, const schema::reader&, services&);
decision post_webhook_delete(const request&, const schema::reader&, services&);

// admin_webhook_view.cpp

/// Data with the breadcrumb; `title` is the page's, below the list of webhooks unless it is that.
nlohmann::json webhook_page_data(const request& of, const schema::reader& db,
                                 const std::string& title);
/// The fields of a form, with what was typed or is stored.
nlohmann::json webhook_fields(const request& of, const events::webhook_choice& shown);
events::webhook_choice typed_webhook(const request& of);
std::string webhook_state_words(const events::webhook& one, const web::locale& in);
/// `kind` in words.
std::string webhook_kind_words(const std::string& kind, const web::locale& in);
response webhook_secret_page(const request& of, const schema::reader& db, services& with,
                             const events::made_webhook& made);

}  // namespace zusage::server
