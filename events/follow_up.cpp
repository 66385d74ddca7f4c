// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/follow_up.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "events/answers.hpp"
#include "events/registration_rows.hpp"

namespace zusage::events {

bool has_follow_up(const event& of) {
  return std::any_of(of.questions.begin(), of.questions.end(),
                     [](const question& one) { return one.after_approval; });
}

checked<nlohmann::json> check_follow_up(const event& of, const typed_fields& typed) {
  faults wrong;
  const auto form = grouped(typed);
  auto answers = check_answers(of, form, {}, wrong, asking::after_approval);
  for (const auto& [name, value] : typed) {
    const auto* asked = name.starts_with("answer.") ? of.find_question(name.substr(7)) : nullptr;
    if (name == "lang" || (asked && asked->after_approval)) continue;
    wrong.push_back({is_utf8(name) ? cut(name, 60) : "", "unknown_field"});
  }
  if (!wrong.empty()) return {boost::system::in_place_error, wrong};
  return {boost::system::in_place_value, std::move(answers)};
}

checked<registration_status> registrar::answer_follow_up(schema::transaction& tx, const event& of,
                                                         const registration_link& by,
                                                         const nlohmann::json& answers,
                                                         instant now) const {
  hold_event(tx, of.id);
  const auto opened = use_link(tx, by, now);
  const auto own = opened ? find_registration(tx, *opened) : std::nullopt;
  if (!own || own->event_id != of.id) return faults{{"", "unknown_registration"}};
  if (own->status != registration_status::confirmed) return faults{{"", "not_approved"}};
  auto all = own->answers;
  for (const auto& one : of.questions) {
    if (one.after_approval) all.erase(one.key);
  }
  all.update(answers);
  tx.execute(
      "UPDATE registration SET answers = :1, follow_up_at = :2, updated_at = :3,"
      " follow_up_version = :4"
      " WHERE id = :5",
      stored_json(all), now, now, of.version, own->id);
  return own->status;
}

}  // namespace zusage::events
