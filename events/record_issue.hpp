// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "events/newsletter_issue.hpp"

namespace zusage::events {

/// What an act is called in the audit trail.
struct issue_act {
  const char *of_newsletter, *of_attendee_message;
};

/// What staff did with a newsletter, or a message to attendees, into the audit trail, with its
/// purpose, its event and numbers.
void record_issue(schema::transaction& tx, const organisers::scope& of, const issue_act& what,
                  const newsletter_issue& issue, nlohmann::json numbers, instant now);

}  // namespace zusage::events
