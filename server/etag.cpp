// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/etag.hpp"

#include <algorithm>

namespace zusage::server {
namespace {

void skip(std::string_view& text, std::string_view characters) {
  text.remove_prefix(std::min(text.find_first_not_of(characters), text.size()));
}

// The opaque tag at the front, with its quotes, which may hold a comma; "" when there is none.
std::string_view take_tag(std::string_view& text) {
  if (text.starts_with("W/")) text.remove_prefix(2);
  const auto end = text.starts_with('"') ? text.find('"', 1) : std::string_view::npos;
  if (end == std::string_view::npos) return {};
  const auto tag = text.substr(0, end + 1);
  text.remove_prefix(end + 1);
  return tag;
}

std::string_view opaque(std::string_view etag) {
  return etag.starts_with("W/") ? etag.substr(2) : etag;
}

}  // namespace

bool names_etag(std::string_view list, std::string_view etag) {
  skip(list, " \t");
  if (list.starts_with('*')) {
    list.remove_prefix(1);
    skip(list, " \t");
    return list.empty();
  }
  while (!list.empty()) {
    skip(list, " \t,");
    if (list.empty()) return false;
    const auto tag = take_tag(list);
    if (tag.empty()) return false;
    if (tag == opaque(etag)) return true;
    skip(list, " \t");
    if (!list.empty() && list.front() != ',') return false;
  }
  return false;
}

}  // namespace zusage::server
