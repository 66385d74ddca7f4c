// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <unicode/coll.h>
#include <unicode/locid.h>
#include <unicode/numberformatter.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "web/locale.hpp"

namespace zusage::web {

/// What the files that implement `locale` share.
struct locale::parts {
  /// A number for each locale object: formatters are kept per thread and found by it.
  std::uint64_t serial = 0;
  std::map<std::string, std::string, std::less<>> texts;
  icu::Locale icu_locale;
  icu::number::LocalizedNumberFormatter numbers;
  std::unique_ptr<icu::Collator> collator;

  /// @throws std::out_of_range
  const std::string& find(std::string_view key) const;
};

/// @throws std::runtime_error when ICU reports a failure.
void check_icu(UErrorCode status, std::string_view what);

}  // namespace zusage::web
