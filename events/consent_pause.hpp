// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "consent/ledger.hpp"

namespace zusage::events {

/// Whether a consent that was ended again was given less than `mail_pause` ago (pause.hpp), on a
/// page whose button gives at once: agreeing and revoking in turns must not fill the ledger. Ending
/// has no pause, and what stands needs none.
bool was_given_lately(const schema::reader& db, const consent::standing& of, instant now);

}  // namespace zusage::events
