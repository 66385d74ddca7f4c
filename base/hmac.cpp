// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/hmac.hpp"

#include <sodium.h>

namespace zusage {
namespace {

const unsigned char* bytes(std::string_view of) {
  return reinterpret_cast<const unsigned char*>(of.data());
}

}  // namespace

std::string hmac_sha256(std::string_view key, std::string_view data) {
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, bytes(key), key.size());
  crypto_auth_hmacsha256_update(&state, bytes(data), data.size());
  std::string made(crypto_auth_hmacsha256_BYTES, '\0');
  crypto_auth_hmacsha256_final(&state, reinterpret_cast<unsigned char*>(made.data()));
  return made;
}

}  // namespace zusage
