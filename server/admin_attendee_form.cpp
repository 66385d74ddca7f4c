// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <array>

#include "server/admin_attendees.hpp"
#include "server/form_fields.hpp"
#include "server/sign_up_form.hpp"
#include "web/form.hpp"

namespace zusage::server {
namespace {

// How a form is sent, and what nobody fills in for others.
bool is_no_entry(std::string_view name) {
  constexpr std::array<std::string_view, 9> about = {"csrf", "seen", "base",    "overwrite", "tell",
                                                     "over", "code", "confirm", "people"};
  return std::find(about.begin(), about.end(), name) != about.end() ||
         name.starts_with("consent.") || name.starts_with("notice.");
}

// Not `lang`: that is the language of the page.
constexpr const char* mail_language = "mail_language";

nlohmann::json language_field(const form_state& form) {
  web::form_field field;
  field.as = web::form_field::control::select;
  field.name = mail_language;
  field.label = form.in.text("attendees.mail_language");
  const auto& chosen = first_value(form, "lang");
  for (const auto& one : web::languages())
    field.options.push_back({one, web::find_locale(one).name(), "", chosen == one});
  auto made = web::to_json(field);
  made["summary_label"] = field.label;
  made["error_field"] = field.name;
  return made;
}

}  // namespace

events::typed_fields staff_typed(const request& of, const events::event& at) {
  events::typed_fields typed;
  const bool chosen = of.form.has(mail_language);
  for (auto& one : typed_fields_of(of)) {
    if (is_no_entry(one.first) || (chosen && one.first == "lang")) continue;
    if (one.first == mail_language) one.first = "lang";
    typed.push_back(std::move(one));
  }
  // Whom staff enter is let in by them.
  if (!at.audience.code.empty()) typed.emplace_back("code", at.audience.code);
  return typed;
}

nlohmann::json staff_form(const form_state& form) {
  auto view = form_view(form);
  auto person = nlohmann::json::array();
  for (auto& field : view["person"]) {
    if (field.at("name") == "code") continue;
    const bool family = field.at("name") == "family_name";
    person.push_back(std::move(field));
    // Of a ring's member the contact changes by their own page, with all that hangs on it.
    if (family && form.changing && !form.of.ring)
      person.push_back(text_field(form, {"email", "off", "email", true}));
  }
  person.push_back(language_field(form));
  for (auto& field : person) {
    field["autocomplete"] = "off";
    if (field.at("name") == "email")
      field["hint"] =
          form.in.text(form.changing ? "attendees.email_moves" : "attendees.email_hint");
  }
  view["person"] = std::move(person);
  view["consents"] = nlohmann::json::array();
  view["has_consents"] = false;
  view["companions"] = nullptr;
  view["application"] = nullptr;
  view["errors"] = error_summary(form, view);
  return view;
}

}  // namespace zusage::server
