// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>

#include "base/link.hpp"
#include "events/mails.hpp"
#include "events/newsletter_issue.hpp"

/// The mail `newsletter`: what was written, and below it who sends it, for which purpose, and how
/// to end that. Nothing in it tells who reads it: no pictures from elsewhere, links as written.
namespace zusage::events {

/// Of a message of the outbox; a test mail too. Nothing when the newsletter is gone or cancelled.
std::optional<mailer::content> compose_newsletter(const schema::reader& db,
                                                  const mailer::message& message, const links& with,
                                                  const mail_texts& texts);

/// The mail `attendee-message`: what was written to the attendees of an event, which event it is
/// about, and the link of the reader's registration. Nothing when the message is gone or cancelled,
/// or the registration does not belong to those whom it goes to any more.
std::optional<mailer::content> compose_attendee_message(const schema::reader& db,
                                                        const mailer::message& message,
                                                        const links& with, const mail_texts& texts);

/// The template of its mails (web/mail).
std::string template_of(const newsletter_issue& issue);

/// The same without a person, for a preview; `language` is one of its own.
std::optional<mailer::content> preview_newsletter(const schema::reader& db,
                                                  const newsletter_issue& issue,
                                                  const std::string& language, const links& with,
                                                  const mail_texts& texts);

/// To `address` alone, whatever its consents are; marked as a test.
mailer::new_message test_message(const newsletter_issue& issue, const std::string& address,
                                 const std::string& language);

/// So that nobody floods a mailbox with tests.
inline constexpr std::int64_t most_tests_an_hour = 20;
/// Whether this address had fewer of them within the last hour.
bool may_test(const schema::reader& db, const std::string& address, instant now);

}  // namespace zusage::events
