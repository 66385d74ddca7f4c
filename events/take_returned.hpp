// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <string>

#include "consent/ledger.hpp"
#include "mailer/bounce.hpp"
#include "mailer/bounce_mark.hpp"
#include "schema/sql.hpp"

/// What mails that came back do: they are noted at the message that they are about, and newsletters
/// to who cannot be reached, or does not want them, end.
namespace zusage::events {

struct return_tools {
  const consent::ledger& ledger;
  const mailer::bounce_marks& marks;
  std::string domain;  ///< of our Message-IDs
};

struct returns_taken {
  std::size_t noted = 0;     ///< new, and about a message of ours
  std::size_t repeated = 0;  ///< known already, or more than are kept: nothing changed
  std::size_t foreign = 0;   ///< about no message that is known (any more)
  std::size_t consents_ended = 0;
};

/// Of one message and kind: later ones are not noted, and have no effect. Anybody can send reports.
inline constexpr std::int64_t most_reports = 20, most_unproven = 3;

/// Takes a mail; the same mail a second time changes nothing. A message of ours has one receiver,
/// so of several reports in it the worst counts. It belongs to the message that a mark names (in
/// the mail's own address, or as the sender of the mail that it is about), else to the one whose
/// Message-ID it names, and acts on the receiver of that message, whatever address it names.
///
/// A Message-ID is read by many on the way. So where messages carry marks, a report without one is
/// noted as unproven and does nothing; where they carry none, it is all there is, and counts.
///
/// For good (RFC 3463 class 5 about the address): the consents of the receiver to mails of this
/// organiser, and requests for them, end by the method `bounce`. So they do by three messages that
/// came back for now, within 60 days and 14 days apart (`lasting_since`). A complaint ends the
/// consent that permitted the message by the method `complaint`; where none did, all of them. What
/// was given after the message had left stays: who gave it was reached, and wanted it.
returns_taken take_returned(schema::transaction& tx, const return_tools& with,
                            const mailer::returned_mail& what, instant now);

}  // namespace zusage::events
