// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/mail_application.hpp"

#include "events/application.hpp"
#include "events/follow_up.hpp"
#include "events/ring.hpp"

namespace zusage::events {
namespace {

std::string full_name(const mail_texts& texts, const std::string& given,
                      const std::string& family) {
  return texts.safe_name(given) + " " + texts.safe_name(family);
}

}  // namespace

std::optional<bool> is_application_news(std::string_view name, registration_status status) {
  using enum registration_status;
  const bool in = status == confirmed || status == waiting || status == offered;
  if (name == "registration-approved") return in;
  if (name == "registration-declined") return status == refused;
  if (name == "registration-withdrawn") return status == cancelled;
  if (name == "ring-person") return in;
  if (name == "ring-contact") return in || status == applied;
  if (name == "ring-contact-ended" || name == "ring-person-ended") return true;
  return {};
}

void add_application(nlohmann::json& data, const schema::reader& db, const mail_case& one,
                     const mail_texts& texts) {
  if (!one.of.approval && !one.of.ring) return;
  const auto of = find_application(db, one.who.id);
  data["decision_text"] = of.decision_text;
  data["waits"] = one.who.status == registration_status::waiting;
  const bool in = one.who.status == registration_status::confirmed;
  data["follow_up_url"] =
      in && has_follow_up(one.of) && !of.follow_up_at ? one.manage_url + "/follow-up" : "";
  if (!one.of.ring) return;
  data["is_ring"] = true;
  data["municipality"] = db.value<std::string>(
                               "SELECT CASE WHEN municipality = '' THEN ags ELSE municipality END"
                               " FROM registration WHERE id = :1",
                               one.who.id)
                             .value_or("");
  data["fee"] = of.fee;
  auto people = nlohmann::json::array();
  for (const auto& row : of.people) {
    if (row.who.role == ring_role::contact) continue;
    people.push_back({{"name", full_name(texts, row.who.given_name, row.who.family_name)},
                      {"substitute", row.who.role == ring_role::substitute}});
  }
  data["has_people"] = !people.empty();
  data["people"] = std::move(people);
  data["people_url"] = in ? one.manage_url + "/people" : "";
}

}  // namespace zusage::events
