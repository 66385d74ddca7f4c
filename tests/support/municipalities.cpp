// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/municipalities.hpp"

namespace zusage::tests {
namespace {

constexpr std::size_t record_length = 220;

// Bytes of the character that begins with this one.
std::size_t size_of_character(char lead) {
  return static_cast<unsigned char>(lead) < 0x80 ? 1 : 2;
}

}  // namespace

std::string directory_record(const std::vector<std::pair<std::size_t, std::string>>& parts) {
  std::vector<std::string> line(record_length, " ");
  for (const auto& [column, text] : parts) {
    std::size_t at = column - 1;
    for (std::size_t i = 0; i < text.size();) {
      const auto size = size_of_character(text[i]);
      line.at(at++) = text.substr(i, size);
      i += size;
    }
  }
  std::string bytes;
  for (const auto& one : line) bytes += one;
  return bytes + "\r\n";
}

std::string directory_state(const std::string& key, const std::string& name) {
  return directory_record({{1, "10"}, {11, key}, {23, name}});
}

std::string directory_county(const std::string& key, const std::string& name,
                             const std::string& mark) {
  return directory_record({{1, "40"}, {11, key}, {23, name}, {123, mark}});
}

std::string directory_municipality(const std::string& ags, const std::string& name,
                                   std::int64_t population) {
  auto people = std::to_string(population);
  people.insert(0, 11 - people.size(), '0');
  return directory_record({{1, "60"}, {11, ags}, {23, name}, {140, people}, {166, "12345"}});
}

}  // namespace zusage::tests
