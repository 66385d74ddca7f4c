// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/form_view.hpp"

#include <algorithm>

#include "base/link.hpp"
#include "base/text.hpp"
#include "events/invitation.hpp"
#include "events/package.hpp"
#include "server/consent_words.hpp"
#include "server/event_view.hpp"
#include "server/form_fields.hpp"
#include "server/sign_up_form.hpp"

namespace zusage::server {
namespace {

// Whether nobody gets in without one.
bool needs_code(const events::event& of) {
  const bool by_list = !of.audience.municipalities.empty() || !of.audience.email_domains.empty();
  return !of.audience.code.empty() || (of.admission && of.admission->invited_only && !by_list);
}

nlohmann::json person_fields(const form_state& form) {
  auto fields = nlohmann::json::array();
  fields.push_back(text_field(form, {"given_name", "given-name", "text", true}));
  fields.push_back(text_field(form, {"family_name", "family-name", "text", true}));
  if (!form.changing) {
    fields.push_back(text_field(form, {"email", "email", "email", true}));
    fields.back()["hint"] = kind_text(form.of.kind, form.in, "register.email_hint");
  }
  fields.push_back(text_field(form, {"organisation", "organization"}));
  const bool members_only = !form.of.audience.municipalities.empty();
  const bool applies = form.of.ring != nullptr;
  // Who has applied is a municipality, and stays that one.
  if (!applies || !form.changing) {
    fields.push_back(
        municipality_field(form, {"municipality", "off", "text", members_only || applies}));
    if (applies) fields.back()["hint"] = form.in.text("register.municipality_ring_hint");
  }
  if (members_only && !applies)
    fields.back()["hint"] = form.in.text("register.municipality_members_hint");
  fields.push_back(text_field(form, {"function", "organization-title"}));
  fields.push_back(text_field(form, {"phone", "tel", "tel"}));
  if ((!form.of.audience.code.empty() || form.of.admission) && !form.changing) {
    fields.push_back(text_field(form, {"code", "off", "text", needs_code(form.of)}));
  }
  return fields;
}

nlohmann::json consent_view(const form_state& form, const consent::offer& offer) {
  const auto name = "consent." + offer.key;
  auto box = field_of(form, name, offer.title);
  box["checked"] = has_value(form, name, "yes");
  box["confirm"] = offer.channel == "email";
  describe_offer(box, offer, form.in);
  return box;
}

std::string answer_words(const events::question& asked, const std::string& answer,
                         const web::locale& in) {
  for (const auto& option : asked.options) {
    if (option.key == answer) return web::pick(option.label, in.language());
  }
  return in.text(answer == "yes" ? "form.yes" : "form.no");
}

void add_note(nlohmann::json& field, const std::string& note) {
  auto hint = field["hint"].get<std::string>();
  field["hint"] = hint + (hint.empty() ? "" : " ") + note;
}

// Without script a question that may not apply is there, and says when it does.
void add_conditions(const form_state& form, nlohmann::json& field, const events::question& asked,
                    const std::string& prefix) {
  const auto& language = form.in.language();
  const auto* session = form.of.find_session(asked.session);
  const bool only_open = session && session->choice.empty() && !events::offers_package(form.of);
  if (session && !only_open) {  // the only session without a choice is booked with the event
    field["show_session"] = asked.session;
    field["show_open"] = session->choice.empty();
    add_note(field, form.in.text("register.only_session",
                                 {{"session", web::pick(session->title, language)}}));
  }
  const auto* other = form.of.find_question(asked.show_if_question);
  if (!other) return;
  field["show_if"] = prefix + "answer." + asked.show_if_question;
  field["show_is"] = nlohmann::json(asked.show_if_is).dump();
  std::string answers;
  for (const auto& one : asked.show_if_is) {
    answers += (answers.empty() ? "" : ", ") + answer_words(*other, one, form.in);
  }
  add_note(field, form.in.text("register.only_if", {{"question", web::pick(other->label, language)},
                                                    {"answers", answers}}));
}

// The express consent of GDPR 9(2)(a) stands beside the field whose answer gives it; once where
// further questions follow from it.
void add_sensitive_note(const form_state& form, nlohmann::json& field,
                        const events::question& asked) {
  const auto* other = form.of.find_question(asked.show_if_question);
  if (!asked.sensitive || (other && other->sensitive)) return;
  add_note(field, form.in.text("register.sensitive",
                               {{"organiser", web::pick(form.of.by.name, form.in.language())},
                                {"contact", form.of.by.contact}}));
}

// Nobody fills in a group of buttons.
void use_choice_words(const form_state& form, nlohmann::json& field) {
  if (field["error"] != fault_words({"", "required"}, form.in)) return;
  const auto is = [&](const char* shape) { return field[shape].get<bool>(); };
  if (is("is_radio") || is("is_select")) field["error"] = form.in.text("fault.required_choice");
  if (is("is_checkboxes")) field["error"] = form.in.text("fault.required_choices");
}

// A repetition of the form is known by this key: made for a fresh page, kept after an error.
std::string idempotency_key(const form_state& form) {
  return form_key_from(first_value(form, "idempotency_key"));
}

}  // namespace

nlohmann::json question_view(const form_state& form, const events::question& asked,
                             const std::string& prefix) {
  using type = events::question_type;
  const auto label = web::pick(asked.label, form.in.language());
  const auto name = prefix + "answer." + asked.key;
  auto field = field_of(form, name, label);
  const auto hint = web::pick(asked.hint, form.in.language());
  field["label_language"] = foreign_language(asked.label, form.in);
  field["hint"] = hint;
  field["optional"] = !asked.required && !asked.must_be_yes;
  add_conditions(form, field, asked, prefix);
  add_sensitive_note(form, field, asked);
  // What is said besides is in the language of the page.
  field["hint_language"] = hint.empty() ? "" : foreign_language(asked.hint, form.in);
  field["hint_own"] = hint;
  field["hint_rest"] = field["hint"].get<std::string>().substr(hint.size());
  switch (asked.type) {
    case type::long_text:
      field["is_textarea"] = true;
      break;
    case type::choice:
      field[asked.options.size() > 7 ? "is_select" : "is_radio"] = true;
      break;
    case type::multiple:
      field["is_checkboxes"] = true;
      break;
    case type::yes_no:
      field[asked.must_be_yes ? "is_checkbox" : "is_radio"] = true;
      field["checked"] = has_value(form, name, "yes");
      break;
    default:
      field["is_text"] = true;
      break;
  }
  if (asked.type == type::date) field["type"] = "date";
  if (asked.type == type::phone) field["type"] = "tel";
  if (asked.type == type::number) field["inputmode"] = "decimal";
  for (const auto& option : asked.options) {
    add_option(form, field, option.key, web::pick(option.label, form.in.language()),
               foreign_language(option.label, form.in));
  }
  use_choice_words(form, field);
  if (asked.type == type::yes_no && !asked.must_be_yes) {
    add_option(form, field, "yes", form.in.text("form.yes"));
    add_option(form, field, "no", form.in.text("form.no"));
  }
  // What was consented to can be taken back, and a button that is chosen cannot be left.
  if (asked.sensitive && field["is_radio"].get<bool>()) {
    add_option(form, field, "", form.in.text("form.no_answer"));
  }
  return field;
}

std::string field_id(std::string_view name) {
  std::string id = "f-";
  for (const char c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    id += plain || c == '_' ? c : '-';
  }
  return id;
}

bool wrong_audience(const faults& wrong) {
  return !wrong.empty() && std::all_of(wrong.begin(), wrong.end(), [](const fault& one) {
    return one.code == "not_your_municipality" || one.code == "not_your_domain" ||
           one.code == "wrong_code" || one.code == "code_unknown" || one.code == "code_ended" ||
           one.code == "code_used_up";
  });
}

nlohmann::json form_view(const form_state& form) {
  nlohmann::json view = {
      {"person", person_fields(form)},        {"groups", session_groups(form)},
      {"questions", nlohmann::json::array()}, {"has_questions", !form.of.questions.empty()},
      {"consents", nlohmann::json::array()},  {"idempotency_key", idempotency_key(form)},
      {"language", form.in.language()},       {"has_errors", !form.wrong.empty()}};
  view["has_groups"] = !view["groups"].empty();
  for (const auto& asked : form.of.questions) {
    if (!asked.after_approval) view["questions"].push_back(question_view(form, asked));
  }
  view["has_questions"] = !view["questions"].empty();
  if (!form.changing) {
    for (const auto& offer : form.of.offers_in(form.in.language())) {
      view["consents"].push_back(consent_view(form, offer));
    }
  }
  view["application"] = application_view(form);
  view["companions"] = companions_view(form);
  view["has_consents"] = !view["consents"].empty();
  view["errors"] = error_summary(form, view);
  return view;
}

}  // namespace zusage::server
