// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

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

std::string when_and_who(const form_state& form, const events::session& one) {
  std::string text;
  const auto add = [&](const std::string& words) {
    if (!words.empty()) text += (text.empty() ? "" : " · ") + words;
  };
  add(one.starts_at ? form.in.date(*one.starts_at, form.of.time_zone)
                    : form.in.text("event.date_open"));
  add(time_words(one, form.of.time_zone, form.in));
  for (const auto& speaker : one.speakers) add(speaker);
  const auto found = form.taken.taken_in_session.find(one.key);
  add(places_words(one.capacity, found == form.taken.taken_in_session.end() ? 0 : found->second,
                   form.of.waiting_list, form.in));
  return text;
}

bool is_closed(const form_state& form, const events::session& one) {
  const auto found = form.taken.taken_in_session.find(one.key);
  if (!one.capacity || form.of.waiting_list || found == form.taken.taken_in_session.end()) {
    return false;
  }
  const bool mine = std::find(form.booked.begin(), form.booked.end(), one.key) != form.booked.end();
  return found->second >= *one.capacity && !mine;
}

void add_session(const form_state& form, nlohmann::json& field, const events::session& one) {
  add_option(form, field, one.key, web::pick(one.title, form.in.language()));
  auto& option = field["options"].back();
  option["note"] = when_and_who(form, one);
  option["selected"] = has_value(form, "session", one.key);
  option["disabled"] = is_closed(form, one) && !option["selected"].get<bool>();
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
    if (one.field != "session" || groups.empty()) continue;
    const auto words = fault_words(one, form.in);
    bool shown = false;
    for (auto& group : groups) {
      if (!concerns(one, group)) continue;
      append_error(group, words);
      shown = true;
    }
    if (!shown) append_error(groups.front(), words);
  }
}

}  // namespace

nlohmann::json session_groups(const form_state& form) {
  auto groups = nlohmann::json::array();
  auto whole = group_of(form, "session", "session", form.in.text("register.sessions"));
  whole["is_checkboxes"] = true;
  whole["hint"] = form.in.text("register.sessions_hint");
  for (const auto& one : form.of.sessions) {
    if (one.choice.empty()) add_session(form, whole, one);
  }
  if (!whole["options"].empty()) groups.push_back(std::move(whole));
  for (const auto& choice : form.of.choices) {
    const auto title = web::pick(choice.title, form.in.language());
    auto group = group_of(form, "session." + choice.key, name_of(form, choice), title);
    group[chooses_one(choice) ? "is_radio" : "is_checkboxes"] = true;
    group["hint"] = hint_of(form, choice);
    group["optional"] = choice.minimum == 0;
    for (const auto& one : form.of.sessions) {
      if (one.choice == choice.key) add_session(form, group, one);
    }
    groups.push_back(std::move(group));
  }
  add_errors(form, groups);
  return groups;
}

}  // namespace zusage::server
