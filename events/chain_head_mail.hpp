// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "consent/published_heads.hpp"
#include "events/mails.hpp"
#include "mailer/outbox.hpp"

/// Gives the heads of the consent chains away by mail (consent/published_heads.hpp).
namespace zusage::events {

/// Queues `chain-head` to those who look after data protection at each organiser whose head is due
/// (`consent::heads_due`), and notes it as published. How many mails were queued.
std::int64_t mail_chain_heads(schema::transaction& tx, const mailer::outbox& mails,
                              const std::vector<consent::due_head>& due, instant now);

/// Composes `chain-head`; nothing when the message does not say which head.
std::optional<mailer::content> compose_chain_head(const schema::reader& db,
                                                  const mailer::message& message,
                                                  const mail_texts& texts);

}  // namespace zusage::events
