// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/framed.hpp"

#include "server/consent_words.hpp"

namespace zusage::server {

nlohmann::json framed(const web::locale& in, const std::string& text, const std::string& filled,
                      const std::string& language) {
  const auto at = text.find(filled);
  if (filled.empty() || at == std::string::npos)
    return {{"before", text}, {"text", ""}, {"text_language", ""}, {"after", ""}};
  return {{"before", text.substr(0, at)},
          {"text", filled},
          {"text_language", language_to_mark(language, in)},
          {"after", text.substr(at + filled.size())}};
}

}  // namespace zusage::server
