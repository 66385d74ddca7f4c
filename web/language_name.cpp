// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "web/language_name.hpp"

#include "web/locale_parts.hpp"

namespace zusage::web {

std::string language_name(const locale& in, const std::string& language) {
  UErrorCode status = U_ZERO_ERROR;
  const auto reader = icu::Locale::forLanguageTag(in.text("locale.icu"), status);
  check_icu(status, "the name of a language");
  icu::UnicodeString text;
  icu::Locale(language.c_str()).getDisplayLanguage(reader, text);
  std::string name;
  return text.toUTF8String(name);
}

}  // namespace zusage::web
