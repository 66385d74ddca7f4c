// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/editor_parts.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include "base/text.hpp"
#include "events/invitation.hpp"
#include "events/json_members.hpp"
#include "server/editor_options.hpp"

namespace zusage::server {
namespace {

using events::text_member;
using nlohmann::json;

named_options options_of(const std::vector<events::named_key>& all, const web::locale& in) {
  named_options made;
  for (const auto& one : all) {
    const auto words = one.title.is_object() ? web::pick(one.title, in.language()) : std::string();
    made.emplace_back(one.key, words.empty() ? one.key : words);
  }
  return made;
}

std::string free_key(const json& list, const json& made) {
  std::string words;
  for (const auto* member : {"title", "label", "subject"}) {
    const auto texts = made.find(member);
    if (texts == made.end() || !words.empty()) continue;
    words = texts->is_object() ? web::pick(*texts, "de") : text_member(made, member);
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

// An address takes the place of the document. A paper that has neither yet says so with an empty
// member (docs/event-file.md).
void settle_document(json& entry) {
  auto& paper = entry["paper"];
  if (!paper.is_object()) paper = json::object();
  if (paper.contains("url")) paper.erase("file");
}

void numbers_as_lines(json& of, const char* name) {
  if (!of.is_object() || !of.contains(name)) return;
  for (auto& one : of[name]) one = std::to_string(one.get<std::int64_t>());
}

// What is no number stays a text, which the check of the entry refuses.
void lines_as_numbers(json& of, const char* name) {
  if (!of.is_object() || !of.contains(name)) return;
  for (auto& one : of[name]) {
    const auto text = one.get<std::string>();
    std::int64_t number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failed == std::errc() && end == text.data() + text.size()) one = number;
  }
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
  for (const auto& key : elements_of(at.what.entry, "purposes")) {
    if (has(chosen, key) || !offered(key)) made.push_back(key);
  }
  for (const auto& key : chosen) {
    if (!has(made, key)) made.push_back(key);
  }
  return made;
}

}  // namespace

std::optional<editing> find_editing(const request& of, const schema::reader& db) {
  auto what = events::find_for_editing(db, *of.scope, of.capture("slug"));
  if (!what) return {};
  auto languages = what->of->by.languages;
  if (languages.empty()) languages.emplace_back("de");
  const auto& in = *of.language;
  auto partners = offered_partners(of, db, *what);
  return editing{std::move(*what), std::move(languages),
                 options_of(events::list_purpose_names(db, *of.scope), in),
                 options_of(events::list_series_names(db, *of.scope), in), std::move(partners)};
}

std::vector<std::string> editor_sections(const events::event& of) {
  std::vector<std::string> all = {"basics",    "time-place",  "registration",
                                  "audience",  "invitations", "programme",
                                  "questions", "purposes",    "retention"};
  if (of.kind == events::kind::paper) {
    all.insert(all.begin() + 2, "paper");
    std::erase(all, "programme");
  } else {
    all.emplace_back("mails");
    all.emplace_back("certificates");
  }
  if (of.kind == events::kind::comparison_ring) all.emplace_back("ring");
  all.emplace_back("together");
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
    const auto& list = elements_of(at.what.entry, one.name);
    if (!has(one.section)) continue;
    if (section == one.new_page && item.empty())
      return editor_part{one.section, one.name, list.size(), true};
    if (section != one.name) continue;
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (element_id(list[i]) == item) return editor_part{one.section, one.name, i, false};
    }
  }
  if (!item.empty() || !has(section)) return {};
  return editor_part{section, "", 0, false};
}

nlohmann::json part_in(const editor_part& part, const editing& at) {
  if (part.list.empty()) {
    auto made = at.what.entry;
    if (part.section == "ring") numbers_as_lines(made["ring"], "class_limits");
    return made;
  }
  if (part.is_new) return nlohmann::json::object();
  auto made = elements_of(at.what.entry, part.list).at(part.index);
  if (part.list == "questions" || part.list == "indicators") {
    options_as_fields(made, at.languages);
  }
  if (part.list == "choices") {
    made["sessions"] = nlohmann::json::array();
    for (const auto& one : elements_of(at.what.entry, "sessions")) {
      if (text_member(one, "choice") == made["key"]) made["sessions"].push_back(one["key"]);
    }
  }
  return made;
}

nlohmann::json new_part(const request& of, const editor_part& part, const editing& at) {
  const auto& list = elements_of(at.what.entry, part.list);
  const bool copies = of.query.has("copy");
  const auto index = find_element(list, of.query.get(copies ? "copy" : "like"));
  if (!index) return json::object();
  auto made = part_in({part.section, part.list, *index, false}, at);
  for (const auto* own : {"key", "code", "cancelled"}) made.erase(own);
  if (part.list == "choices") made.erase("sessions");  // those of the other, which would lose them
  if (copies) return made;
  auto common = json::object();
  for (const auto* kept : {"starts_at", "ends_at", "choice", "capacity"}) {
    if (part.list == "sessions" && made.contains(kept)) common[kept] = made[kept];
  }
  return common;
}

nlohmann::json entry_with(const editor_part& part, const editing& at, nlohmann::json made) {
  if (part.list.empty()) {
    // Otherwise the place of an event that has gone online would be a fault nobody could mend.
    if (text_member(made, "mode") == "online") made.erase("venue");
    if (part.section == "purposes") made["purposes"] = in_order(at, elements_of(made, "purposes"));
    if (part.section == "together") put_partners(made, at);
    if (part.section == "paper") settle_document(made);
    if (part.section == "ring") lines_as_numbers(made["ring"], "class_limits");
    return made;
  }
  auto entry = at.what.entry;
  auto& list = elements_in(entry, part.list);
  if (part.list == "invitations") {
    if (text_member(made, "code").empty()) made["code"] = events::new_code();
  } else if (text_member(made, "key").empty()) {
    made["key"] = free_key(list, made);
  }
  if (part.list == "questions" || part.list == "indicators")
    options_from_fields(made, part.is_new ? nlohmann::json::object() : list.at(part.index),
                        at.languages);
  if (part.list == "choices")
    put_sessions_of_choice(entry, text_member(made, "key"), taken_out(made, "sessions"));
  if (part.is_new) {
    elements_in(entry, part.list).push_back(std::move(made));
  } else {
    elements_in(entry, part.list).at(part.index) = std::move(made);
  }
  return entry;
}

}  // namespace zusage::server
