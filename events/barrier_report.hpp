// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <string>

#include "base/result.hpp"
#include "events/mails.hpp"
#include "events/organiser_pages.hpp"

/// Somebody met a barrier and tells the organiser. The report is a mail to the organiser and
/// nothing else: what was typed is kept in its row of the outbox alone.
namespace zusage::events {

namespace report_limits {
/// The most that a report may hold, in code points.
inline constexpr std::size_t what = 4000, page = 500;
/// How many reports one contact gets within an hour.
inline constexpr std::int64_t an_hour = 30;
}  // namespace report_limits

struct barrier_report {
  std::string what;   ///< in the reporter's words
  std::string page;   ///< path on this site, or empty
  std::string email;  ///< normalised, or empty: no answer is wanted
};

/// Who gets it: the contact of the declaration of accessibility, else the organiser's.
std::string barrier_contact(const organiser_pages& whose);

enum class report_outcome { sent, repeated };

/// Queues the mail, in the organiser's first language. The same report with the same key of the
/// form is sent once. A fault: `too_many_reports`, with the contact to write to
/// instead: nothing was sent or written down.
checked<report_outcome> report_barrier(schema::transaction& tx, const mailer::outbox& mails,
                                       const organiser_pages& whose, const barrier_report& report,
                                       const std::string& form_key, instant now);

/// What `barrier-report` shows; an answer goes to the reporter, if an address was given.
std::optional<mailer::content> compose_barrier_report(const schema::reader& db,
                                                      const mailer::message& message,
                                                      const links& with, const mail_texts& texts);

}  // namespace zusage::events
