// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/timed_id.hpp"

#include "base/crypto.hpp"
#include "base/reference_digits.hpp"

namespace zusage {
namespace {

constexpr int time_bytes = 6;
constexpr std::size_t random_part = 10;
constexpr int bits_per_byte = 8;

// 31^4 seconds come before the same one again; a step of the golden section, which has no factor
// 31, reaches each of them once and puts neighbours far apart.
constexpr std::uint64_t seconds_told_apart = 923'521;
constexpr std::uint64_t step = 570'767;
constexpr std::size_t half = 4;

std::string timed_bytes(instant now) {
  const auto milliseconds =
      std::uint64_t(std::chrono::floor<std::chrono::milliseconds>(now).time_since_epoch().count());
  std::string bytes;
  for (int place = time_bytes - 1; place >= 0; --place) {
    bytes += char((milliseconds >> (place * bits_per_byte)) & 0xff);
  }
  return bytes + random_bytes(random_part);
}

}  // namespace

std::string new_timed_id(instant now) {
  return to_base64url(timed_bytes(now));
}

std::string new_message_key(instant now) {
  return to_hex(timed_bytes(now));
}

std::string new_timed_reference(instant now) {
  const auto second =
      std::uint64_t(std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count());
  auto scattered = second % seconds_told_apart * step % seconds_told_apart;
  std::string digits(half, '0');
  for (std::size_t place = half; place-- > 0; scattered /= reference_digits) {
    digits[place] = reference_alphabet[scattered % reference_digits];
  }
  digits += random_reference_digits(half);
  digits += check_character(digits);
  return grouped_reference(digits);
}

}  // namespace zusage
