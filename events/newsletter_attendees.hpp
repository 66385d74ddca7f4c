// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "events/newsletter_issue.hpp"
#include "events/newsletter_recipients.hpp"

/// To whom a message to the attendees of an event goes: a service message to everybody of its
/// audience, advertising to those of them whose consent to its purpose stands.
namespace zusage::events {

struct attendee_recipient {
  message_attendee who;
  std::optional<std::int64_t> principal_id;  ///< of advertising
  std::string state_id;                      ///< consent_state.public_id, for its links
};

/// The same person as they stand now. Nothing: the registration does not belong to the audience
/// (any more), is erased, they stand for it no more, or there is no consent that permits it now.
std::optional<attendee_recipient> find_recipient(const schema::reader& db,
                                                 const consent::ledger& ledger,
                                                 const open_issue& of, const message_attendee& who,
                                                 instant now);

/// How many it would go to now, each address of a comparison ring once. Looks at every registration
/// of the event.
std::int64_t count_attendee_recipients(const schema::reader& db, const consent::ledger& ledger,
                                       const newsletter_issue& of, instant now);

/// The same of one that goes out: of the registrations that were there when it began.
std::int64_t count_attendee_recipients(const schema::reader& db, const consent::ledger& ledger,
                                       const open_issue& of, instant now);

/// The next registrations in order, as many as there is room for.
attendee_range find_next_attendees(const schema::reader& db, const open_issue& of,
                                   const under_way& room, const delivery_limits& limits);

}  // namespace zusage::events
