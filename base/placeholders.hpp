// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Texts with placeholders from a fixed list: `{event_title}`. Nothing is computed in them: no
/// conditions, no nesting, no way to write a brace that is none.
namespace zusage {

struct text_piece {
  std::string_view text;     ///< of a placeholder its name, without braces
  bool placeholder = false;  ///< `{`, lower-case letters, digits and `_`, `}`
};

/// The text in its order; what only looks like a placeholder is text. The pieces point into `text`.
std::vector<text_piece> split_placeholders(std::string_view text);

/// The first thing that is wrong, for fault.<code>: `placeholder_doubled` (`{{`, `}}`),
/// `placeholder_unclosed`, `placeholder_unopened`, `placeholder_unknown`, and
/// `placeholder_touched` for a name of a person that would make a link together with what it stands
/// next to (`{given_name}.{family_name}`).
struct placeholder_fault {
  std::string code;
  std::string found;  ///< the place as it was typed, at most 40 code points
};
struct known_placeholder {
  std::string_view name;
  bool typed_by_strangers = false;
};
std::optional<placeholder_fault> find_placeholder_fault(std::string_view text,
                                                        std::span<const known_placeholder> known);

struct placeholder_value {
  std::string text;
  bool is_link = false;  ///< an address of ours, which becomes a link where there can be one
};
using placeholder_values = std::map<std::string, placeholder_value, std::less<>>;

/// Without interpreting the values; a placeholder that has none stays as it is.
std::string fill_placeholders(std::string_view text, const placeholder_values& values);

}  // namespace zusage
