// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/event_entry_parts.hpp"
#include "events/mail_plan.hpp"
#include "events/ring.hpp"

namespace zusage::events::entry_parts {
namespace {

using nlohmann::json;

json options_of(const std::vector<question_option>& of) {
  auto made = json::array();
  for (const auto& one : of) made.push_back(json{{"key", one.key}, {"label", one.label}});
  return made;
}

json choice_as_entry(const choice& of) {
  json made{{"key", of.key}, {"title", of.title}, {"min", of.minimum}};
  // None of its sessions is there any more, so that no number would be taken.
  if (of.maximum > 0) made["max"] = of.maximum;
  put(made, "second_choice", of.second_choice);
  return made;
}

json session_as_entry(const session& of, const std::string& zone) {
  json made{{"key", of.key}, {"title", of.title}};
  put_time(made, "starts_at", of.starts_at, zone);
  put_time(made, "ends_at", of.ends_at, zone);
  put(made, "when", of.when);
  put(made, "place", of.place);
  put(made, "capacity", of.capacity);
  put(made, "choice", of.choice);
  put(made, "speakers", json(of.speakers));
  put(made, "join_url", of.join_url);
  put(made, "recording_url", of.recording_url);
  put(made, "ring_group", of.ring_group);
  put(made, "cancelled", of.cancelled);
  return made;
}

json question_as_entry(const question& of) {
  json made{{"key", of.key}, {"type", to_text(of.type)}, {"label", of.label}};
  put(made, "hint", of.hint);
  put(made, "options", options_of(of.options));
  put(made, "required", of.required);
  if (of.must_be_yes) made["must_be"] = "yes";
  put(made, "after_approval", of.after_approval);
  put(made, "sensitive", of.sensitive);
  put(made, "retention_days", of.retention_days);
  put(made, "session", of.session);
  if (!of.show_if_question.empty())
    made["show_if"] = json{{"question", of.show_if_question}, {"is", of.show_if_is}};
  return made;
}

json planned_as_entry(const planned_mail& of) {
  json made{{"key", of.key}};
  const auto minutes = of.distance.count();
  if (!of.before) {
    made["hours_after"] = minutes / 60;
  } else if (minutes % 60 == 0) {
    made["hours_before"] = minutes / 60;
  } else {
    made["minutes_before"] = minutes;
  }
  if (of.mode) made["mode"] = to_text(*of.mode);
  put(made, "session", of.each_session);
  put(made, "subject", of.subject);
  put(made, "text", of.text);
  return made;
}

json indicator_as_entry(const indicator& of) {
  const bool choice = of.type == indicator::kind::choice;
  json made{{"key", of.key}, {"type", choice ? "choice" : "number"}, {"label", of.label}};
  put(made, "hint", of.hint);
  put(made, "unit", of.unit);
  put(made, "min", of.least);
  put(made, "max", of.most);
  put(made, "options", options_of(of.options));
  made["periods"] = of.periods;
  return made;
}

json group_as_entry(const named_group& of) {
  json made{{"key", of.key}, {"title", of.title}};
  put(made, "kind", of.kind);
  return made;
}

template <class T, class F>
json each(const std::vector<T>& all, F as_entry) {
  auto made = json::array();
  for (const auto& one : all) made.push_back(as_entry(one));
  return made;
}

}  // namespace

void put_programme(json& into, const event& of) {
  put(into, "choices", each(of.choices, choice_as_entry));
  put(into, "sessions",
      each(of.sessions, [&](const session& one) { return session_as_entry(one, of.time_zone); }));
}

void put_questions(json& into, const event& of) {
  put(into, "questions", each(of.questions, question_as_entry));
}

void put_planned_mails(json& into, const event& of) {
  if (!of.mail_plan) return;
  auto before = json::array(), after = json::array();
  for (const auto& one : of.mail_plan->mails)
    (one.before ? before : after).push_back(planned_as_entry(one));
  put(into, "reminders", before);
  put(into, "follow_ups", after);
  if (!of.mail_plan->certificates_after) return;
  const auto hours = *of.mail_plan->certificates_after;
  into["certificates"] = json{{"by_mail", true}};
  if (hours != usual_certificate_delay) into["certificates"]["hours_after"] = hours.count();
}

json ring_as_entry(const ring& of) {
  const ring usual;
  auto made = json::object();
  put(made, "class_limits", json(of.class_limits));
  if (of.fee) made["fee"] = json{{"text", of.fee->text}};
  made["delegates"] = of.delegates;
  made["substitutes"] = of.substitutes;
  if (of.group_size != usual.group_size) made["group_size"] = of.group_size;
  put(made, "groups", each(of.groups, group_as_entry));
  put(made, "contact_purpose", of.contact_purpose);
  put(made, "contact_phone_purpose", of.contact_phone_purpose);
  put(made, "indicators", each(of.indicators, indicator_as_entry));
  return made;
}

}  // namespace zusage::events::entry_parts
