// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>

#include "consent/ledger.hpp"
#include "events/mails.hpp"
#include "mailer/outbox.hpp"

namespace zusage::events {

/// Tells the data protection officers of an organiser, or its owners where there are none, that its
/// consent chain is not as it was written. It names records by their numbers and nobody. How many
/// mails were queued.
std::int64_t mail_chain_problem(schema::transaction& tx, const mailer::outbox& mails,
                                std::int64_t organiser_id, const consent::verification& found,
                                instant now);

/// What the mail `chain-problem` tells.
std::optional<mailer::content> compose_chain_problem(const schema::reader& db,
                                                     const mailer::message& message,
                                                     const mail_texts& texts);

}  // namespace zusage::events
