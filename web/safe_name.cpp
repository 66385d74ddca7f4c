// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/text.hpp"
#include "web/render.hpp"

namespace zusage::web {
namespace {

constexpr std::size_t longest_name = 60;

/// Mail programs make a link of `word.word` and of everything with a scheme or an @; a point is
/// fine where a name has it, before a blank or at the end (`Dr. Meier`).
bool makes_a_link(char c, bool before_blank) {
  if (c == '.') return !before_blank;
  return c == '/' || c == ':' || c == '@' || c == '\\' || c == '<' || c == '>' || c == '[' ||
         c == ']';
}

// What looks like a point, and is one to browsers (UTS 46: U+3002, U+FF0E, U+FF61), becomes one;
// `=?` would begin an encoded word (RFC 2047) that hides what it says until a mail program shows
// it.
std::string made_plain(std::string_view name) {
  std::string plain(name);
  const auto replace = [&plain](std::string_view from, std::string_view to) {
    for (auto at = plain.find(from); at != std::string::npos; at = plain.find(from, at + to.size()))
      plain.replace(at, from.size(), to);
  };
  replace("\u3002", ".");
  replace("\uFF0E", ".");
  replace("\uFF61", ".");
  replace("=?", "= ?");
  return plain;
}

}  // namespace

std::string safe_name(std::string_view typed) {
  if (!is_utf8(typed)) return {};
  const auto name = made_plain(typed);
  std::string result;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    const bool before_blank = i + 1 == name.size() || name[i + 1] == ' ';
    const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    const char kept = control || makes_a_link(c, before_blank) ? ' ' : c;
    if (kept != ' ' || !result.ends_with(' ')) result += kept;
  }
  return cut(cleaned(result), longest_name);
}

}  // namespace zusage::web
