// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "events/invitation.hpp"
#include "server/editor_parts.hpp"

namespace zusage::server {
namespace {

nlohmann::json::json_pointer place_of_list(const std::string& name) {
  const auto* known = find_editor_list(name);
  auto path = "/" + (known && !known->place.empty() ? known->place : name);
  std::replace(path.begin(), path.end(), '.', '/');
  return nlohmann::json::json_pointer(path);
}

}  // namespace

const std::vector<editor_list>& editor_lists() {
  static const std::vector<editor_list> all = {
      {"sessions", "programme", "new-session"},
      {"choices", "programme", "new-choice"},
      {"questions", "questions", "new-question"},
      {"invitations", "invitations", "new-invitation"},
      {"reminders", "mails", "new-reminder"},
      {"follow_ups", "mails", "new-follow-up"},
      {"groups", "ring", "new-group", "ring.groups"},
      {"indicators", "ring", "new-indicator", "ring.indicators"}};
  return all;
}

const editor_list* find_editor_list(const std::string& name) {
  for (const auto& one : editor_lists()) {
    if (one.name == name) return &one;
  }
  return nullptr;
}

const nlohmann::json& elements_of(const nlohmann::json& entry, const std::string& list) {
  static const nlohmann::json none = nlohmann::json::array();
  const auto at = place_of_list(list);
  return entry.contains(at) && entry.at(at).is_array() ? entry.at(at) : none;
}

nlohmann::json& elements_in(nlohmann::json& entry, const std::string& list) {
  auto& found = entry[place_of_list(list)];
  if (!found.is_array()) found = nlohmann::json::array();
  return found;
}

std::string element_id(const nlohmann::json& element) {
  if (element.is_string()) return element.get<std::string>();
  if (!element.is_object()) return {};
  if (element.contains("code")) return events::code_key(element.value("code", ""));
  return element.value("key", "");
}

std::optional<std::size_t> find_element(const nlohmann::json& list, const std::string& id) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (element_id(list[i]) == id) return i;
  }
  return {};
}

std::string editor_part::inside() const {
  if (list.empty()) return {};
  const auto* known = find_editor_list(list);
  const auto place = known && !known->place.empty() ? known->place : list;
  return place + "[" + std::to_string(index) + "].";
}

}  // namespace zusage::server
