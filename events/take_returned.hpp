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
  std::size_t noted = 0;     ///< reports that were new and belong to a message of ours
  std::size_t repeated = 0;  ///< known already: nothing changed
  std::size_t foreign = 0;   ///< about no message that is known (any more)
  std::size_t consents_ended = 0;
};

/// Takes every report of a mail; the same mail a second time changes nothing. A report belongs to
/// the message that the mark in the mail's own address names, else to the one whose Message-ID it
/// names: only who had the message knows that. Whatever address it names, it acts on the receiver
/// of that message alone.
///
/// For good (RFC 3463 class 5 about the address): all consents of the receiver to mails of this
/// organiser, and requests for them, end by the method `bounce`. So they do by the third report for
/// now, when the first of them is two weeks old. A complaint ends the consent that permitted the
/// message by the method `complaint`; where none did, all of them. A new double opt-in may come
/// back at any time.
returns_taken take_returned(schema::transaction& tx, const return_tools& with,
                            const mailer::returned_mail& what, instant now);

}  // namespace zusage::events
