// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// Checks and forms of text that people typed. All functions take and return UTF-8.
namespace zusage {

bool is_utf8(std::string_view text);

/// Code points; `text` must be UTF-8.
std::size_t length(std::string_view text);

/// Whether a control character (C0 without, with `multiline` allowed, newline and tab; DEL; C1;
/// line and paragraph separators; bidirectional overrides) occurs.
bool has_control(std::string_view text, bool multiline = false);

/// Normalisation form C without white space at both ends, CR LF as LF; nothing when all of it is
/// invisible (white space, zero width and other format characters). `text` must be UTF-8.
std::string cleaned(std::string_view text);

/// For comparing and searching: case folded, umlauts and accents taken off ("Müßig" → "mussig").
std::string folded(std::string_view text);

/// The first `most` code points, with an ellipsis if something was cut off.
std::string cut(std::string_view text, std::size_t most);

std::string lower_ascii(std::string_view text);

/// Replaces & < > " ' by entities, for HTML and XML.
std::string escape_html(std::string_view text);

}  // namespace zusage
