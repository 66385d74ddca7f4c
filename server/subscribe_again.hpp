// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>

#include "consent/purposes.hpp"
#include "server/services.hpp"

namespace zusage::server {

/// What the page after a revocation offers to ask for again: the purpose with its notice of today.
/// Nothing: it does not stand revoked, the address was erased, or it is not to be had there.
std::optional<consent::offer> offer_again(const schema::reader& db, services& with,
                                          const consent::standing& of, const std::string& language);

}  // namespace zusage::server
