// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "events/check_group.hpp"
#include "server/event_view.hpp"
#include "server/form_fields.hpp"

namespace zusage::server {
namespace {

// What is asked of everybody, and cannot be left for them to add by their own link.
bool is_needed(const events::event& of, const events::question& asked) {
  if (asked.after_approval || (!asked.required && !asked.must_be_yes)) return false;
  if (asked.show_if_question.empty()) return true;
  const auto* other = of.find_question(asked.show_if_question);
  return other && is_needed(of, *other);
}

nlohmann::json companion_fields(const form_state& form, const std::string& prefix) {
  auto fields = nlohmann::json::array();
  const auto add = [&](person_field which) {
    which.prefix = prefix;
    fields.push_back(text_field(form, which));
    return &fields.back();
  };
  add({"given_name", "off", "text", true});
  add({"family_name", "off", "text", true});
  (*add({"email", "off", "email", true}))["hint"] = form.in.text("register.companion_email_hint");
  add({"function", "off"});
  add({"organisation", "off"});
  fields.push_back(municipality_field(form, {"municipality", "off", "text", false, prefix}));
  for (auto at = fields.end() - 2; at != fields.end(); ++at)
    (*at)["hint"] = form.in.text("register.companion_as_above");
  for (const auto& asked : form.of.questions) {
    if (is_needed(form.of, asked)) fields.push_back(question_view(form, asked, prefix));
  }
  return fields;
}

}  // namespace

nlohmann::json companions_view(const form_state& form) {
  const auto most = form.of.max_group;
  if (form.changing || most < 2 || form.of.kind == events::kind::paper || form.of.ring) {
    return nullptr;
  }
  const auto count = std::min(events::last_person(form.typed), most);
  auto people = nlohmann::json::array();
  for (std::int64_t number = 2; number <= count; ++number) {
    const auto title = form.in.text("register.companion", {{"number", number}});
    auto fields = companion_fields(form, "person." + std::to_string(number) + ".");
    for (auto& one : fields) {
      one["summary_label"] = title + " – " + one.at("label").get<std::string>();
    }
    people.push_back({{"number", number},
                      {"title", title},
                      {"remove", form.in.text("register.companion_remove", {{"number", number}})},
                      {"fields", std::move(fields)}});
  }
  auto fewer = field_of(form, "takes_fewer", form.in.text("register.takes_fewer"));
  fewer["is_checkbox"] = true;
  fewer["checked"] = has_value(form, "takes_fewer", "yes");
  return {{"people", std::move(people)},
          {"hint", form.in.text("register.companions_hint", {{"most", most - 1}})},
          {"fewer", count > 1 && form.of.waiting_list && !form.of.approval
                        ? nlohmann::json::array({std::move(fewer)})
                        : nlohmann::json::array()},
          {"next", count < most ? std::to_string(count + 1) : ""}};
}

}  // namespace zusage::server
