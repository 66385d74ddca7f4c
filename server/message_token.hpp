// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/crypto.hpp"

/// What names a message in the paths of the log. Neither its Message-ID, by which a report that
/// came back would be believed, nor its number, which tells how much mail there is, can be read
/// from it.
namespace zusage::server {

/// The same for the same message at any time: 22 characters of base64url. The number is encrypted
/// under its own MAC (a synthetic IV, as in RFC 5297). `key` is `secrets::links`.
std::string message_token(const key32& key, std::int64_t message_id);

/// Nothing for what was not made by `message_token` with this key.
std::optional<std::int64_t> read_message_token(const key32& key, std::string_view token);

}  // namespace zusage::server
