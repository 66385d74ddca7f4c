// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "events/package.hpp"
#include "server/event_view.hpp"
#include "server/form_fields.hpp"

namespace zusage::server {
namespace {

bool chooses_one(const events::choice& group) {
  return group.minimum == 1 && group.maximum == 1;
}

// Radio buttons of one name exclude each other over the whole form: with a second group of them,
// each needs a name of its own (`session.<choice>`, read like `session`).
std::string name_of(const form_state& form, const events::choice& group) {
  const auto radios = std::count_if(form.of.choices.begin(), form.of.choices.end(), chooses_one);
  return chooses_one(group) && radios > 1 ? "session." + group.key : "session";
}

std::int64_t taken_in(const form_state& form, const events::session& one) {
  const auto found = form.taken.taken_in_session.find(one.key);
  return found == form.taken.taken_in_session.end() ? 0 : found->second;
}

// Full for somebody who has no place in it yet.
bool is_full(const form_state& form, const events::session& one) {
  const bool mine = std::find(form.booked.begin(), form.booked.end(), one.key) != form.booked.end();
  return one.capacity && !mine && taken_in(form, one) >= *one.capacity;
}

// Who applies waits for a decision and not for a place.
std::string waiting_words(const form_state& form, const events::session& one) {
  if (!is_full(form, one) || !form.of.waiting_list || form.of.approval) return {};
  return form.in.text(form.changing ? "register.session_waits" : "register.session_waiting");
}

std::string when_words(const form_state& form, const events::session& one) {
  auto text = one.starts_at ? form.in.date(*one.starts_at, form.of.time_zone)
                            : form.in.text("event.date_open");
  const auto time = time_words(one, form.of.time_zone, form.in);
  return time.empty() ? text : text + " · " + time;
}

std::string when_and_who(const form_state& form, const events::session& one) {
  auto text = when_words(form, one);
  const auto add = [&](const std::string& words) {
    if (!words.empty()) text += " · " + words;
  };
  for (const auto& speaker : one.speakers) add(speaker);
  if (waiting_words(form, one).empty()) {
    add(places_words(one.capacity, taken_in(form, one), form.of.waiting_list, form.in));
  }
  return text;
}

void add_session(const form_state& form, nlohmann::json& field, const events::session& one) {
  add_option(form, field, one.key, web::pick(one.title, form.in.language()),
             foreign_language(one.title, form.in));
  auto& option = field["options"].back();
  option["note"] = when_and_who(form, one);
  option["when"] = when_words(form, one);
  option["alert"] = waiting_words(form, one);
  option["selected"] = has_value(form, "session", one.key);
  option["closed"] = is_full(form, one) && !form.of.waiting_list;
  option["disabled"] = option["closed"].get<bool>() && !option["selected"].get<bool>();
}

nlohmann::json group_of(const form_state& form, const std::string& id, const std::string& name,
                        const std::string& title) {
  auto field = field_of(form, name, title);
  field["id"] = field_id(id);
  field["error"] = "";
  field["error_field"] = "session";
  return field;
}

std::string hint_of(const form_state& form, const events::choice& group) {
  // A choice without a maximum ends with its last session.
  const auto count = std::count_if(form.of.sessions.begin(), form.of.sessions.end(),
                                   [&](const auto& one) { return one.choice == group.key; });
  const auto maximum = group.maximum > 0 ? group.maximum : std::int64_t(count);
  return form.in.text("register.choose", {{"minimum", group.minimum}, {"maximum", maximum}});
}

// Faults name a choice or a session by its title; one that names none concerns every group.
bool concerns(const fault& one, const nlohmann::json& group) {
  if (one.code == "no_session_chosen" || one.field == "package") return group.at("is_package");
  if (const auto choice = one.arguments.find("choice"); choice != one.arguments.end()) {
    return *choice == group.at("label");
  }
  const auto session = one.arguments.find("session"), other = one.arguments.find("other");
  if (session == one.arguments.end()) return true;
  const auto& options = group.at("options");
  return std::any_of(options.begin(), options.end(), [&](const auto& option) {
    return option.at("text") == *session ||
           (other != one.arguments.end() && option.at("text") == *other);
  });
}

void append_error(nlohmann::json& group, const std::string& words) {
  const auto before = group["error"].get<std::string>();
  group["error"] = before.empty() ? words : before + " " + words;
}

void add_errors(const form_state& form, nlohmann::json& groups) {
  for (const auto& one : form.wrong) {
    if ((one.field != "session" && one.field != "package") || groups.empty()) continue;
    const auto words = fault_words(one, form.in);
    bool shown = false;
    for (auto& group : groups) {
      if (group.at("error_field") != "session" || !concerns(one, group)) continue;
      append_error(group, words);
      shown = true;
    }
    if (!shown) append_error(groups.front(), words);
  }
}

nlohmann::json choice_group(const form_state& form, const events::choice& choice,
                            const std::string& title) {
  auto group = group_of(form, "session." + choice.key, name_of(form, choice), title);
  group[chooses_one(choice) ? "is_radio" : "is_checkboxes"] = true;
  group["label_language"] = foreign_language(choice.title, form.in);
  group["hint"] = hint_of(form, choice);
  group["optional"] = choice.minimum == 0;
  for (const auto& one : form.of.sessions) {
    if (one.choice == choice.key) add_session(form, group, one);
  }
  return group;
}

nlohmann::json second_choice(const form_state& form, const events::choice& choice,
                             const std::string& title) {
  auto field = field_of(form, "second." + choice.key,
                        form.in.text("register.second_choice", {{"choice", title}}));
  field["is_select"] = true;
  field["hint"] = form.in.text("register.second_hint");
  field["none_text"] = form.in.text("register.second_none");
  for (const auto& one : form.of.sessions) {
    if (one.choice == choice.key) {
      add_option(form, field, one.key, web::pick(one.title, form.in.language()),
                 foreign_language(one.title, form.in));
    }
  }
  return field;
}

}  // namespace

nlohmann::json session_groups(const form_state& form) {
  auto groups = nlohmann::json::array();
  auto open = group_of(form, "session", "session", form.in.text("register.sessions"));
  for (const auto* one : events::open_sessions(form.of)) add_session(form, open, *one);
  if (!open["options"].empty()) groups.push_back(open_group(form, std::move(open)));
  for (const auto& choice : form.of.choices) {
    const auto title = web::pick(choice.title, form.in.language());
    groups.push_back(choice_group(form, choice, title));
    if (choice.second_choice) groups.push_back(second_choice(form, choice, title));
  }
  add_errors(form, groups);
  return groups;
}

}  // namespace zusage::server
