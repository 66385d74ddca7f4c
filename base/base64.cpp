// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/base64.hpp"

#include <algorithm>

#include "base/crypto.hpp"

namespace zusage {

std::string to_base64(std::string_view bytes) {
  constexpr std::size_t group = 4;
  auto text = to_base64url(bytes);
  std::replace(text.begin(), text.end(), '-', '+');
  std::replace(text.begin(), text.end(), '_', '/');
  while (text.size() % group != 0) text += '=';
  return text;
}

}  // namespace zusage
