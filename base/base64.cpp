// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/base64.hpp"

#include <sodium.h>

namespace zusage {

std::string to_base64(std::string_view bytes) {
  std::string made(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(made.data(), made.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), sodium_base64_VARIANT_ORIGINAL);
  made.pop_back();  // the terminating zero
  return made;
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string made(text.size(), '\0');
  std::size_t size = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(made.data()), made.size(), text.data(),
                        text.size(), nullptr, &size, nullptr,
                        sodium_base64_VARIANT_ORIGINAL) != 0) {
    return {};
  }
  made.resize(size);
  return made;
}

}  // namespace zusage
