// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/admin_attendee_merge.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "base/text.hpp"
#include "server/target.hpp"

namespace zusage::server {
namespace {

using all_values = std::map<std::string, std::multiset<std::string>>;

// Browsers end the lines of a text area with CR LF, and a field that is empty may be left out.
all_values by_name(const events::typed_fields& from) {
  all_values all;
  for (const auto& [name, value] : from) {
    auto plain = value;
    std::erase(plain, '\r');
    if (is_utf8(plain) && !plain.empty()) all[name].insert(std::move(plain));
  }
  return all;
}

const std::multiset<std::string>& values_of(const all_values& all, const std::string& name) {
  static const std::multiset<std::string> none;
  const auto found = all.find(name);
  return found == all.end() ? none : found->second;
}

}  // namespace

std::string base_text(const events::typed_fields& shown) {
  std::string text;
  for (const auto& [name, value] : shown) {
    if (value.empty()) continue;
    if (!text.empty()) text += '&';
    text.append(encode_component(name)).append("=").append(encode_component(value));
  }
  return text;
}

events::typed_fields merged(const std::string& base, const events::typed_fields& typed,
                            const events::typed_fields& stored) {
  const auto read = parse_form(base);
  if (!read || base.empty()) return typed;
  const auto before = by_name(read->all());
  const auto mine = by_name(typed);
  const auto untouched = [&](const std::string& name) {
    return values_of(before, name) == values_of(mine, name);
  };
  events::typed_fields made;
  for (const auto& one : typed) {
    if (!untouched(one.first)) made.push_back(one);
  }
  for (const auto& one : stored) {
    if (untouched(one.first)) made.push_back(one);
  }
  return made;
}

}  // namespace zusage::server
