// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <cstdlib>

#include "events/municipality_counties.hpp"
#include "events/municipality_index.hpp"
#include "server/admin_editor.hpp"

namespace zusage::server {
namespace {

using nlohmann::json;

constexpr const char* members = "audience.municipalities";

// `audience.municipalities[3]` as the way into the entry.
json::json_pointer way_to(const std::string& place) {
  std::string way = "/";
  for (const char c : place) {
    if (c == ']') continue;
    way += c == '.' || c == '[' ? '/' : c;
  }
  return json::json_pointer(way);
}

std::string called(const events::municipality_list& all) {
  std::string words;
  for (const auto* one : all) {
    words += (words.empty() ? "" : "; ") + one->ags + " " + one->name + " (" + one->district +
             ", " + one->state + ")";
  }
  return words;
}

}  // namespace

faults name_lines(faults wrong, const nlohmann::json& entry, const web::locale& in) {
  for (auto& one : wrong) {
    const auto open = one.field.rfind('[');
    if (open == std::string::npos || !one.field.ends_with(']')) continue;
    const auto way = way_to(one.field);
    if (!entry.contains(way) || !entry.at(way).is_string()) continue;
    const auto line = std::strtoll(one.field.c_str() + open + 1, nullptr, 10) + 1;
    one = {one.field,
           "line",
           {{"line", line}, {"typed", entry.at(way)}, {"text", editor_fault_words(one, in)}}};
  }
  return wrong;
}

faults find_members(const schema::reader& db, nlohmann::json& entry) {
  faults wrong;
  const auto way = way_to(members);
  if (!entry.contains(way) || !entry.at(way).is_array()) return wrong;
  const auto index = events::index_of_directory(db);
  if (index->is_empty()) return wrong;
  std::size_t at = 0;
  for (auto& one : entry.at(way)) {
    const auto place = std::string(members) + "[" + std::to_string(at++) + "]";
    if (!one.is_string() || events::all_digits(one.get_ref<const std::string&>())) continue;
    const auto found = index->find_named(one.get_ref<const std::string&>());
    if (found.size() > 1)
      wrong.push_back({place, "editor_member_ambiguous", {{"choices", called(found)}}});
    // Of several the first stands in: nothing is stored, and no second fault is told of the line.
    if (!found.empty()) one = found.front()->ags;
  }
  return wrong;
}

}  // namespace zusage::server
