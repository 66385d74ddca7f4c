// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/resolve_municipality.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "events/municipalities.hpp"

namespace zusage::events {
namespace {

constexpr std::size_t most_choices = 12;  // Neuenkirchen: eleven

bool is_municipality(std::string_view field) {
  return field == "municipality" ||
         (field.starts_with("person.") && field.ends_with(".municipality"));
}

bool is_key(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_usable(const std::string& typed) {
  return is_utf8(typed) && !typed.empty() && length(typed) <= field_limits::organisation;
}

std::string choices_of(const std::vector<municipality>& namesakes) {
  std::string all;
  for (std::size_t i = 0; i < std::min(namesakes.size(), most_choices); ++i) {
    const auto& one = namesakes[i];
    all += (i == 0 ? "" : "; ") + one.ags + " " + one.name + " (" + one.district + ", " +
           one.state + ")";
  }
  return all;
}

}  // namespace

typed_fields with_municipality_keys(const schema::reader& db, typed_fields typed) {
  for (auto& [name, value] : typed) {
    if (!is_municipality(name) || !is_usable(value) || is_key(cleaned(value))) continue;
    const auto namesakes = find_namesakes(db, value);
    if (namesakes.size() == 1) value = namesakes.front().ags;
  }
  return typed;
}

faults check_municipalities(const schema::reader& db, const event& to, const typed_fields& typed) {
  faults wrong;
  if (!has_directory(db)) return wrong;
  for (const auto& [name, value] : typed) {
    if (!is_municipality(name) || !is_usable(value)) continue;
    const auto text = cleaned(value);
    if (is_key(text)) {
      if (!find_municipality(db, text)) wrong.push_back({name, "unknown_municipality"});
      continue;
    }
    const auto namesakes = find_namesakes(db, text);
    if (namesakes.size() > 1) {
      wrong.push_back({name, "municipality_ambiguous", {{"choices", choices_of(namesakes)}}});
    } else if (namesakes.empty() && to.ring) {
      wrong.push_back({name, "unknown_municipality"});
    }
  }
  return wrong;
}

void name_municipality(const schema::reader& db, sign_up& form) {
  if (!form.ags.empty()) {
    if (const auto found = find_municipality(db, form.ags)) form.municipality = found->name;
  }
  for (auto& one : form.companions) name_municipality(db, one);
}

}  // namespace zusage::events
