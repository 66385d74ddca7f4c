// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string_view>

#include "consent/ledger.hpp"
#include "schema/sql.hpp"

/// What comes back to a message as its consent's end: an address that is gone for good, or somebody
/// who told their provider that they do not want it.
namespace zusage::events {

namespace return_method {
inline constexpr std::string_view bounce = "bounce", complaint = "complaint";
}

/// Revokes the consent by which the message with this Message-ID (without angle brackets) was sent,
/// and cancels what waits for the same person and purpose. The record names its `method`. False,
/// and nothing changed, when there is no such message, it needed no consent, or what stands now was
/// given after it had left.
bool revoke_for_message(schema::transaction& tx, const consent::ledger& ledger,
                        std::string_view message_id, std::string_view method,
                        const consent::evidence& by, instant now);

}  // namespace zusage::events
