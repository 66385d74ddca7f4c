// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

/// How headings and words of lists from elsewhere are recognised.
namespace zusage::events {

/// Folded, letters and digits alone: `E-Mail-Adresse` is `emailadresse`.
std::string bare_word(std::string_view text);

/// Whether it is one of `words`, which stand between spaces; an empty word never is.
bool is_among(std::string_view word, std::string_view words);

}  // namespace zusage::events
