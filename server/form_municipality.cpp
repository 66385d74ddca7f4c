// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "server/form_fields.hpp"

namespace zusage::server {
namespace {

// What stands beside a name; with the key where two in one district are called so.
std::string place_of(const nlohmann::json& one, const nlohmann::json& all, const web::locale& in) {
  const auto same = [&](const nlohmann::json& other) {
    return other.at("name") == one.at("name") && other.at("district") == one.at("district") &&
           other.at("state") == one.at("state");
  };
  const bool twice = std::count_if(all.begin(), all.end(), same) > 1;
  return in.text(twice ? "municipality.place_and_key" : "municipality.place", one);
}

void make_choice(nlohmann::json& field, const fault& wrong, const form_state& form) {
  const auto& all = wrong.arguments.at("municipalities");
  field["is_text"] = false;
  field["is_municipality"] = true;
  for (const auto& one : all) {
    add_option(form, field, one.at("ags").get<std::string>(), one.at("name").get<std::string>());
    field["options"].back()["note"] = place_of(one, all, form.in);
  }
  field["error"] = form.in.text(wrong.code == "municipality_ambiguous" ? "municipality.ambiguous"
                                                                       : "municipality.meant");
}

}  // namespace

nlohmann::json municipality_field(const form_state& form, const person_field& which) {
  auto field = text_field(form, which);
  field["suggests"] = true;
  for (const auto& one : form.wrong) {
    if (one.field == field.at("name") && one.arguments.contains("municipalities")) {
      make_choice(field, one, form);
      break;
    }
  }
  return field;
}

}  // namespace zusage::server
