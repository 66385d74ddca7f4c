// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <gmime/gmime.h>

#include <algorithm>

#include "base/email_address.hpp"
#include "base/text.hpp"
#include "mailer/bounce_parts.hpp"

namespace zusage::mailer::reports {
namespace {

constexpr std::size_t most_type_value = 2048, most_looked_at = 500;
constexpr std::size_t most_id = 998;  // RFC 5322 2.1.1

bool is_local_character(char c) {
  return g_ascii_isalnum(c) ||
         std::string_view("!#$%&'*+-/=?^_`{|}~.").find(c) != std::string::npos;
}

bool is_domain_character(char c) {
  return g_ascii_isalnum(c) || c == '-' || c == '.' || static_cast<unsigned char>(c) >= 0x80;
}

// The address around the `@` at `at`; without quotes or a full stop that belong to the sentence.
std::string_view around(std::string_view text, std::size_t at) {
  constexpr std::size_t most_local = 65, most_domain = 512;
  std::size_t begin = at, end = at + 1;
  while (begin > 0 && at - begin < most_local && is_local_character(text[begin - 1])) --begin;
  while (end < text.size() && end - at < most_domain && is_domain_character(text[end])) ++end;
  while (begin < at && (text[begin] == '\'' || text[begin] == '`')) ++begin;
  while (end > at + 1 && text[end - 1] == '.') --end;
  return text.substr(begin, end - begin);
}

bool is_field_name(std::string_view name) {
  return !name.empty() && name.size() <= 100 &&
         std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

void append_value(std::string& value, std::string_view line) {
  for (const char c : line.substr(0, most_value - std::min(most_value, value.size()))) {
    value += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
  }
}

// Takes over text that GLib allocated.
std::string taken(char* text) {
  std::string result = text ? text : "";
  g_free(text);
  return result;
}

std::string parameter(GMimeContentType* type, const char* name) {
  const char* const value = g_mime_content_type_get_parameter(type, name);
  return value ? value : "";
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blank(" \t\r\n\f\v\0", 7);
  const auto begin = text.find_first_not_of(blank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blank) - begin + 1);
}

std::string_view next_line(std::string_view& rest) {
  const auto end = rest.find('\n');
  auto line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

fields fields::take(std::string_view& rest) {
  fields result;
  bool skipping = true;  // what continues a line that was left out
  while (!rest.empty()) {
    const auto line = next_line(rest);
    if (line.empty()) break;
    if (line[0] == ' ' || line[0] == '\t') {
      if (!skipping) append_value(result.rows_.back().second, line);
      continue;
    }
    const auto colon = line.find(':');
    const auto name = line.substr(0, line.find_last_not_of(" \t", colon - 1) + 1);
    skipping = colon == std::string_view::npos || colon == 0 || !is_field_name(name) ||
               result.rows_.size() >= most_fields;
    if (skipping) continue;
    result.rows_.emplace_back(lower_ascii(name), "");
    append_value(result.rows_.back().second, line.substr(colon + 1));
  }
  for (auto& row : result.rows_) row.second = std::string(trimmed(row.second));
  return result;
}

bool fields::has(std::string_view name) const {
  return std::any_of(rows_.begin(), rows_.end(), [&](auto& row) { return row.first == name; });
}

std::string_view fields::get(std::string_view name) const {
  for (const auto& row : rows_) {
    if (row.first == name) return row.second;
  }
  return {};
}

std::vector<std::string_view> fields::all(std::string_view name) const {
  std::vector<std::string_view> result;
  for (const auto& row : rows_) {
    if (row.first == name) result.emplace_back(row.second);
  }
  return result;
}

media_type read_type(std::string_view value) {
  const std::string text(value.substr(0, most_type_value));
  if (text.find('/') == std::string::npos) return {"text/plain", "", "", ""};
  auto* const type = g_mime_content_type_parse(nullptr, text.c_str());
  media_type result{lower_ascii(taken(g_mime_content_type_get_mime_type(type))),
                    parameter(type, "boundary"), lower_ascii(parameter(type, "report-type")),
                    parameter(type, "charset")};
  g_object_unref(type);
  return result;
}

std::vector<std::string> addresses_in(std::string_view text, std::size_t most) {
  std::vector<std::string> result;
  std::size_t looked_at = 0;
  for (auto at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    if (result.size() >= most || ++looked_at > most_looked_at) break;
    const auto address = normalised_email(around(text, at));
    if (!address || std::find(result.begin(), result.end(), *address) != result.end()) continue;
    result.push_back(*address);
  }
  return result;
}

std::string message_id_in(std::string_view value) {
  auto id = trimmed(value);
  if (const auto open = id.find('<'); open != std::string_view::npos) {
    id.remove_prefix(open + 1);
    const auto close = id.find('>');
    if (close == std::string_view::npos) return "";
    id = id.substr(0, close);
  }
  const bool fits = std::all_of(id.begin(), id.end(),
                                [](char c) { return c > ' ' && c < 0x7f && c != '<' && c != '>'; });
  return fits && id.size() <= most_id ? std::string(id) : "";
}

std::string decoded_lower(std::string_view value) {
  const std::string text(value);
  return lower_ascii(taken(g_mime_utils_header_decode_text(nullptr, text.c_str())));
}

}  // namespace zusage::mailer::reports
