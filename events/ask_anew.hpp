// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "consent/ask.hpp"
#include "mailer/outbox.hpp"

/// Asking for a consent on a page that a mailed link opens: after a revocation by mistake, and on
/// the page of preferences. It gives nothing by itself: for e-mail, and for everything that was
/// revoked, a new request waits for the double opt-in.
namespace zusage::events {

/// Whether a consent for it can be asked for there: not for calls, which are agreed to for one
/// number that stands beside the box of a registration, not for a purpose that is over, and not for
/// a single message about
/// something that is out already.
bool can_be_asked_anew(const schema::reader& db, const consent::offer& what);

struct asked_anew {
  std::int64_t organiser_id = 0;
  std::string_view method;  ///< of the record: `undo`, `preferences`
  consent::evidence by;     ///< with the address
  std::string language;     ///< of the mail
};

/// Who writes and mails it.
struct asking_tools {
  consent::person_keys keys;
  const mailer::outbox& mails;
};

/// Whether nothing is asked for now, because a mail about it went to the person a moment ago
/// (pause.hpp): whoever revokes and asks in turns writes neither records nor mails without end.
bool was_asked_lately(const schema::reader& db, const asking_tools& with,
                      const consent::offer& what, std::string_view email, instant now);

/// Whether a mail went out. What stands, and what waits for its confirmation already, stays as it
/// is, without another mail; so does everything that `was_asked_lately`.
bool ask_anew(schema::transaction& tx, const asking_tools& with, const consent::offer& what,
              const asked_anew& how, instant now);

}  // namespace zusage::events
