// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/bounded_json.hpp"

#include "base/text.hpp"

namespace zusage::server {
namespace {

// Counts brackets outside of strings, before anything is built.
bool is_flat_enough(std::string_view text, std::size_t deepest) {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      if (++depth > deepest) return false;
    } else if ((c == ']' || c == '}') && depth > 0) {
      --depth;
    }
  }
  return true;
}

}  // namespace

std::optional<nlohmann::json> parse_bounded(std::string_view text, std::size_t deepest) {
  if (!is_utf8(text) || !is_flat_enough(text, deepest)) return {};
  auto parsed = nlohmann::json::parse(text, nullptr, false);
  if (parsed.is_discarded()) return {};
  return parsed;
}

}  // namespace zusage::server
