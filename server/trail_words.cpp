// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/trail_words.hpp"

#include <set>
#include <string_view>
#include <utility>

#include "base/text.hpp"
#include "base/time.hpp"
#include "base/time_zone.hpp"

namespace zusage::server {
namespace {

using nlohmann::json;

constexpr std::size_t longest_shown = 300;

std::string label_of(const std::string& key, const web::locale& in) {
  const auto words = "people.detail." + key;
  return in.has(words) ? in.text(words) : key;
}

using titles = std::map<std::string, std::string>;

// What a word of the program is called where people read it.
std::string word_for(const std::string& key, const std::string& text, const web::locale& in) {
  constexpr std::pair<std::string_view, std::string_view> families[] = {
      {"role", "admin.role."},
      {"as", "people.sent_again."},
      {"status", "admin.registration_status."},
      {"fields", "people.field."},
      {"fields", "editor.field."},
      {"fields", "editor.list."},
      {"section", "people.section."},
      {"section", "editor.section."},
      {"section", "editor.list."},
      {"source", "people.source."},
      {"source", "import_registrations.source."},
      {"columns", "export.column."},
      {"who", "export.who_is."},
      {"format", "export.as."},
      {"printed", "export."},
      {"of", "people.export_of."},
      {"channel", "channel."},
      {"kinds", "webhooks.kind."},
      {"scopes", "api_tokens.scope."}};
  for (const auto& [name, family] : families) {
    const auto words = std::string(family) + text;
    if (key == name && in.has(words)) return in.text(words);
  }
  return {};
}

std::string value_of(const std::string& key, const json& value, const web::locale& in,
                     const titles& purposes) {
  if (value.is_null()) return "–";
  if (value.is_boolean()) return in.text(value.get<bool>() ? "people.yes" : "people.no");
  if (value.is_number_integer()) return in.number(value.get<std::int64_t>());
  if (value.is_array()) {
    std::string all;
    for (const auto& one : value)
      all += (all.empty() ? "" : ", ") + value_of(key, one, in, purposes);
    return all;
  }
  if (!value.is_string()) return cut(value.dump(), longest_shown);
  const auto& text = value.get_ref<const std::string&>();
  if (auto words = word_for(key, text, in); !words.empty()) return words;
  if (const auto titled = purposes.find(text); key == "purpose" && titled != purposes.end())
    return titled->second;
  // Times are kept in UTC, and shown as everywhere on these pages.
  if (const auto at = from_iso(text); at && text.find('T') != std::string::npos)
    return in.date_time(*at, home_zone);
  return text.empty() ? "–" : cut(text, longest_shown);
}

const json& part(const json& of, const std::string& key) {
  static const json nothing;
  const auto found = of.is_object() ? of.find(key) : of.end();
  return found == of.end() ? nothing : *found;
}

void add_changes(json& rows, const json& before, const json& after, const web::locale& in,
                 const titles& purposes) {
  std::set<std::string> keys;
  for (const auto* side : {&before, &after}) {
    if (!side->is_object()) continue;
    for (const auto& [key, value] : side->items()) keys.insert(key);
  }
  for (const auto& key : keys) {
    const auto &old = part(before, key), &now = part(after, key);
    if (old == now) continue;
    rows.push_back({{"label", label_of(key, in)},
                    {"old", value_of(key, old, in, purposes)},
                    {"now", value_of(key, now, in, purposes)},
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

json detail_rows(const json& details, const web::locale& in,
                 const std::map<std::string, std::string>& purposes) {
  auto rows = json::array();
  if (!details.is_object()) return rows;
  for (const auto& [key, value] : details.items()) {
    // The number of an invitation leads from one entry to another and says nothing to people; what
    // an import has left out stands on its own page.
    const bool shown_elsewhere = key == "left_out" || key == "meanings";
    if (key == "before" || key == "after" || key == "invitation" || shown_elsewhere) continue;
    rows.push_back({{"label", label_of(key, in)},
                    {"old", ""},
                    {"now", value_of(key, value, in, purposes)},
                    {"changed", false}});
  }
  if (details.contains("before") || details.contains("after"))
    add_changes(rows, part(details, "before"), part(details, "after"), in, purposes);
  return rows;
}

}  // namespace zusage::server
