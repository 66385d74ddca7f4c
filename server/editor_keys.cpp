// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "base/text.hpp"
#include "server/editor_parts.hpp"

namespace zusage::server {

std::string key_from(const std::string& words, std::size_t most) {
  std::string spelt;  // as German writes umlauts where there are none
  const std::pair<std::string_view, std::string_view> letters[] = {
      {"ä", "ae"}, {"ö", "oe"}, {"ü", "ue"}, {"ß", "ss"}, {"Ä", "ae"}, {"Ö", "oe"}, {"Ü", "ue"}};
  for (std::size_t i = 0; i < words.size();) {
    const auto rest = std::string_view(words).substr(i);
    const auto known = std::find_if(std::begin(letters), std::end(letters),
                                    [&](const auto& one) { return rest.starts_with(one.first); });
    if (known != std::end(letters)) {
      spelt += known->second;
      i += known->first.size();
    } else {
      spelt += words[i++];
    }
  }
  std::string key;
  for (const char c : folded(spelt)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (plain) key += c;
    if (!plain && !key.empty() && key.back() != '-') key += '-';
  }
  key = key.substr(0, most);
  while (key.ends_with('-')) key.pop_back();
  return key;
}

}  // namespace zusage::server
