// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/placeholders.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace zusage {
namespace {

constexpr std::size_t most_shown = 40;

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

// The length of the placeholder that `text` begins with, with its braces; 0: none.
std::size_t placeholder_length(std::string_view text) {
  if (!text.starts_with('{')) return 0;
  std::size_t end = 1;
  while (end < text.size() && is_name_character(text[end])) ++end;
  return end > 1 && end < text.size() && text[end] == '}' ? end + 1 : 0;
}

std::string shown(std::string_view text) {
  auto end = std::min(text.find('\n'), text.size());
  if (const auto close = text.find('}'); close < end) end = close + 1;
  return cut(text.substr(0, end), most_shown);
}

// What joins two words to an address, for mail programs that make links of what looks like one.
bool joins(char c) {
  return c == '.' || c == '/' || c == ':' || c == '@' || c == '\\' || c == '{' || c == '}';
}

bool is_blank(char c) {
  return c == ' ' || c == '\n' || c == '\t';
}

// A point or colon behind a name ends a sentence when a blank follows.
bool touches(std::string_view text, std::size_t begin, std::size_t end) {
  if (begin > 0 && joins(text[begin - 1])) return true;
  if (end >= text.size() || !joins(text[end])) return false;
  return end + 1 < text.size() && !is_blank(text[end + 1]);
}

placeholder_fault fault_of_brace(std::string_view rest) {
  if (rest.starts_with("{{") || rest.starts_with("}}")) return {"placeholder_doubled", shown(rest)};
  if (rest.starts_with('}')) return {"placeholder_unopened", shown(rest)};
  const auto line = rest.substr(1, std::min(rest.find('\n'), rest.size()) - 1);
  const auto close = line.find('}');
  const bool closed = close != std::string_view::npos && close < line.find('{');
  return {closed ? "placeholder_unknown" : "placeholder_unclosed", shown(rest)};
}

}  // namespace

std::vector<text_piece> split_placeholders(std::string_view text) {
  std::vector<text_piece> pieces;
  std::size_t from = 0, at = 0;
  while ((at = text.find('{', at)) != std::string_view::npos) {
    const auto size = placeholder_length(text.substr(at));
    if (size == 0) {
      ++at;
      continue;
    }
    if (at > from) pieces.push_back({text.substr(from, at - from), false});
    pieces.push_back({text.substr(at + 1, size - 2), true});
    from = at += size;
  }
  if (from < text.size()) pieces.push_back({text.substr(from), false});
  return pieces;
}

std::optional<placeholder_fault> find_placeholder_fault(std::string_view text,
                                                        std::span<const known_placeholder> known) {
  for (std::size_t at = 0; (at = text.find_first_of("{}", at)) != std::string_view::npos;) {
    const auto rest = text.substr(at);
    const auto size = placeholder_length(rest);
    if (size == 0) return fault_of_brace(rest);
    if (rest.substr(size).starts_with('}'))
      return placeholder_fault{"placeholder_doubled", shown(rest)};
    const auto name = rest.substr(1, size - 2);
    const auto found = std::find_if(known.begin(), known.end(),
                                    [&](const known_placeholder& one) { return one.name == name; });
    if (found == known.end()) return placeholder_fault{"placeholder_unknown", shown(rest)};
    if (found->typed_by_strangers && touches(text, at, at + size))
      return placeholder_fault{"placeholder_touched", shown(rest)};
    at += size;
  }
  return {};
}

std::string fill_placeholders(std::string_view text, const placeholder_values& values) {
  std::string filled;
  for (const auto& piece : split_placeholders(text)) {
    const auto value = piece.placeholder ? values.find(piece.text) : values.end();
    if (value != values.end()) {
      filled += value->second.text;
    } else if (piece.placeholder) {
      filled.append("{").append(piece.text).append("}");
    } else {
      filled += piece.text;
    }
  }
  return filled;
}

}  // namespace zusage
