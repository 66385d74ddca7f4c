// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/form_input.hpp"

#include <algorithm>

#include "base/email_address.hpp"
#include "base/text.hpp"

namespace zusage::events {
namespace {

constexpr std::size_t most_address = 254;  // RFC 5321 4.5.3.1

}  // namespace

form_input grouped(const typed_fields& typed) {
  form_input form;
  for (const auto& [name, value] : typed) {
    auto& values = form[name];
    if (!value.empty()) values.push_back(value);
  }
  return form;
}

const std::vector<std::string>& values_of(const form_input& form, std::string_view name) {
  static const std::vector<std::string> none;
  const auto found = form.find(name);
  return found == form.end() ? none : found->second;
}

std::string checked_text(std::string_view field, std::string_view typed, const text_rule& rule,
                         faults& wrong) {
  const auto fail = [&](const char* code, nlohmann::json arguments = nlohmann::json::object()) {
    wrong.push_back({std::string(field), code, std::move(arguments)});
    return std::string();
  };
  if (!is_utf8(typed)) return fail("not_utf8");
  auto text = cleaned(typed);
  if (has_control(text, rule.multiline)) return fail("control_characters");
  if (length(text) > rule.most) return fail("too_long", {{"most", rule.most}});
  if (text.empty() && rule.required) return fail("required");
  return text;
}

std::string read_text(const form_input& form, std::string_view field, const text_rule& rule,
                      faults& wrong) {
  const auto& values = values_of(form, field);
  if (values.size() > 1) {
    wrong.push_back({std::string(field), "too_many", {{"maximum", 1}}});
    return {};
  }
  return checked_text(field, values.empty() ? std::string_view() : values.front(), rule, wrong);
}

std::string read_email(const form_input& form, faults& wrong) {
  const auto typed = read_text(form, "email", {most_address, true}, wrong);
  if (typed.empty()) return {};
  if (auto address = normalised_email(typed)) return *address;
  wrong.push_back({"email", "not_an_email"});
  return {};
}

bool is_phone_number(std::string_view text) {
  constexpr std::string_view separators = " -/().";
  std::size_t digits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c >= '0' && c <= '9') {
      ++digits;
    } else if (!(c == '+' && i == 0) && separators.find(c) == std::string_view::npos) {
      return false;
    }
  }
  return digits >= 3;  // 110, 115
}

std::string text_in(const nlohmann::json& texts, std::string_view language) {
  if (texts.is_string()) return texts.get<std::string>();
  if (!texts.is_object()) return {};
  auto found = texts.find(std::string(language));
  if (found == texts.end()) found = texts.find("de");
  if (found == texts.end()) found = texts.begin();
  return found != texts.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace zusage::events
