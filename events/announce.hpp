// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>

#include "base/link.hpp"
#include "consent/ledger.hpp"
#include "events/mails.hpp"
#include "mailer/outbox.hpp"

/// 'Tell me when it is out': a purpose names what it announces (`purpose.announces`). Once that is
/// published, everybody whose consent stands gets one message, and the consent ends by itself. What
/// was done is noted row by row, so that it goes on after a stop where it was.
namespace zusage::events {

/// Queues the message for at most so many people; how many. Where the event or the consent was
/// taken back before a message left, that person is told once both are there again. Who consents
/// after having been told waits until the purpose announces something else; who could not be
/// reached gets another message only for a consent given since.
std::int64_t queue_announcements(schema::transaction& tx, const consent::ledger& ledger,
                                 const mailer::outbox& mails, instant now, std::int64_t most);

/// Ends the consents whose message has left, at most so many; how many messages were looked at. A
/// message that certainly did not arrive (`failed`) leaves the consent as it is: it was not used.
std::int64_t end_announced(schema::transaction& tx, const consent::ledger& ledger, instant now,
                           std::int64_t most);

/// Whether messages are on their way whose consents have yet to end.
bool is_announcing(const schema::reader& db);

/// The mail `paper-announced`; nothing while the event is not published.
std::optional<mailer::content> compose_announcement(const schema::reader& db,
                                                    const mailer::message& message,
                                                    catalogue& events, const links& with,
                                                    const mail_texts& texts, instant now);

}  // namespace zusage::events
