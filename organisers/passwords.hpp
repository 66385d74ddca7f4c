// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

/// Passwords of staff: 8 to 128 characters, no rules of composition, common ones refused (OWASP
/// ASVS 5.0, 6.2; NIST SP 800-63B 3.1.1.2), kept as Argon2id.
namespace zusage::organisers {

namespace password_limits {
inline constexpr std::size_t shortest = 8, longest = 128;  // code points
}

/// What one hash costs whoever computes it.
struct hashing_cost {
  unsigned long long operations;
  std::size_t memory;  ///< bytes

  /// What the program uses: libsodium's INTERACTIVE (64 MiB, twice through it).
  static hashing_cost usual();
  /// The least that libsodium takes; for tests, never for a password that protects something.
  static hashing_cost least();
};

/// The password as it is hashed, in normalisation form NFKC so that every keyboard types the same,
/// or a fault of field `password`: `password_short`, `password_long` (argument `limit`),
/// `password_common`, `password_personal` (made of the address or the product's name),
/// `password_broken` (no UTF-8 or a control character). White space is part of a password.
checked<std::string> check_password(std::string_view typed, std::string_view email);

/// As typed at sign-in: only the form, no rules. Nothing for what cannot be anybody's password.
std::optional<std::string> normalised_password(std::string_view typed);

/// Slow on purpose: never on a network thread nor inside a transaction.
/// @throws std::runtime_error when there is not enough memory.
std::string hash_password(const std::string& normalised, hashing_cost cost);

/// As slow as `hash_password`.
bool is_password(const std::string& hash, const std::string& normalised);

}  // namespace zusage::organisers
