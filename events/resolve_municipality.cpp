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

void resolve(const schema::reader& db, const event& to, const std::string& field,
             std::string& value, resolved_form& into) {
  const auto text = cleaned(value);
  if (is_key(text)) {
    const auto found = find_municipality(db, text);
    if (!found) return into.wrong.push_back({field, "unknown_municipality"});
    into.names[text] = found->name;
    return;
  }
  const auto namesakes = find_namesakes(db, text);
  if (namesakes.size() == 1) {
    value = namesakes.front().ags;
    into.names[value] = namesakes.front().name;
    return;
  }
  if (!namesakes.empty()) {
    into.wrong.push_back({field, "municipality_ambiguous", {{"choices", choices_of(namesakes)}}});
    return;
  }
  // Where it need not be a municipality of the directory, words are taken as they are.
  if (!to.ring && (to.audience.municipalities.empty() || to.admission)) return;
  const auto meant = find_beginning_with(db, text, most_choices);
  if (meant.empty()) {
    into.wrong.push_back({field, "unknown_municipality"});
  } else {
    into.wrong.push_back({field, "municipality_meant", {{"choices", choices_of(meant)}}});
  }
}

}  // namespace

resolved_form resolve_municipalities(const schema::reader& db, const event& to,
                                     typed_fields typed) {
  resolved_form made;
  if (has_directory(db)) {
    for (auto& [name, value] : typed) {
      if (is_municipality(name) && is_usable(value)) resolve(db, to, name, value, made);
    }
  }
  made.typed = std::move(typed);
  return made;
}

void name_municipality(const resolved_form& by, sign_up& form) {
  if (const auto found = by.names.find(form.ags); found != by.names.end()) {
    form.municipality = found->second;
  }
  for (auto& one : form.companions) name_municipality(by, one);
}

}  // namespace zusage::events
