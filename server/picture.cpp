// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/picture.hpp"

#include "base/text.hpp"

namespace zusage::server {

std::string picture_head(const std::string& name, const picture_words& words, std::int64_t width,
                         std::int64_t height) {
  const auto part = [&](const std::string& tag, const std::string& text) {
    return "<" + tag + " id=\"" + words.id + "-" + tag + "\">" + escape_html(text) + "</" + tag +
           ">";
  };
  return "<svg class=\"" + name + "\" viewBox=\"0 0 " + std::to_string(width) + " " +
         std::to_string(height) + "\" role=\"img\" aria-labelledby=\"" + words.id + "-title " +
         words.id + "-desc\">" + part("title", words.title) + part("desc", words.description);
}

}  // namespace zusage::server
