// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "consent/ledger.hpp"
#include "server/handler.hpp"

namespace zusage::server {

/// What a record about an action of a person keeps of where it came from.
consent::evidence evidence_of(const request& of);

/// What a record about an action by a mailed link keeps: the kind of page (`/u`; the rest of the
/// path is the secret), the token's hash, where it came from.
consent::evidence evidence_by_link(const request& of);

}  // namespace zusage::server
