// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/entry_form.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/text.hpp"
#include "events/event_file.hpp"
#include "web/language_name.hpp"
#include "web/render.hpp"

namespace zusage::server {
namespace {

using nlohmann::json;
using shape = entry_field::shape;

bool by_language(const entry_field& of) {
  return of.as == shape::texts || of.as == shape::passage || of.as == shape::markdown;
}

json::json_pointer pointer_to(const std::string& name) {
  auto path = "/" + name;
  std::replace(path.begin(), path.end(), '.', '/');
  return json::json_pointer(path);
}

const json& member(const json& entry, const std::string& name) {
  static const json nothing;
  const auto at = pointer_to(name);
  return entry.contains(at) ? entry.at(at) : nothing;
}

void take_out(json& entry, const std::string& name) {
  const auto at = pointer_to(name);
  if (!entry.contains(at)) return;
  const auto parent = at.parent_pointer();
  entry.at(parent).erase(at.back());
  if (!parent.empty() && entry.at(parent).empty()) take_out(entry, name.substr(0, name.rfind('.')));
}

void put(json& entry, const std::string& name, json value) {
  const bool says_nothing = value.is_null() || value == false ||
                            (value.is_string() && value.get_ref<const std::string&>().empty()) ||
                            (value.is_structured() && value.empty());
  if (says_nothing) {
    take_out(entry, name);
  } else {
    entry[pointer_to(name)] = std::move(value);
  }
}

std::string as_text(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (value.is_number_integer()) return std::to_string(value.get<std::int64_t>());
  return {};
}

// Line ends of forms are CR LF (HTML 4.10.21.3).
std::string typed(const fields& sent, const std::string& name) {
  const auto& text = sent.get(name);
  return is_utf8(text) ? cleaned(text) : std::string();
}

json lines_of(const std::string& text) {
  auto lines = json::array();
  std::size_t at = 0;
  while (at <= text.size()) {
    const auto end = std::min(text.find('\n', at), text.size());
    auto line = cleaned(text.substr(at, end - at));
    if (!line.empty()) lines.push_back(std::move(line));
    at = end + 1;
  }
  return lines;
}

// Browsers may send seconds; who types it by hand writes a space.
std::string time_typed(std::string text) {
  constexpr std::size_t to_minutes = 16;
  if (text.size() > to_minutes && text[to_minutes] == ':') text.erase(to_minutes);
  if (text.size() == to_minutes && text[10] == ' ') text[10] = 'T';
  return text;
}

void apply_texts(const entry_field& one, const fields& sent, const form_languages& languages,
                 json& entry) {
  auto texts = member(entry, one.name);
  if (!texts.is_object()) texts = json::object();
  for (const auto& language : languages) {
    const auto name = one.name + "." + language;
    if (!sent.has(name)) continue;
    auto text = typed(sent, name);
    if (text.empty()) {
      texts.erase(language);
    } else {
      texts[language] = std::move(text);
    }
  }
  put(entry, one.name, std::move(texts));
}

json number_typed(const std::string& text, bool& wrong) {
  if (text.empty()) return nullptr;
  std::int64_t number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  wrong = failed != std::errc() || end != text.data() + text.size();
  return wrong ? json() : json(number);
}

json boxes_typed(const entry_field& one, const fields& sent) {
  auto chosen = json::array();
  for (const auto& value : sent.values(one.name)) {
    if (is_utf8(value) && !value.empty()) chosen.push_back(value);
  }
  return chosen;
}

void apply_one(const entry_field& one, const fields& sent, json& entry, faults& wrong) {
  const auto text = typed(sent, one.name);
  bool odd = false;
  switch (one.as) {
    case shape::number:
      if (auto number = number_typed(text, odd); !odd) put(entry, one.name, std::move(number));
      if (odd) wrong.push_back({one.name, "not_a_number"});
      break;
    case shape::flag:
      put(entry, one.name, text == "yes");
      break;
    case shape::maybe:
      put(entry, one.name, nullptr);
      if (text == "yes" || text == "no") entry[pointer_to(one.name)] = text == "yes";
      break;
    case shape::lines:
      put(entry, one.name, lines_of(text));
      break;
    case shape::boxes:
      put(entry, one.name, boxes_typed(one, sent));
      break;
    case shape::time:
      put(entry, one.name, time_typed(text));
      break;
    default:
      put(entry, one.name, text);
  }
}

const std::string& words_of(const entry_field& one) {
  return one.words.empty() ? one.name : one.words;
}

std::string label_of(const entry_field& one, const std::string& language, const web::locale& in) {
  auto label = in.text("editor.field." + words_of(one));
  if (language.empty()) return label;
  return in.text("editor.in_language",
                 {{"field", label}, {"language", web::language_name(in, language)}});
}

web::form_field field_of(const entry_field& one, const fields& sent, const std::string& language,
                         const web::locale& in) {
  web::form_field made;
  made.name = language.empty() ? one.name : one.name + "." + language;
  made.label = label_of(one, language, in);
  const auto hint = "editor.hint." + words_of(one);
  if (in.has(hint)) made.hint = in.text(hint);
  made.autocomplete = "off";
  made.optional = !one.needed;
  made.value = cut(typed(sent, made.name), events::file_limits::text);
  made.rows = one.rows;
  return made;
}

void add_options(web::form_field& made, const entry_field& one, const fields& sent) {
  const auto chosen = sent.values(one.name);
  for (const auto& [value, text] : one.options) {
    const bool selected = std::find(chosen.begin(), chosen.end(), value) != chosen.end();
    made.options.push_back({value, text, "", selected, false});
  }
}

json view_of(const entry_field& one, const fields& sent, const std::string& language,
             const web::locale& in) {
  using control = web::form_field::control;
  auto made = field_of(one, sent, language, in);
  if (one.as == shape::url) made.type = "url";
  if (one.as == shape::time) made.type = "datetime-local";
  if (one.as == shape::number) made.inputmode = "numeric";
  if (one.as == shape::markdown || one.as == shape::passage || one.as == shape::lines)
    made.as = control::textarea;
  if (one.as == shape::flag) {
    made.as = control::checkbox;
    made.checked = made.value == "yes";
    made.value = "yes";
    made.optional = true;
  }
  if (one.as == shape::boxes) made.as = control::checkboxes;
  const bool selects = one.as == shape::word || one.as == shape::maybe;
  if (selects) made.as = control::select;
  add_options(made, one, sent);
  auto shown = web::to_json(made);
  if (selects) shown["none_text"] = in.text(one.needed ? "form.please_choose" : "editor.none");
  // A box is an answer whether it is ticked or not.
  shown["unmarked"] = one.as == shape::flag;
  return shown;
}

// What a field says, for people: texts of options, yes and no.
std::string value_words(const entry_field& one, const fields& sent, const std::string& name,
                        const web::locale& in) {
  if (one.as == shape::flag)
    return in.text(typed(sent, name) == "yes" ? "people.yes" : "people.no");
  if (one.options.empty()) return typed(sent, name);
  std::string words;
  for (const auto& value : sent.values(name)) {
    for (const auto& [known, text] : one.options) {
      if (known == value) words += (words.empty() ? "" : ", ") + text;
    }
  }
  return words;
}

// One field, or one for each language.
template <class F>
void for_each_field(const entry_fields& all, const form_languages& languages, F&& visit) {
  for (const auto& one : all) {
    if (!by_language(one)) {
      visit(one, std::string());
      continue;
    }
    for (const auto& language : languages) visit(one, language);
  }
}

std::string name_of(const entry_field& one, const std::string& language) {
  return language.empty() ? one.name : one.name + "." + language;
}

bool lies_in(const std::string& place, const std::string& name) {
  if (!place.starts_with(name)) return false;
  const auto rest = place.substr(name.size());
  return rest.empty() || rest.front() == '.' || rest.front() == '[';
}

// `audience.municipalities[3]` stands at `audience.municipalities`.
std::optional<std::string> field_at(const std::string& place, const entry_fields& all,
                                    const form_languages& languages) {
  std::optional<std::string> found, near;
  for_each_field(all, languages, [&](const entry_field& one, const std::string& language) {
    const auto name = name_of(one, language);
    if (!found && lies_in(place, name)) found = name;
    const bool around = one.name.starts_with(place + ".");  // `venue`, which is missing as a whole
    if (!near && (around || lies_in(place, one.name))) near = name;
  });
  return found ? found : near;
}

}  // namespace

fields fields_from(const entry_fields& all, const nlohmann::json& entry,
                   const form_languages& languages) {
  fields made;
  for (const auto& one : all) {
    const auto& value = member(entry, one.name);
    if (by_language(one)) {
      for (const auto& language : languages) {
        const bool said = value.is_object() && value.contains(language);
        made.add(name_of(one, language), said ? as_text(value.at(language)) : "");
      }
    } else if (one.as == shape::flag) {
      if (value == true) made.add(one.name, "yes");
    } else if (one.as == shape::boxes) {
      for (const auto& each : value) made.add(one.name, as_text(each));
    } else if (one.as == shape::lines) {
      std::string text;
      for (const auto& each : value) text += as_text(each) + "\n";
      made.add(one.name, text);
    } else {
      made.add(one.name, as_text(value));
    }
  }
  return made;
}

faults apply(const entry_fields& all, const fields& sent, const form_languages& languages,
             nlohmann::json& entry) {
  faults wrong;
  for_each_field(all, languages, [&](const entry_field& one, const std::string& language) {
    const auto name = name_of(one, language);
    if (!is_utf8(sent.get(name))) wrong.push_back({name, "not_utf8"});
  });
  for (const auto& one : all) {
    if (by_language(one)) {
      apply_texts(one, sent, languages, entry);
    } else {
      apply_one(one, sent, entry, wrong);
    }
  }
  return wrong;
}

nlohmann::json fields_view(const entry_fields& all, const fields& sent,
                           const form_languages& languages, const web::locale& in) {
  auto made = nlohmann::json::array();
  for_each_field(all, languages, [&](const entry_field& one, const std::string& language) {
    auto shown = view_of(one, sent, language, in);
    if (!language.empty() && language != languages.front()) shown["optional"] = true;
    made.push_back(std::move(shown));
  });
  return made;
}

nlohmann::json differences(const entry_fields& all, const fields& stored, const fields& sent,
                           const form_languages& languages, const web::locale& in) {
  auto rows = nlohmann::json::array();
  for_each_field(all, languages, [&](const entry_field& one, const std::string& language) {
    const auto name = name_of(one, language);
    const auto now = value_words(one, stored, name, in), mine = value_words(one, sent, name, in);
    if (now == mine) return;
    rows.push_back({{"field_label", label_of(one, language, in)},
                    {"stored", now.empty() ? "–" : now},
                    {"mine", mine.empty() ? "–" : mine}});
  });
  return rows;
}

nlohmann::json preview(const entry_fields& all, const fields& sent, const form_languages& languages,
                       const web::locale& in) {
  auto made = nlohmann::json::array();
  for_each_field(all, languages, [&](const entry_field& one, const std::string& language) {
    if (one.as != shape::markdown) return;
    const auto text = typed(sent, name_of(one, language));
    if (text.empty()) return;
    made.push_back({{"heading", label_of(one, language, in)},
                    {"content_language", language == in.language() ? "" : language},
                    {"html", web::markdown_to_html(text)}});
  });
  return made;
}

std::string editor_fault_words(const fault& wrong, const web::locale& in) {
  const auto key = "fault.editor_" + wrong.code;
  return in.has(key) ? in.text(key, wrong.arguments) : web::fault_text(wrong, in);
}

namespace {

// Whether the field is filled in by choosing.
bool is_chosen(const std::string& name, const entry_fields& all) {
  return std::any_of(all.begin(), all.end(), [&](const entry_field& one) {
    const bool chosen = one.as == shape::word || one.as == shape::maybe || one.as == shape::boxes;
    return chosen && one.name == name;
  });
}

}  // namespace

faults at_fields(const faults& wrong, const entry_fields& all, const form_languages& languages,
                 const std::string& inside, const web::locale& in) {
  faults made;
  for (const auto& one : wrong) {
    std::optional<std::string> field;
    if (one.field.starts_with(inside))
      field = field_at(one.field.substr(inside.size()), all, languages);
    auto code = in.has("fault.editor_" + one.code) ? "editor_" + one.code : one.code;
    if (field && code == "editor_missing" && is_chosen(*field, all)) code = "editor_missing_choice";
    if (field) {
      made.push_back({*field, std::move(code), one.arguments});
    } else if (one.field.empty()) {
      made.push_back({"", std::move(code), one.arguments});
    } else {
      made.push_back(
          {"", "editor_elsewhere", {{"place", one.field}, {"text", editor_fault_words(one, in)}}});
    }
  }
  return made;
}

}  // namespace zusage::server
