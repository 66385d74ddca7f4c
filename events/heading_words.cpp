// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/heading_words.hpp"

#include "base/text.hpp"

namespace zusage::events {

std::string bare_word(std::string_view text) {
  std::string letters;
  for (const char c : folded(text)) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) letters += c;
  }
  return letters;
}

bool is_among(std::string_view word, std::string_view words) {
  if (word.empty()) return false;
  std::size_t at = 0;
  while ((at = words.find(word, at)) != std::string_view::npos) {
    const auto end = at + word.size();
    const bool begins = at == 0 || words[at - 1] == ' ';
    if (begins && (end == words.size() || words[end] == ' ')) return true;
    at = end;
  }
  return false;
}

}  // namespace zusage::events
