// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

namespace zusage {

/// HMAC-SHA-256 (RFC 2104, FIPS 180-4) with a key of any length: 32 bytes.
std::string hmac_sha256(std::string_view key, std::string_view data);

}  // namespace zusage
