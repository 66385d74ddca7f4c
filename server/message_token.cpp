// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/message_token.hpp"

#include <cstddef>

namespace zusage::server {
namespace {

constexpr std::size_t half = 8;  // bytes of the MAC, and of the number
constexpr std::size_t token_length = 22;

// Each use of the key has its own word, so that none of them answers for another.
std::string keyed(const key32& key, std::string_view use, std::string_view of) {
  const auto hash = from_hex(keyed_hash_hex(key, std::string(use) + std::string(of)));
  return hash.value().substr(0, half);
}
std::string mac_of(const key32& key, std::string_view number) {
  return keyed(key, "message token: mac: ", number);
}

std::string to_bytes(std::int64_t number) {
  auto rest = static_cast<std::uint64_t>(number);
  std::string bytes(half, '\0');
  for (auto& one : bytes) {
    one = static_cast<char>(rest & 0xffU);
    rest >>= 8U;
  }
  return bytes;
}

std::int64_t from_bytes(std::string_view bytes) {
  std::uint64_t number = 0;
  for (auto i = bytes.size(); i > 0; --i)
    number = (number << 8U) | static_cast<unsigned char>(bytes[i - 1]);
  return static_cast<std::int64_t>(number);
}

// Encrypts and decrypts.
std::string masked(const key32& key, std::string_view mac, std::string text) {
  const auto stream = keyed(key, "message token: stream: ", mac);
  for (std::size_t i = 0; i < half; ++i) text[i] = static_cast<char>(text[i] ^ stream[i]);
  return text;
}

}  // namespace

std::string message_token(const key32& key, std::int64_t message_id) {
  const auto number = to_bytes(message_id);
  const auto mac = mac_of(key, number);
  return to_base64url(mac + masked(key, mac, number));
}

std::optional<std::int64_t> read_message_token(const key32& key, std::string_view token) {
  if (token.size() != token_length) return {};
  const auto bytes = from_base64url(token);
  if (!bytes || bytes->size() != 2 * half) return {};
  const auto mac = bytes->substr(0, half);
  const auto number = masked(key, mac, bytes->substr(half));
  if (!same_secret(mac, mac_of(key, number))) return {};
  return from_bytes(number);
}

}  // namespace zusage::server
