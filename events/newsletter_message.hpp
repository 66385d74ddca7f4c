// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "events/newsletter_attendees.hpp"
#include "events/newsletter_recipients.hpp"
#include "mailer/outbox.hpp"

/// What stands in the outbox for a recipient of a newsletter, or of a message to attendees.
namespace zusage::events {

struct texts_of_issue {
  std::vector<std::string>
      languages;           ///< in order: the first one is for whoever reads none of them
  nlohmann::json subject;  ///< by language
};

texts_of_issue find_texts(const schema::reader& db, const open_issue& of);

/// To somebody who consented, and is not erased.
mailer::new_message message_to(const open_issue& of, const next_recipient& who,
                               const texts_of_issue& texts);

/// To an attendee: the template `attendee-message`; of advertising that of newsletters.
mailer::new_message message_to(const open_issue& of, const attendee_recipient& to,
                               const texts_of_issue& texts);

}  // namespace zusage::events
