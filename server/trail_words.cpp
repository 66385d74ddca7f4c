// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/trail_words.hpp"

#include <set>

#include "base/text.hpp"

namespace zusage::server {
namespace {

using nlohmann::json;

constexpr std::size_t longest_shown = 300;

std::string label_of(const std::string& key, const web::locale& in) {
  const auto words = "people.detail." + key;
  return in.has(words) ? in.text(words) : key;
}

std::string value_of(const std::string& key, const json& value, const web::locale& in) {
  if (value.is_null()) return "–";
  if (value.is_boolean()) return in.text(value.get<bool>() ? "people.yes" : "people.no");
  if (value.is_number_integer()) return in.number(value.get<std::int64_t>());
  if (value.is_array()) {
    std::string all;
    for (const auto& one : value) all += (all.empty() ? "" : ", ") + value_of(key, one, in);
    return all;
  }
  if (!value.is_string()) return cut(value.dump(), longest_shown);
  const auto& text = value.get_ref<const std::string&>();
  const auto role = "admin.role." + text;
  if (key == "role" && in.has(role)) return in.text(role);
  const auto made = "people.sent_again." + text;
  if (key == "as" && in.has(made)) return in.text(made);
  return text.empty() ? "–" : cut(text, longest_shown);
}

const json& part(const json& of, const std::string& key) {
  static const json nothing;
  const auto found = of.is_object() ? of.find(key) : of.end();
  return found == of.end() ? nothing : *found;
}

void add_changes(json& rows, const json& before, const json& after, const web::locale& in) {
  std::set<std::string> keys;
  for (const auto* side : {&before, &after}) {
    if (!side->is_object()) continue;
    for (const auto& [key, value] : side->items()) keys.insert(key);
  }
  for (const auto& key : keys) {
    const auto &old = part(before, key), &now = part(after, key);
    if (old == now) continue;
    rows.push_back({{"label", label_of(key, in)},
                    {"old", value_of(key, old, in)},
                    {"now", value_of(key, now, in)},
                    {"changed", true}});
  }
}

}  // namespace

std::string action_words(const std::string& action, const web::locale& in) {
  for (const auto* known : {"proof.act.", "people.act."}) {
    const auto words = known + action;
    if (in.has(words)) return in.text(words);
  }
  return action;
}

json detail_rows(const json& details, const web::locale& in) {
  auto rows = json::array();
  if (!details.is_object()) return rows;
  for (const auto& [key, value] : details.items()) {
    if (key == "before" || key == "after") continue;
    rows.push_back({{"label", label_of(key, in)},
                    {"old", ""},
                    {"now", value_of(key, value, in)},
                    {"changed", false}});
  }
  if (details.contains("before") || details.contains("after"))
    add_changes(rows, part(details, "before"), part(details, "after"), in);
  return rows;
}

}  // namespace zusage::server
