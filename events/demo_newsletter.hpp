// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string_view>

#include "base/time.hpp"
#include "schema/sql.hpp"

namespace zusage::events {

/// Writes a newsletter for an organiser of the demonstration, which is a draft: sending it is for
/// whoever tries it. @throws std::exception where the organiser has no purpose for one
void write_demo_newsletter(schema::transaction& tx, std::string_view organiser_key, instant now);

/// A draft of a message to the attendees of an event.
void write_demo_message(schema::transaction& tx, std::string_view slug, instant now);

}  // namespace zusage::events
