// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/sign_up_steps_view.hpp"

#include <algorithm>

#include "events/answers.hpp"
#include "events/form_input.hpp"
#include "server/event_view.hpp"

namespace zusage::server {
namespace {

using step = events::sign_up_step;

bool is_set(const nlohmann::json& field, const char* member) {
  return field.at(member).get<bool>();
}

void add_text(nlohmann::json& values, const nlohmann::json& text) {
  if (!text.get_ref<const std::string&>().empty()) values.push_back({{"text", text}});
}

void add_lines(nlohmann::json& values, std::string_view text) {
  while (!text.empty()) {
    const auto end = text.find('\n');
    add_text(values, std::string(text.substr(0, end)));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

void add_options(nlohmann::json& values, const nlohmann::json& field, bool all) {
  for (const auto& option : field.at("options")) {
    if (!all && !is_set(option, "selected")) continue;
    auto text = option.at("text").get<std::string>();
    const auto when = option.value("when", "");
    if (!when.empty()) text += " (" + when + ")";
    add_text(values, text);
  }
}

// What was answered, in the words of the page.
nlohmann::json values_of(const nlohmann::json& field, const web::locale& in) {
  auto values = nlohmann::json::array();
  if (is_set(field, "is_text") || is_set(field, "is_textarea")) {
    add_lines(values, field.at("value").get_ref<const std::string&>());
  } else if (is_set(field, "is_checkbox")) {
    add_text(values, in.text(is_set(field, "checked") ? "form.yes" : "form.no"));
  } else if (is_set(field, "is_package")) {
    const bool all = is_set(field, "all");
    if (all) add_text(values, field.at("all_text"));
    add_options(values, field, all);
  } else {
    add_options(values, field, is_set(field, "is_fixed"));
  }
  if (values.empty()) add_text(values, in.text("steps.nothing"));
  return values;
}

// The rows of one group; `where` is the address of its step, empty when there is none.
class rows_of_step {
 public:
  rows_of_step(const form_state& form, std::string where) : form_(form), where_(std::move(where)) {}

  void add(const nlohmann::json& label, nlohmann::json values, const std::string& id) {
    rows_.push_back({{"label", label},
                     {"values", std::move(values)},
                     {"url", where_.empty() ? "" : where_ + "#" + id}});
  }
  void add_field(const nlohmann::json& field) {
    const bool fixed = is_set(field, "is_fixed");
    const auto id = field.at("id").get<std::string>();
    rows_.push_back({{"label", field.at("label")},
                     {"values", values_of(field, form_.in)},
                     {"url", fixed || where_.empty() ? "" : where_ + "#" + id}});
  }
  // Somebody else, in one row.
  void add_person(const nlohmann::json& person) {
    auto values = nlohmann::json::array();
    for (const auto& field : person.at("fields")) {
      const auto answers = values_of(field, form_.in);
      const bool said = answers.at(0).at("text") != form_.in.text("steps.nothing");
      if (!said) continue;
      for (const auto& one : answers) {
        add_text(values,
                 field.at("label").get<std::string>() + ": " + one.at("text").get<std::string>());
      }
    }
    if (values.empty()) return;
    add(person.at("title"), std::move(values), person.at("fields").at(0).at("id"));
  }
  void add_consent(const nlohmann::json& box) {
    auto values = nlohmann::json::array();
    const bool ticked = is_set(box, "checked");
    add_text(values, form_.in.text(ticked ? "steps.consent_yes" : "steps.consent_no"));
    add(box.at("label").get<std::string>() + " (" + box.at("channel").get<std::string>() + ")",
        std::move(values), box.at("id"));
  }
  void add_nobody() {
    auto values = nlohmann::json::array();
    add_text(values, form_.in.text("steps.nobody"));
    add(form_.in.text("steps.others"), std::move(values), "main");
  }
  nlohmann::json taken() { return std::move(rows_); }

 private:
  const form_state& form_;
  std::string where_;
  nlohmann::json rows_ = nlohmann::json::array();
};

void add_people(const nlohmann::json& view, rows_of_step& rows) {
  const auto& apply = view.at("application");
  const auto& group = view.at("companions");
  for (const auto* of : {&apply, &group}) {
    if (!of->is_object()) continue;
    for (const auto& one : of->at("people")) rows.add_person(one);
  }
  if (group.is_object() && group.at("people").empty()) rows.add_nobody();
  if (apply.is_object()) {
    for (const auto& box : apply.at("fee")) rows.add_field(box);
  }
  if (group.is_object()) {
    for (const auto& box : group.at("fewer")) rows.add_field(box);
  }
}

nlohmann::json rows_of(const form_state& form, step of, const nlohmann::json& view,
                       const std::string& where) {
  rows_of_step rows(form, where);
  switch (of) {
    case step::person:
      for (const auto& field : view.at("person")) rows.add_field(field);
      break;
    case step::programme:
      for (const auto& field : view.at("groups")) rows.add_field(field);
      break;
    case step::questions:
      for (const auto& field : view.at("questions")) rows.add_field(field);
      break;
    case step::people:
      add_people(view, rows);
      break;
    case step::consents:
      for (const auto& box : view.at("consents")) rows.add_consent(box);
      break;
  }
  return rows.taken();
}

// Keeps the questions for which `wanted` holds.
template <class Wanted>
void keep_questions(const events::event& of, nlohmann::json& view, Wanted wanted) {
  auto kept = nlohmann::json::array();
  std::size_t at = 0;
  for (const auto& asked : of.questions) {
    if (asked.after_approval) continue;
    if (wanted(asked)) kept.push_back(view.at("questions").at(at));
    ++at;
  }
  view["questions"] = std::move(kept);
  view["has_questions"] = !view["questions"].empty();
}

}  // namespace

std::string step_title(const events::event& of, step which, const web::locale& in) {
  switch (which) {
    case step::person:
      return in.text("register.person");
    case step::programme:
      return in.text("register.sessions");
    case step::questions:
      return kind_text(of.kind, in, "register.questions");
    case step::people:
      return in.text(of.ring ? "register.people_title" : "register.companions");
    case step::consents:
      break;
  }
  return in.text("register.consents");
}

nlohmann::json step_view(const form_state& form, step which) {
  auto view = form_view(form);
  const auto wishes = events::wishes_in(form.of, form.typed);
  keep_questions(form.of, view, [&](const events::question& asked) {
    return which == step::questions && events::may_be_asked(form.of, asked, wishes);
  });
  if (which != step::person) view["person"] = nlohmann::json::array();
  if (which != step::programme) {
    view["groups"] = nlohmann::json::array();
    view["has_groups"] = false;
  }
  if (which != step::people) view["application"] = view["companions"] = nullptr;
  if (which != step::consents) {
    view["consents"] = nlohmann::json::array();
    view["has_consents"] = false;
  }
  return view;
}

nlohmann::json answers_to_check(const form_state& form, const std::vector<step>& steps,
                                const std::string& base, const std::string& query) {
  auto view = form_view(form);
  const auto typed = events::grouped(form.typed);
  const auto wishes = events::wishes_in(form.of, form.typed);
  keep_questions(form.of, view, [&](const events::question& asked) {
    return events::applies(form.of, asked, typed, wishes);
  });
  auto groups = nlohmann::json::array();
  for (const auto one :
       {step::person, step::programme, step::questions, step::people, step::consents}) {
    const bool asked = std::find(steps.begin(), steps.end(), one) != steps.end();
    std::string where;
    if (asked) where.append(base).append(to_text(one)).append(query);
    auto rows = rows_of(form, one, view, where);
    if (rows.empty()) continue;
    groups.push_back({{"key", to_text(one)},
                      {"title", step_title(form.of, one, form.in)},
                      {"rows", std::move(rows)}});
  }
  return groups;
}

}  // namespace zusage::server
