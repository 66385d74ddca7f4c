// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string_view>

namespace zusage::organisers {

/// Whether `folded` (base/text.hpp) is among the passwords that are tried first everywhere: those
/// at the head of the published lists of leaked passwords, in English and German, and words that
/// people in administrations put before a year.
bool is_common_password(std::string_view folded);

}  // namespace zusage::organisers
