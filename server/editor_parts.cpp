// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/editor_parts.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"

namespace zusage::server {
namespace {

using nlohmann::json;

named_options options_of(const std::vector<events::named_key>& all, const web::locale& in) {
  named_options made;
  for (const auto& one : all) {
    const auto words = one.title.is_object() ? web::pick(one.title, in.language()) : std::string();
    made.emplace_back(one.key, words.empty() ? one.key : words);
  }
  return made;
}

std::string text_member(const json& of, const char* name) {
  const auto found = of.is_object() ? of.find(name) : of.end();
  const bool text = of.is_object() && found != of.end() && found->is_string();
  return text ? found->get<std::string>() : std::string();
}

const json& list_in(const json& entry, const std::string& name) {
  static const json none = json::array();
  const auto found = entry.find(name);
  return found != entry.end() && found->is_array() ? *found : none;
}

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
  for (const auto& answer : list_in(condition, "is"))
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

std::string free_key(const json& list, const json& made) {
  std::string words;
  for (const auto* member : {"title", "label", "subject"}) {
    const auto texts = made.find(member);
    if (words.empty() && texts != made.end() && texts->is_object()) words = web::pick(*texts, "de");
  }
  constexpr std::size_t most = 40;
  auto base = key_from(words, most);
  if (base.empty()) base = "item";
  std::set<std::string> taken;
  for (const auto& one : list) taken.insert(text_member(one, "key"));
  auto key = base;
  for (int number = 2; taken.contains(key); ++number) key = base + "-" + std::to_string(number);
  return key;
}

void put_sessions_of_choice(json& entry, const std::string& choice, const json& chosen) {
  for (auto& one : entry["sessions"]) {
    const bool wanted = std::find(chosen.begin(), chosen.end(), one["key"]) != chosen.end();
    if (wanted) {
      one["choice"] = choice;
    } else if (text_member(one, "choice") == choice) {
      one.erase("choice");
    }
  }
}

json taken_out(json& from, const char* name) {
  const auto found = from.find(name);
  if (found == from.end()) return json::array();
  json value = std::move(*found);
  from.erase(found);
  return value;
}

void question_from(json& made, const json& before, const form_languages& languages) {
  const auto lines = taken_out(made, "options"), boxes = taken_out(made, "show_if");
  for (const auto& line : lines)
    made["options"].push_back(
        option_from(line.get<std::string>(), list_in(before, "options"), languages));
  if (!boxes.empty()) made["show_if"] = condition_from(boxes);
}

// Boxes say which ones, not in which order: what was there keeps its place, and what has ended, and
// has no box, stays.
json in_order(const editing& at, const json& chosen) {
  auto made = json::array();
  const auto has = [](const json& list, const json& key) {
    return std::find(list.begin(), list.end(), key) != list.end();
  };
  const auto offered = [&](const json& key) {
    return std::any_of(at.purposes.begin(), at.purposes.end(),
                       [&](const auto& one) { return one.first == key; });
  };
  for (const auto& key : list_in(at.what.entry, "purposes")) {
    if (has(chosen, key) || !offered(key)) made.push_back(key);
  }
  for (const auto& key : chosen) {
    if (!has(made, key)) made.push_back(key);
  }
  return made;
}

}  // namespace

std::string editor_part::inside() const {
  return list.empty() ? "" : list + "[" + std::to_string(index) + "].";
}

const std::vector<editor_list>& editor_lists() {
  static const std::vector<editor_list> all = {{"sessions", "programme", "new-session"},
                                               {"choices", "programme", "new-choice"},
                                               {"questions", "questions", "new-question"},
                                               {"reminders", "mails", "new-reminder"},
                                               {"follow_ups", "mails", "new-follow-up"}};
  return all;
}

std::optional<editing> find_editing(const request& of, const schema::reader& db) {
  auto what = events::find_for_editing(db, *of.scope, of.capture("slug"));
  if (!what) return {};
  auto languages = what->of->by.languages;
  if (languages.empty()) languages.emplace_back("de");
  const auto& in = *of.language;
  return editing{std::move(*what), std::move(languages),
                 options_of(events::list_purpose_names(db, *of.scope), in),
                 options_of(events::list_series_names(db, *of.scope), in)};
}

std::vector<std::string> editor_sections(const events::event& of) {
  std::vector<std::string> all = {"basics",    "time-place", "registration", "audience",
                                  "programme", "questions",  "purposes",     "retention"};
  if (of.kind == events::kind::paper) {
    all.insert(all.begin() + 2, "paper");
    std::erase(all, "programme");
  } else {
    all.emplace_back("mails");
  }
  if (of.kind == events::kind::comparison_ring) all.emplace_back("ring");
  return all;
}

std::optional<editor_part> find_part(const request& of, const editing& at) {
  const auto& section = of.capture("section");
  const auto& item = of.captured.contains("item") ? of.capture("item") : std::string();
  const auto known = editor_sections(at.event());
  const auto has = [&](const std::string& name) {
    return std::find(known.begin(), known.end(), name) != known.end();
  };
  for (const auto& one : editor_lists()) {
    const auto& list = list_in(at.what.entry, one.name);
    if (!has(one.section)) continue;
    if (section == one.new_page && item.empty())
      return editor_part{one.section, one.name, list.size(), true};
    if (section != one.name) continue;
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (text_member(list[i], "key") == item) return editor_part{one.section, one.name, i, false};
    }
  }
  if (!item.empty() || !has(section)) return {};
  return editor_part{section, "", 0, false};
}

nlohmann::json part_in(const editor_part& part, const editing& at) {
  if (part.list.empty()) return at.what.entry;
  if (part.is_new) return nlohmann::json::object();
  auto made = list_in(at.what.entry, part.list).at(part.index);
  if (part.list == "questions") {
    made["options"] = options_as_lines(list_in(made, "options"), at.languages);
    if (made.contains("show_if")) made["show_if"] = condition_as_boxes(made["show_if"]);
  }
  if (part.list == "choices") {
    made["sessions"] = nlohmann::json::array();
    for (const auto& one : list_in(at.what.entry, "sessions")) {
      if (text_member(one, "choice") == made["key"]) made["sessions"].push_back(one["key"]);
    }
  }
  return made;
}

nlohmann::json entry_with(const editor_part& part, const editing& at, nlohmann::json made) {
  if (part.list.empty()) {
    // Otherwise the place of an event that has gone online would be a fault nobody could mend.
    if (text_member(made, "mode") == "online") made.erase("venue");
    if (part.section == "purposes") made["purposes"] = in_order(at, list_in(made, "purposes"));
    return made;
  }
  auto entry = at.what.entry;
  if (!entry.contains(part.list)) entry[part.list] = nlohmann::json::array();
  auto& list = entry[part.list];
  if (text_member(made, "key").empty()) made["key"] = free_key(list, made);
  if (part.list == "questions")
    question_from(made, part.is_new ? nlohmann::json::object() : list.at(part.index), at.languages);
  if (part.list == "choices")
    put_sessions_of_choice(entry, text_member(made, "key"), taken_out(made, "sessions"));
  if (part.is_new) {
    entry[part.list].push_back(std::move(made));
  } else {
    entry[part.list].at(part.index) = std::move(made);
  }
  return entry;
}

std::string key_from(const std::string& words, std::size_t most) {
  std::string spelt;  // as German writes umlauts where there are none
  const std::pair<std::string_view, std::string_view> letters[] = {
      {"ä", "ae"}, {"ö", "oe"}, {"ü", "ue"}, {"ß", "ss"}, {"Ä", "ae"}, {"Ö", "oe"}, {"Ü", "ue"}};
  for (std::size_t i = 0; i < words.size();) {
    const auto rest = std::string_view(words).substr(i);
    const auto known = std::find_if(std::begin(letters), std::end(letters),
                                    [&](const auto& one) { return rest.starts_with(one.first); });
    if (known != std::end(letters)) {
      spelt += known->second;
      i += known->first.size();
    } else {
      spelt += words[i++];
    }
  }
  std::string key;
  for (const char c : folded(spelt)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (plain) key += c;
    if (!plain && !key.empty() && key.back() != '-') key += '-';
  }
  key = key.substr(0, most);
  while (key.ends_with('-')) key.pop_back();
  return key;
}

}  // namespace zusage::server
