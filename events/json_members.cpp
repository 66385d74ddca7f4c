// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/json_members.hpp"

namespace zusage::events {

using nlohmann::json;

const json& member(const json& of, const char* key) {
  static const json none;
  if (!of.is_object()) return none;
  const auto found = of.find(key);
  return found == of.end() ? none : *found;
}

std::string text_member(const json& of, const char* key) {
  const auto& found = member(of, key);
  return found.is_string() ? found.get<std::string>() : "";
}

json object_member(const json& of, const char* key) {
  const auto& found = member(of, key);
  return found.is_object() ? found : json::object();
}

std::optional<std::int64_t> integer_member(const json& of, const char* key) {
  const auto& found = member(of, key);
  if (!found.is_number_integer()) return {};
  return found.get<std::int64_t>();
}

std::vector<std::string> texts_of(const json& list) {
  std::vector<std::string> texts;
  if (!list.is_array()) return texts;
  for (const auto& one : list) {
    if (one.is_string()) texts.push_back(one.get<std::string>());
  }
  return texts;
}

json from_stored(const std::string& text) {
  auto parsed = json::parse(text, nullptr, false);
  return parsed.is_discarded() ? json::object() : parsed;
}

}  // namespace zusage::events
