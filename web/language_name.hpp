// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

#include "web/locale.hpp"

namespace zusage::web {

/// What a language is called in the reader's own (CLDR): `de` is `German` in English and `Duits` in
/// Dutch. A code that CLDR does not know comes back as it is.
std::string language_name(const locale& in, const std::string& language);

}  // namespace zusage::web
