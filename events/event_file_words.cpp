// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "events/event_file_shape.hpp"

/// What keys, slugs, languages and addresses look like.
namespace zusage::events {
namespace {

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return is_lower(c) || (c >= 'A' && c <= 'Z');
}

template <class Predicate>
bool all(std::string_view text, Predicate predicate) {
  return std::all_of(text.begin(), text.end(), predicate);
}

}  // namespace

bool is_key(std::string_view text) {
  if (text.empty() || !(is_lower(text.front()) || is_digit(text.front()))) return false;
  return all(text, [](char c) { return is_lower(c) || is_digit(c) || c == '-' || c == '_'; });
}

bool is_slug(std::string_view text) {
  return is_key(text) && text.back() != '-' && text.find('_') == std::string_view::npos &&
         text.find("--") == std::string_view::npos;
}

bool is_language(std::string_view text) {
  const auto hyphen = text.find('-');
  const auto first = text.substr(0, hyphen);
  if (first.size() < 2 || first.size() > 3 || !all(first, is_lower)) return false;
  if (hyphen == std::string_view::npos) return true;
  const auto rest = text.substr(hyphen + 1);
  return rest.size() >= 2 && rest.size() <= 8 &&
         all(rest, [](char c) { return is_letter(c) || is_digit(c); });
}

bool is_file_name(std::string_view text) {
  if (text.empty() || text.front() == '.' || text.front() == '-') return false;
  return all(
      text, [](char c) { return is_letter(c) || is_digit(c) || c == '.' || c == '-' || c == '_'; });
}

bool is_web_address(std::string_view text) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (!text.starts_with(scheme)) continue;
    const auto rest = text.substr(scheme.size());
    // Printable ASCII only (RFC 3986); no user name, which serves to deceive.
    if (!all(rest, [](char c) {
          return c > ' ' && c < 0x7f &&
                 std::string_view("\"<>\\^`{|}").find(c) == std::string::npos;
        })) {
      return false;
    }
    const auto host = rest.substr(0, rest.find_first_of("/?#"));
    const auto is_part = [](char c) {
      return is_letter(c) || is_digit(c) || std::string_view(".-:[]").find(c) != std::string::npos;
    };
    return !host.empty() && host.front() != ':' && host.front() != '.' && all(host, is_part);
  }
  return false;
}

}  // namespace zusage::events
