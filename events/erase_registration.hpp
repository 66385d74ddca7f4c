// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>

#include "base/time.hpp"
#include "schema/sql.hpp"

namespace zusage::events {

/// Erases a registration and everything that is about it alone: answers, sessions, attendance,
/// links, the people who stand for it and what they answered, who was reached by planned mails,
/// its messages with their attempts, the keys of its form, and its group when nobody else is left
/// in it. Messages about a consent stay without it, as what proves how it was asked for.
///
/// Counters of places follow, but nobody moves up and nobody is told: it is for registrations that
/// are cancelled or whose event is over. Whoever erases a live one cancels it first. What other
/// rows say of it by reference (audit trail) or as figures (downloads, released indicators) stays
/// and names nobody. A message that is being handed over at this moment may still arrive. Where
/// several processes write, the caller holds the event (registration_rows.hpp). There is nothing to
/// do when there is no such row.
void erase_registration(schema::transaction& tx, std::int64_t registration_id, instant now);

}  // namespace zusage::events
