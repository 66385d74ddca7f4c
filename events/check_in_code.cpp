// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/check_in_code.hpp"

#include <algorithm>

#include "base/link.hpp"

namespace zusage::events {
namespace {

constexpr std::string_view mark = "ZUSAGE", mark_of_other_keyboard = "YUSAGE";
constexpr std::size_t reference_size = 9, seal_size = 8;
constexpr std::size_t longest = 64;  // a code with whatever its separators became

// Letters and digits, in upper case; separators go, whatever the keyboard made of them.
std::string characters_of(std::string_view typed) {
  std::string kept;
  for (const char c : typed) {
    if (c >= 'a' && c <= 'z') kept += char(c - 'a' + 'A');
    if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) kept += c;
  }
  return kept;
}

void swap_y_and_z(std::string& text) {
  for (char& c : text) c = c == 'Y' ? 'Z' : c == 'Z' ? 'Y' : c;
}

}  // namespace

check_in_codes::check_in_codes(const key32& master)
    : key_(derived_key(master, "codes for the check-in")) {}

std::string check_in_codes::seal_of(std::string_view reference, std::int64_t event_id) const {
  const auto subject = std::string(reference) + "." + std::to_string(event_id);
  return characters_of(keyed_hash_hex(key_, subject).substr(0, seal_size));
}

std::string check_in_codes::code_of(std::string_view reference, std::int64_t event_id) const {
  return std::string(mark) + ":" + std::string(reference) + "-" + seal_of(reference, event_id);
}

bool check_in_codes::is_sealed(const read_code& what, std::int64_t event_id) const {
  return same_secret(what.seal, seal_of(what.reference, event_id));
}

std::optional<read_code> check_in_codes::read(std::string_view typed) {
  if (typed.size() > longest) return {};
  auto characters = characters_of(typed);
  if (characters.starts_with(mark_of_other_keyboard)) swap_y_and_z(characters);
  if (!characters.starts_with(mark)) {
    const auto reference = read_reference(typed);
    return reference ? std::optional(read_code{*reference, ""}) : std::nullopt;
  }
  characters.erase(0, mark.size());
  if (characters.size() != reference_size + seal_size) return {};
  const auto reference = read_reference(std::string_view(characters).substr(0, reference_size));
  if (!reference) return {};
  return read_code{*reference, characters.substr(reference_size)};
}

}  // namespace zusage::events
