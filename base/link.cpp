// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/link.hpp"

#include <utility>

#include "base/reference_digits.hpp"

namespace zusage {
namespace {

constexpr std::size_t id_size = 22, mac_size = 22;

char path_of(link_purpose purpose) {
  return char(purpose == link_purpose::browser ? link_purpose::registration : purpose);
}

}  // namespace

links::links(const key32& key, std::string base_url) : key_(key), base_url_(std::move(base_url)) {}

std::string links::token(link_purpose purpose, std::string_view public_id) const {
  std::string subject(1, char(purpose));
  subject += public_id;
  const auto mac = from_hex(keyed_hash_hex(key_, subject));
  return std::string(public_id) + to_base64url(mac->substr(0, 16));
}

std::optional<std::string> links::public_id(link_purpose purpose, std::string_view given) const {
  if (given.size() != id_size + mac_size) return {};
  const auto id = given.substr(0, id_size);
  if (!same_secret(token(purpose, id), given)) return {};
  return std::string(id);
}

std::string links::token(link_purpose purpose, std::string_view public_id,
                         std::int64_t round) const {
  if (round == 0) return token(purpose, public_id);
  std::string subject(1, char(purpose));
  subject += std::string(public_id) + "." + std::to_string(round);
  const auto mac = from_hex(keyed_hash_hex(key_, subject));
  return std::string(public_id) + to_base64url(mac->substr(0, 16));
}

std::optional<std::string> links::named_id(std::string_view token) {
  if (token.size() != id_size + mac_size) return {};
  return std::string(token.substr(0, id_size));
}

bool links::is_of_round(link_purpose purpose, std::string_view given, std::int64_t round) const {
  const auto id = named_id(given);
  return id && same_secret(token(purpose, *id, round), given);
}

std::string links::url(link_purpose purpose, std::string_view public_id) const {
  return base_url_ + "/" + path_of(purpose) + "/" + token(purpose, public_id);
}

std::string new_public_id() {
  return to_base64url(random_bytes(16));
}

std::string new_reference() {
  auto digits = random_reference_digits(8);
  digits += check_character(digits);
  return grouped_reference(digits);
}

std::optional<std::string> read_reference(std::string_view typed) {
  std::string digits;
  for (char c : typed) {
    if (c == '-' || c == ' ') continue;
    if (c >= 'a' && c <= 'z') c = char(c - 'a' + 'A');
    if (c == 'O') c = '0';
    if (c == 'I' || c == 'L') c = '1';
    if (reference_alphabet.find(c) == std::string_view::npos) return {};
    digits += c;
  }
  if (digits.size() != 9 || check_character(std::string_view(digits).substr(0, 8)) != digits[8])
    return {};
  return grouped_reference(digits);
}

}  // namespace zusage
