// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <string>

namespace zusage::server {

struct picture_words {
  std::string id;  ///< of the picture in its page: letters, digits, `-`
  std::string title, description;
};

/// The beginning of an SVG picture in HTML up to its first shape: role `img` with title and
/// description as its name (SVG 2, 5.6; WAI-ARIA 1.2 `img`). `name` is its class.
std::string picture_head(const std::string& name, const picture_words& words, std::int64_t width,
                         std::int64_t height);

}  // namespace zusage::server
