// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/target.hpp"

#include <algorithm>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "base/text.hpp"

namespace zusage::server {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string> decoded(std::string_view text, bool plus_is_space) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_space) {
      result += ' ';
    } else if (text[i] == '%') {
      const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
      const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
      if (low < 0) return {};
      result += char(high * 16 + low);
      i += 2;
    } else {
      result += text[i];
    }
  }
  return result;
}

bool is_plain_path(std::string_view path) {
  if (path.empty() || path.front() != '/' || !is_utf8(path) || has_control(path)) return false;
  while (!path.empty()) {
    path.remove_prefix(1);
    const auto end = path.find('/');
    const auto segment = path.substr(0, end);
    if (segment == "." || segment == ".." || (segment.empty() && end != std::string_view::npos))
      return false;
    if (end == std::string_view::npos) return true;
    path.remove_prefix(end);
  }
  return true;
}

}  // namespace

std::optional<target> parse_target(std::string_view text) {
  if (text.rfind("//", 0) == 0) return {};
  const auto url = boost::urls::parse_origin_form(text);
  if (!url) return {};
  const std::string_view encoded = url->encoded_path();
  if (encoded.find("%2F") != std::string_view::npos ||
      encoded.find("%2f") != std::string_view::npos)
    return {};
  auto path = decoded(encoded, false);
  if (!path || !is_plain_path(*path)) return {};
  auto query = parse_form(url->encoded_query(), 100);
  if (!query) return {};
  return target{std::move(*path), std::move(*query)};
}

std::optional<fields> parse_form(std::string_view body, std::size_t most) {
  fields found;
  for (std::size_t count = 0; !body.empty();) {
    const auto end = body.find('&');
    const auto pair = body.substr(0, end);
    body.remove_prefix(end == std::string_view::npos ? body.size() : end + 1);
    if (pair.empty()) continue;
    if (++count > most) return {};
    const auto equals = pair.find('=');
    auto name = decoded(pair.substr(0, equals), true);
    auto value = decoded(equals == std::string_view::npos ? "" : pair.substr(equals + 1), true);
    if (!name || !value) return {};
    found.add(std::move(*name), std::move(*value));
  }
  return found;
}

std::string find_cookie(std::string_view header, std::string_view name) {
  while (!header.empty()) {
    const auto end = header.find(';');
    auto pair = header.substr(0, end);
    header.remove_prefix(end == std::string_view::npos ? header.size() : end + 1);
    while (!pair.empty() && pair.front() == ' ') pair.remove_prefix(1);
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name)
      return std::string(pair.substr(equals + 1));
  }
  return "";
}

bool is_api_path(std::string_view path) {
  return path.rfind("/api/", 0) == 0;
}

std::string encode_path(std::string_view path) {
  std::string result;
  while (!path.empty()) {
    const auto end = std::min(path.find('/'), path.size());
    result += encode_component(path.substr(0, end));
    if (end < path.size()) result += '/';
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return result;
}

std::string encode_component(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                            (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
    if (unreserved) {
      result += c;
    } else {
      result += '%';
      result += digits[byte >> 4];
      result += digits[byte & 15];
    }
  }
  return result;
}

}  // namespace zusage::server
