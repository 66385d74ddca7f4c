// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/reference_digits.hpp"

#include "base/crypto.hpp"

namespace zusage {

std::string random_reference_digits(std::size_t count) {
  std::string digits;
  for (const char c : random_bytes(count))
    digits += reference_alphabet[static_cast<unsigned char>(c) % reference_digits];
  return digits;
}

char check_character(std::string_view digits) {
  std::size_t sum = 0, weight = 2;
  for (const char c : digits) sum += reference_alphabet.find(c) * weight++;
  return reference_alphabet[sum % reference_digits];
}

std::string grouped_reference(std::string_view digits) {
  return std::string(digits.substr(0, 3)) + "-" + std::string(digits.substr(3, 3)) + "-" +
         std::string(digits.substr(6, 3));
}

}  // namespace zusage
