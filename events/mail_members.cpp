// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/mail_members.hpp"

namespace zusage::events {

nlohmann::json organiser_members(const organiser& by, const std::string& language,
                                 const mail_texts& texts, const std::vector<organiser>& also_by) {
  auto name = texts.pick(by.name, language);
  for (const auto& other : also_by) name += ", " + texts.pick(other.name, language);
  return {{"organiser", {{"name", name}, {"contact", by.contact}}},
          {"organiser_name", name},
          {"organiser_contact", by.contact}};
}

void add_person(nlohmann::json& data, const std::string& given_name, const std::string& family_name,
                const mail_texts& texts) {
  const auto given = texts.safe_name(given_name), family = texts.safe_name(family_name);
  const auto name = given + (given.empty() || family.empty() ? "" : " ") + family;
  data["person"] = {{"given_name", given}, {"family_name", family}, {"name", name}};
  data["person_name"] = name;
}

}  // namespace zusage::events
