// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "web/form.hpp"

namespace zusage::web {
namespace {

/// Pages are not deeper than this; what is, was not made for a form.
constexpr int deepest = 12;

nlohmann::json* find_field(nlohmann::json& in, const std::string& name, int depth) {
  if (depth > deepest) return nullptr;
  if (in.is_object()) {
    const auto own = in.find("name");
    if (own != in.end() && own->is_string() && *own == name && in.contains("id")) return &in;
  }
  if (!in.is_structured()) return nullptr;
  for (auto& inner : in) {
    if (auto* found = find_field(inner, name, depth + 1)) return found;
  }
  return nullptr;
}

nlohmann::json options_of(const form_field& field) {
  auto result = nlohmann::json::array();
  std::size_t number = 0;
  for (const auto& one : field.options) {
    result.push_back({{"option", one.value},
                      {"text", one.text},
                      {"text_language", ""},
                      {"note", one.note},
                      {"alert", ""},
                      {"number", ++number},
                      {"selected", one.selected},
                      {"disabled", one.disabled}});
  }
  return result;
}

bool is(const nlohmann::json& field, const char* shape) {
  const auto found = field.find(shape);
  return found != field.end() && *found == true;
}

// What is missing is named where the field is known; nobody fills in a group of buttons.
std::string text_at(const nlohmann::json& field, const fault& wrong, const locale& in) {
  if (wrong.code != "required") return fault_text(wrong, in);
  const auto missing = "fault.required_" + wrong.field;
  if (in.has(missing)) return in.text(missing);
  if (is(field, "is_radio") || is(field, "is_select")) return in.text("fault.required_choice");
  return is(field, "is_checkboxes") ? in.text("fault.required_choices") : fault_text(wrong, in);
}

// What is to be mended in a group begins with its first button.
std::string first_control(const nlohmann::json& field) {
  auto id = field.at("id").get<std::string>();
  const auto options = field.find("options");
  if ((!is(field, "is_radio") && !is(field, "is_checkboxes")) || options == field.end()) return id;
  for (const auto& option : *options) {
    if (is(option, "disabled") || !option.contains("number")) continue;
    return id + "-" + std::to_string(option.at("number").get<std::size_t>());
  }
  return id;
}

}  // namespace

std::string field_id(std::string_view name) {
  std::string result = "field-";
  for (const char c : name) {
    const bool usable =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    result += usable ? c : '-';
  }
  return result;
}

nlohmann::json to_json(const form_field& field) {
  using control = form_field::control;
  return {{"is_text", field.as == control::text},
          {"is_textarea", field.as == control::textarea},
          {"is_select", field.as == control::select},
          {"is_radio", field.as == control::radio},
          {"is_checkboxes", field.as == control::checkboxes},
          {"is_checkbox", field.as == control::checkbox},
          {"is_package", false},
          {"is_fixed", false},
          {"is_municipality", false},
          {"suggests", false},
          {"id", field_id(field.name)},
          {"name", field.name},
          {"label", field.label},
          {"label_language", ""},
          {"hint", field.hint},
          {"hint_language", ""},
          {"error", ""},
          {"value", field.value},
          {"checked_value", field.value.empty() ? "yes" : field.value},
          {"checked", field.checked},
          {"type", field.type},
          {"autocomplete", field.autocomplete},
          {"inputmode", field.inputmode},
          {"optional", field.optional},
          {"rows", field.rows},
          {"options", options_of(field)},
          {"show_session", ""},
          {"show_open", false},
          {"show_if", field.show_if},
          {"show_is", nlohmann::json(field.show_is).dump()}};
}

std::string fault_text(const fault& wrong, const locale& in) {
  const std::string key = "fault." + wrong.code;
  return in.text(in.has(key) ? key : "fault.unknown", wrong.arguments);
}

std::string summary_line(const std::string& label, const std::string& text, const locale& in) {
  if (label.empty()) return text;
  if (std::string_view("?!.:").find(label.back()) != std::string_view::npos) {
    return label + " " + text;
  }
  return in.text("register.error_line", {{"field", label}, {"error", text}});
}

void show_faults(nlohmann::json& data, const faults& wrong, const locale& in) {
  auto summary = nlohmann::json::array();
  for (const auto& one : wrong) {
    auto* field = one.field.empty() ? nullptr : find_field(data, one.field, 0);
    if (field == nullptr) {
      summary.push_back({{"href", ""}, {"message", fault_text(one, in)}});
      continue;
    }
    const auto text = text_at(*field, one, in);
    const bool first = !field->contains("error") || !(*field)["error"].is_string() ||
                       (*field)["error"].get_ref<const std::string&>().empty();
    if (first) (*field)["error"] = text;
    const bool named = field->contains("label") && (*field)["label"].is_string();
    const auto label = named ? (*field)["label"].get<std::string>() : std::string();
    summary.push_back(
        {{"href", "#" + first_control(*field)}, {"message", summary_line(label, text, in)}});
  }
  data["has_errors"] = !summary.empty();
  data["errors"] = std::move(summary);
}

}  // namespace zusage::web
