// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>

#include "events/event.hpp"
#include "events/newsletter_issue.hpp"
#include "server/handler.hpp"

/// The form in which a message to attendees is written: `kind`, `purpose`, `status`, `session`,
/// `municipality_kind`, of a comparison ring `people` and `ring_group`, and in each language of the
/// event `subject.<language>`, `body.<language>`.
namespace zusage::server {

nlohmann::json message_fields(const request& of, const schema::reader& db, const events::event& at,
                              const events::issue_draft& draft);

/// What is not among the choices counts as not chosen.
events::issue_draft typed_message(const request& of, const schema::reader& db,
                                  const events::event& at);

}  // namespace zusage::server
