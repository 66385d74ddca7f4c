// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <span>

#include "server/handler.hpp"
#include "server/services.hpp"

/// Who works at a single event, as the owners of its main organiser look after them.
namespace zusage::server {

std::span<const route> event_staff_routes();

response show_event_staff(const request&, const schema::reader&, services&);
decision post_invite_event_staff(const request&, const schema::reader&, services&);
decision post_withdraw_event_staff(const request&, const schema::reader&, services&);
decision post_event_staff_role(const request&, const schema::reader&, services&);
decision post_remove_event_staff(const request&, const schema::reader&, services&);

/// For the page of the organiser's staff: everybody who works at a single event, with the event
/// and the way to its page (`email`, `title`, `content_language`, `role`, `since`, `url`).
nlohmann::json event_staff_rows(const request& of, const schema::reader& db);

}  // namespace zusage::server
