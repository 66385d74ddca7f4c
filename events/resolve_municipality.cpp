// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/resolve_municipality.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "events/municipality_counties.hpp"
#include "events/municipality_index.hpp"

namespace zusage::events {
namespace {

constexpr std::size_t most_choices = 12;  // Neuenkirchen: eleven

bool is_usable(const std::string& typed) {
  return is_utf8(typed) && !typed.empty() && length(typed) <= field_limits::organisation;
}

fault choice_between(const std::string& field, const char* code,
                     const municipality_list& candidates) {
  std::string words;
  auto list = nlohmann::json::array();
  for (const auto* one : candidates) {
    if (list.size() == most_choices) break;
    words += (words.empty() ? "" : "; ") + one->ags + " " + one->name + " (" + one->district +
             ", " + one->state + ")";
    list.push_back({{"ags", one->ags},
                    {"name", one->name},
                    {"district", one->district},
                    {"state", one->state}});
  }
  return {field, code, {{"choices", std::move(words)}, {"municipalities", std::move(list)}}};
}

// What is asked for the municipalities of one form.
struct directory {
  const schema::reader& db;
  const municipality_index& index;
  bool needed;  ///< words that mean nobody are not taken
};

void resolve(const directory& in, const std::string& field, std::string& value,
             resolved_form& into) {
  const auto text = cleaned(value);
  if (all_digits(text)) {
    const auto found = find_municipality(in.db, text);
    if (!found) return into.wrong.push_back({field, "unknown_municipality"});
    into.names[text] = found->name;
    return;
  }
  const auto namesakes = in.index.find_named(text);
  if (namesakes.size() == 1) {
    value = namesakes.front()->ags;
    into.names[value] = namesakes.front()->name;
    return;
  }
  if (!namesakes.empty()) {
    into.wrong.push_back(choice_between(field, "municipality_ambiguous", namesakes));
    return;
  }
  if (!in.needed) return;
  const auto meant = in.index.find_beginning_with(text, most_choices);
  into.wrong.push_back(meant.empty() ? fault{field, "unknown_municipality"}
                                     : choice_between(field, "municipality_meant", meant));
}

}  // namespace

bool is_municipality_field(std::string_view name) {
  return name == "municipality" || (name.starts_with("person.") && name.ends_with(".municipality"));
}

resolved_form resolve_municipalities(const schema::reader& db, const event& to,
                                     typed_fields typed) {
  resolved_form made;
  const auto index = index_of_directory(db);
  if (!index->is_empty()) {
    const bool needed = to.ring || (!to.audience.municipalities.empty() && !to.admission);
    // As many as the form has people, and the first of each field: one that comes twice is a fault
    // of the form's check, and each costs a search of the directory.
    const auto most = std::size_t(std::max<std::int64_t>(to.max_group, 1));
    std::set<std::string, std::less<>> asked;
    for (auto& [name, value] : typed) {
      if (!is_municipality_field(name) || !is_usable(value)) continue;
      if (asked.size() == most || !asked.insert(name).second) continue;
      resolve({db, *index, needed}, name, value, made);
    }
  }
  made.typed = std::move(typed);
  return made;
}

typed_fields with_municipality_names(const schema::reader& db, typed_fields typed) {
  std::shared_ptr<const municipality_index> index;
  for (auto& [name, value] : typed) {
    if (!is_municipality_field(name) || !is_usable(value)) continue;
    const auto text = cleaned(value);
    if (!all_digits(text)) continue;
    if (!index) index = index_of_directory(db);
    if (const auto* found = index->find(text)) value = found->label;
  }
  return typed;
}

void name_municipality(const resolved_form& by, sign_up& form) {
  if (const auto found = by.names.find(form.ags); found != by.names.end()) {
    form.municipality = found->second;
  }
  for (auto& one : form.companions) name_municipality(by, one);
}

}  // namespace zusage::events
