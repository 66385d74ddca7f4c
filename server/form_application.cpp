// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "events/application.hpp"
#include "events/form_input.hpp"
#include "events/ring.hpp"
#include "server/event_view.hpp"
#include "server/form_fields.hpp"

namespace zusage::server {
namespace {

nlohmann::json person_group(const form_state& form, const std::string& prefix,
                            const std::string& title, bool required) {
  auto fields = nlohmann::json::array();
  const auto add = [&](person_field which) {
    which.prefix = prefix;
    fields.push_back(text_field(form, which));
    auto& field = fields.back();
    field["summary_label"] = title + " – " + field.at("label").get<std::string>();
  };
  add({"given_name", "off", "text", required});
  add({"family_name", "off", "text", required});
  add({"email", "off", "email", required});
  fields.back()["hint"] = "";
  add({"function", "off"});
  add({"phone", "off", "tel"});
  // What is filled in, or wrong, is to be seen.
  const bool open = required || std::any_of(fields.begin(), fields.end(), [](const auto& field) {
                      return field.at("value") != "" || field.at("error") != "";
                    });
  return {{"title", title}, {"optional", !required}, {"open", open}, {"fields", std::move(fields)}};
}

void add_role(const form_state& form, events::ring_role role, std::int64_t count,
              nlohmann::json& groups) {
  const auto key = std::string(to_text(role));
  const auto words = form.in.text("register.role." + key);
  for (std::int64_t number = 1; number <= count; ++number) {
    const auto title =
        count == 1 ? words
                   : form.in.text("register.role_number", {{"role", words}, {"number", number}});
    groups.push_back(person_group(form, key + "." + std::to_string(number) + ".", title, false));
  }
}

}  // namespace

nlohmann::json ring_people_view(const form_state& form, bool with_contact) {
  auto groups = nlohmann::json::array();
  if (with_contact) {
    groups.push_back(person_group(form, "contact.", form.in.text("register.role.contact"), true));
  }
  add_role(form, events::ring_role::delegate, form.of.ring->delegates, groups);
  add_role(form, events::ring_role::substitute, form.of.ring->substitutes, groups);
  return groups;
}

nlohmann::json application_view(const form_state& form) {
  if (!form.of.ring || form.changing) return nullptr;
  auto people = ring_people_view(form, false);
  const bool any = !people.empty();
  nlohmann::json view = {
      {"people", std::move(people)}, {"has_people", any}, {"fee", nlohmann::json::array()}};
  if (!form.of.ring->fee) return view;
  const auto words = events::text_in(form.of.ring->fee->text, form.in.language());
  auto box = field_of(form, "fee", form.in.text("register.fee_box", {{"fee", words}}));
  box["is_checkbox"] = true;
  box["optional"] = false;
  box["summary_label"] = form.in.text("register.fee");
  box["checked"] = has_value(form, "fee", "yes");
  view["fee"].push_back(std::move(box));
  return view;
}

}  // namespace zusage::server
