// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/form_fields.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "server/event_view.hpp"
#include "web/form.hpp"

namespace zusage::server {
namespace {

// The page must be UTF-8 whatever was sent; broken text cannot be shown again as it was.
std::string showable(const std::string& typed) {
  return is_utf8(typed) ? typed : std::string();
}

std::string errors_at(const form_state& form, std::string_view field) {
  std::string text;
  for (const auto& one : form.wrong) {
    if (one.field == field) text += (text.empty() ? "" : " ") + fault_words(one, form.in);
  }
  return text;
}

// Whom to write to stands apart, so that it can be a link; what comes after it as well.
void add_error(nlohmann::json& field, const form_state& form, const std::string& name) {
  auto text = errors_at(form, name);
  std::string contact, rest;
  for (const auto& one : form.wrong) {
    if (one.field == name && contact.empty()) contact = one.arguments.value("contact", "");
  }
  const auto at = contact.empty() ? std::string::npos : text.find(contact);
  if (at == std::string::npos || at == 0) {
    contact.clear();
  } else {
    rest = text.substr(at + contact.size());
    text.resize(at);
  }
  field["error"] = text;
  field["error_contact"] = contact;
  field["error_rest"] = rest;
}

std::string whole_error(const nlohmann::json& field) {
  std::string text;
  for (const auto* part : {"error", "error_contact", "error_rest"})
    text += field.at(part).get_ref<const std::string&>();
  return text;
}

// What is to be mended in a group begins with its first button.
std::string first_control(const nlohmann::json& field) {
  auto id = field.at("id").get<std::string>();
  if (field.at("is_package") == true) {
    return id + (field.at("all_disabled") == true ? "-single" : "-all");
  }
  if (field.at("is_radio") != true && field.at("is_checkboxes") != true) return id;
  for (const auto& option : field.at("options")) {
    if (option.at("disabled") == true) continue;
    return id + "-" + std::to_string(option.at("number").get<std::size_t>());
  }
  return id;
}

void collect(const nlohmann::json& fields, std::vector<const nlohmann::json*>& into) {
  for (const auto& one : fields) into.push_back(&one);
}

}  // namespace

std::string first_value(const form_state& form, std::string_view name) {
  for (const auto& [key, value] : form.typed) {
    if (key == name) return showable(value);
  }
  return {};
}

bool has_value(const form_state& form, std::string_view name, std::string_view value) {
  return std::any_of(form.typed.begin(), form.typed.end(),
                     [&](const auto& one) { return one.first == name && one.second == value; });
}

nlohmann::json field_of(const form_state& form, const std::string& name, const std::string& label) {
  nlohmann::json field = {{"id", field_id(name)},
                          {"name", name},
                          {"label", label},
                          {"label_language", ""},
                          {"value", first_value(form, name)},
                          {"type", "text"},
                          {"inputmode", ""},
                          {"rows", 4},
                          {"autocomplete", ""},
                          {"hint", ""},
                          {"hint_language", ""},
                          {"error_field", name},
                          {"summary_label", label},
                          {"optional", true},
                          {"show_if", ""},
                          {"show_is", ""},
                          {"show_session", ""},
                          {"show_open", false},
                          {"checked", false},
                          {"checked_value", "yes"},
                          {"options", nlohmann::json::array()},
                          {"none_text", form.in.text("form.please_choose")},
                          {"is_text", false},
                          {"is_textarea", false},
                          {"is_select", false},
                          {"is_radio", false},
                          {"is_checkboxes", false},
                          {"is_checkbox", false},
                          {"is_package", false},
                          {"is_fixed", false},
                          {"is_municipality", false},
                          {"suggests", false}};
  add_error(field, form, name);
  return field;
}

nlohmann::json text_field(const form_state& form, const person_field& which) {
  const std::string name = which.name;
  auto field = field_of(form, which.prefix + name, form.in.text("register." + name));
  field["is_text"] = true;
  field["type"] = which.type;
  field["autocomplete"] = which.autocomplete;
  field["optional"] = !which.required;
  const auto hint = "register." + name + "_hint";
  if (form.in.has(hint)) field["hint"] = form.in.text(hint);
  const auto missing = "fault.required_" + name;
  if (form.in.has(missing) && field["error"] == fault_words({"", "required"}, form.in)) {
    field["error"] = form.in.text(missing);
  }
  return field;
}

void add_option(const form_state& form, nlohmann::json& field, const std::string& key,
                const std::string& text, const std::string& language) {
  auto& options = field["options"];
  const auto name = field["name"].get<std::string>();
  options.push_back({{"number", options.size() + 1},
                     {"option", key},
                     {"text", text},
                     {"text_language", language},
                     {"note", ""},
                     {"alert", ""},
                     {"selected", has_value(form, name, key)},
                     {"disabled", false}});
}

nlohmann::json error_summary(const form_state& form, const nlohmann::json& view) {
  std::vector<const nlohmann::json*> fields;
  for (const auto* part : {"person", "groups", "questions", "consents"}) {
    if (const auto found = view.find(part); found != view.end()) collect(*found, fields);
  }
  if (const auto apply = view.find("application"); apply != view.end() && apply->is_object()) {
    for (const auto& one : apply->at("people")) collect(one.at("fields"), fields);
    collect(apply->at("fee"), fields);
  }
  if (const auto group = view.find("companions"); group != view.end() && group->is_object()) {
    for (const auto& one : group->at("people")) collect(one.at("fields"), fields);
  }
  auto errors = nlohmann::json::array();
  for (const auto* field : fields) {
    // JSON's own empty() is false for a text without characters.
    if (field->at("error").get_ref<const std::string&>().empty()) continue;
    errors.push_back(
        {{"href", "#" + first_control(*field)},
         {"message", web::summary_line(field->at("summary_label"), whole_error(*field), form.in)}});
  }
  for (const auto& one : form.wrong) {
    const bool shown = std::any_of(fields.begin(), fields.end(), [&](const auto* field) {
      // `package` is a part of the field of sessions.
      const auto& name = one.field == "package" ? "session" : one.field;
      return !name.empty() && field->at("error_field") == name;
    });
    if (shown) continue;
    auto words = fault_words(one, form.in);
    if (!one.field.empty()) words = web::summary_line(one.field, words, form.in);
    errors.push_back({{"href", ""}, {"message", std::move(words)}});
  }
  return errors;
}

}  // namespace zusage::server
