// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

#include "events/event.hpp"
#include "web/locale.hpp"

namespace zusage::server {

/// Whether an event's dated sessions are on more than one day, as the event's zone has it.
bool has_several_days(const events::event& of);

/// When a session is, for a list without headings of days: `9:00–12:00 Uhr`, with its day
/// (`15.05.2030, 9:00–12:00 Uhr`) where sessions of the event are on several. Without a date what
/// is said of it in words, which may be nothing.
std::string session_when_words(const events::event& of, const events::session& one,
                               const web::locale& in);

}  // namespace zusage::server
