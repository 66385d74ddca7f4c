// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/windows_1252.hpp"

#include <array>

namespace zusage::events {
namespace {

// The characters from 0x80 to 0x9f; 0 where there is none. All others have their Unicode number.
constexpr std::array<char16_t, 32> upper = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178};

void append(std::string& to, char16_t c) {
  const auto byte = [&](unsigned value) { to += static_cast<char>(value); };
  if (c < 0x80) return byte(c);
  if (c < 0x800) {
    byte(0xc0U | (c >> 6U));
  } else {
    byte(0xe0U | (c >> 12U));
    byte(0x80U | ((c >> 6U) & 0x3fU));
  }
  byte(0x80U | (c & 0x3fU));
}

}  // namespace

std::optional<std::string> from_windows_1252(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() + bytes.size() / 8);
  for (const char one : bytes) {
    const auto byte = static_cast<unsigned char>(one);
    const bool special = byte >= 0x80 && byte < 0xa0;
    const char16_t c = special ? upper.at(byte - 0x80U) : char16_t(byte);
    if (special && c == 0) return {};
    append(text, c);
  }
  return text;
}

}  // namespace zusage::events
