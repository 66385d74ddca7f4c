// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

#include "base/result.hpp"
#include "events/mails.hpp"
#include "events/organiser_pages.hpp"

/// Somebody met a barrier and tells the organiser. The report is a mail to the organiser and
/// nothing else: what was typed is kept in its row of the outbox alone.
namespace zusage::events {

/// The most that a report may hold, in code points.
namespace report_limits {
inline constexpr std::size_t what = 4000, page = 500;
}

struct barrier_report {
  std::string what;   ///< in the reporter's words
  std::string page;   ///< path on this site, or empty
  std::string email;  ///< normalised, or empty: no answer is wanted
};

/// Who gets it: the contact of the declaration of accessibility, else the organiser's.
std::string barrier_contact(const organiser_pages& whose);

/// Queues the mail, in the organiser's first language. The same report with the same key of the
/// form is sent once. Whether it was sent now.
bool report_barrier(schema::transaction& tx, const mailer::outbox& mails,
                    const organiser_pages& whose, const barrier_report& report,
                    const std::string& form_key, instant now);

/// What `barrier-report` shows; an answer goes to the reporter, if an address was given.
std::optional<mailer::content> compose_barrier_report(const schema::reader& db,
                                                      const mailer::message& message,
                                                      const links& with, const mail_texts& texts);

}  // namespace zusage::events
