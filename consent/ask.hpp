// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "consent/ledger.hpp"
#include "consent/people.hpp"
#include "consent/purposes.hpp"

/// Asking on pages that a mailed link opens, where somebody sees how things stand and asks anew.
namespace zusage::consent {

/// As `ledger::request`, but the record names its own `method` (`undo`, `preferences`), and a
/// request that waits for its confirmation already is left as it is: nothing is appended, and
/// `needs_confirmation` is false, so that no second mail goes out for it.
/// @throws as `ledger::request`
requested ask_once(schema::transaction& tx, const person_keys& keys, const consent_request& what,
                   std::string_view method, instant now);

/// All purposes of an organiser, also those that are over (`offer::ended`), each with the newest
/// notice in `language` (else German, else any).
std::vector<offer> offers_of_organiser(const schema::reader& db, std::int64_t organiser_id,
                                       std::string_view language);

}  // namespace zusage::consent
