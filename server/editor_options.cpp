// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/editor_options.hpp"

#include "base/text.hpp"
#include "events/json_members.hpp"
#include "server/editor_parts.hpp"

namespace zusage::server {

using events::text_member;
using nlohmann::json;

namespace {

// `vegan | Vegan | Vegan`: the key and the label in the languages of the form.
json options_as_lines(const json& options, const form_languages& languages) {
  auto lines = json::array();
  for (const auto& one : options) {
    auto line = text_member(one, "key");
    for (const auto& language : languages) {
      line += " | " + (one.contains("label") ? text_member(one.at("label"), language.c_str()) : "");
    }
    while (line.ends_with(" | ")) line.erase(line.size() - 3);
    lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<std::string> parts_of(const std::string& line) {
  std::vector<std::string> parts;
  std::size_t at = 0;
  while (at <= line.size()) {
    const auto end = std::min(line.find('|', at), line.size());
    parts.push_back(cleaned(line.substr(at, end - at)));
    at = end + 1;
  }
  return parts;
}

// A label in a language that the form does not show stays with its key.
json option_from(const std::string& line, const json& before, const form_languages& languages) {
  auto parts = parts_of(line);
  const bool labels_alone = parts.size() == 1;
  if (labels_alone) parts.insert(parts.begin(), key_from(parts.front(), events::file_limits::key));
  auto label = json::object();
  for (const auto& old : before) {
    if (text_member(old, "key") == parts.front() && old.contains("label")) label = old.at("label");
  }
  for (std::size_t i = 0; i < languages.size(); ++i) {
    const auto text = i + 1 < parts.size() ? parts[i + 1] : std::string();
    if (text.empty()) {
      label.erase(languages[i]);
    } else {
      label[languages[i]] = text;
    }
  }
  auto made = json::object();
  made["key"] = parts.front();
  if (!label.empty()) made["label"] = std::move(label);
  return made;
}

json condition_as_boxes(const json& condition) {
  auto boxes = json::array();
  for (const auto& answer : elements_of(condition, "is"))
    boxes.push_back(text_member(condition, "question") + "/" + answer.get<std::string>());
  return boxes;
}

// Answers of another question than the first are kept as answers that this one does not have, so
// that the check of the entry refuses them.
json condition_from(const json& boxes) {
  auto made = json::object();
  for (const auto& box : boxes) {
    const auto text = box.get<std::string>();
    const auto slash = text.find('/');
    const auto asked = text.substr(0, slash);
    if (made.empty()) made["question"] = asked;
    const bool same = made["question"] == asked && slash != std::string::npos;
    made["is"].push_back(same ? text.substr(slash + 1) : text);
  }
  return made;
}

}  // namespace

json taken_out(json& from, const char* name) {
  const auto found = from.find(name);
  if (found == from.end()) return json::array();
  json value = std::move(*found);
  from.erase(found);
  return value;
}

void options_as_fields(json& element, const form_languages& languages) {
  element["options"] = options_as_lines(elements_of(element, "options"), languages);
  if (element.contains("show_if")) element["show_if"] = condition_as_boxes(element["show_if"]);
}

void options_from_fields(json& made, const json& before, const form_languages& languages) {
  const auto lines = taken_out(made, "options"), boxes = taken_out(made, "show_if");
  for (const auto& line : lines)
    made["options"].push_back(
        option_from(line.get<std::string>(), elements_of(before, "options"), languages));
  if (!boxes.empty()) made["show_if"] = condition_from(boxes);
}

}  // namespace zusage::server
