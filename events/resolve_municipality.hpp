// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/result.hpp"
#include "events/registration.hpp"

/// From what somebody typed as their municipality to its official key.
namespace zusage::events {

/// `typed` with the AGS in place of every municipality's name that the directory knows once;
/// everything else stays as it is. Without a directory nothing changes.
typed_fields with_municipality_keys(const schema::reader& db, typed_fields typed);

/// What the directory has against the municipalities in `typed`: `unknown_municipality` for a key
/// that is none, `municipality_ambiguous` {choices} for a name that several have (each with
/// district, state and key); for an application (`to.ring`) `unknown_municipality` also for a name
/// that nobody has. Nothing without a directory.
faults check_municipalities(const schema::reader& db, const event& to, const typed_fields& typed);

/// Fills in the official name of the municipality whose key is given, of companions too.
void name_municipality(const schema::reader& db, sign_up& form);

}  // namespace zusage::events
