// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// The little cryptography that the rooms need, all of it libsodium's.
namespace zusage {

using key32 = std::array<unsigned char, 32>;

/// Must have been called once before anything below is used (main and the tests do).
void initialise_crypto();

std::string random_bytes(std::size_t count);
key32 random_key();

std::string to_hex(std::string_view bytes);
std::optional<std::string> from_hex(std::string_view hex);
std::string to_base64url(std::string_view bytes);  ///< without padding
std::optional<std::string> from_base64url(std::string_view text);

/// SHA-256 (FIPS 180-4) in hex: what others should be able to compute again.
std::string sha256_hex(std::string_view data);

/// BLAKE2b-256 with a key (RFC 7693), in hex.
std::string keyed_hash_hex(const key32& key, std::string_view data);

/// A key for one purpose, by that hash: whoever has it learns nothing of `master`.
key32 derived_key(const key32& master, std::string_view purpose);

/// XChaCha20-Poly1305 with a random nonce; `context` is authenticated too. Base64url.
std::string encrypt(const key32& key, std::string_view plain, std::string_view context);

/// Nothing when the text was altered or belongs to another key or context.
std::optional<std::string> decrypt(const key32& key, std::string_view text,
                                   std::string_view context);

/// Compares in constant time.
bool same_secret(std::string_view a, std::string_view b);

/// The keys of one installation, all derived from the 32 bytes of its key file.
class secrets {
 public:
  explicit secrets(const key32& master);

  /// Reads the key file (64 hex digits, mode 0600); makes it when it is missing.
  /// @throws std::runtime_error with a line that says what is wrong and how to mend it.
  static secrets from_file(const std::string& path);

  /// The same, but a missing file is an error: for who only reads what was made with it.
  static secrets from_existing_file(const std::string& path);

  key32 links;     ///< MAC of tokens in links
  key32 lookup;    ///< keyed hash by which a person is found again in the ledger
  key32 people;    ///< encrypts the key of each person
  key32 sessions;  ///< CSRF tokens of signed-in staff

 private:
  static key32 derive(const key32& master, std::size_t number);
};

}  // namespace zusage
