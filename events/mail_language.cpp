// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/mail_language.hpp"

namespace zusage::events {

std::string borrowed_language(const nlohmann::json& texts, const std::string& language) {
  if (!texts.is_object() || texts.empty() || texts.contains(language)) return {};
  return texts.contains("de") ? "de" : texts.begin().key();
}

}  // namespace zusage::events
