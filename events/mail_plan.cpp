// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/mail_plan.hpp"

#include "events/certificates.hpp"
#include "events/json_members.hpp"

namespace zusage::events {
namespace {

using nlohmann::json;

constexpr const char* attendance_question = "attendance";

struct moment {
  std::int64_t session_id = 0;
  instant starts_at{}, ends_at{};
};

std::vector<moment> moments_of(const event& of, const planned_mail& mail) {
  if (!mail.each_session) return {{0, of.starts_at, of.ends_at}};
  std::vector<moment> all;
  for (const auto& one : of.sessions) {
    if (one.cancelled || !one.starts_at || !one.ends_at) continue;
    all.push_back({one.id, *one.starts_at, *one.ends_at});
  }
  return all;
}

planned_mail planned_mail_from(const json& stored) {
  planned_mail mail;
  mail.key = stored.value("key", "");
  mail.before = stored.value("before", true);
  mail.distance = std::chrono::minutes(stored.value("minutes", std::int64_t(0)));
  mail.mode = mode_from(stored.value("mode", ""));
  mail.each_session = stored.value("session", false);
  mail.subject = object_member(stored, "subject");
  mail.text = object_member(stored, "text");
  return mail;
}

}  // namespace

std::string plan_name(const planned_mail& of) {
  return (of.before ? "reminder." : "follow-up.") + of.key;
}

const planned_mail* find_planned(const event& of, std::string_view plan) {
  if (!of.mail_plan) return nullptr;
  for (const auto& one : of.mail_plan->mails) {
    if (plan_name(one) == plan) return &one;
  }
  return nullptr;
}

std::vector<planned_run> planned_runs(const event& of) {
  std::vector<planned_run> runs;
  if (!of.mail_plan || of.status != event_status::published || of.kind == kind::paper) return runs;
  for (const auto& mail : of.mail_plan->mails) {
    for (const auto& at : moments_of(of, mail)) {
      const auto due = mail.before ? at.starts_at - mail.distance : at.ends_at + mail.distance;
      runs.push_back({plan_name(mail), at.session_id, due,
                      mail.before ? at.starts_at : due + follow_up_lateness});
    }
  }
  if (of.mail_plan->certificates_after) {
    const auto due = of.ends_at + *of.mail_plan->certificates_after;
    runs.push_back({std::string(certificates_plan), 0, due, due + follow_up_lateness});
  }
  return runs;
}

std::optional<mode> attends(const event& of, const json& answers) {
  if (of.mode != mode::hybrid) return of.mode;
  if (!answers.is_object()) return {};
  const auto given = answers.find(attendance_question);
  if (given == answers.end() || !given->is_string()) return {};
  const auto how = mode_from(given->get_ref<const std::string&>());
  return how == mode::hybrid ? std::nullopt : how;
}

json to_json(const mail_plan& from) {
  auto list = json::array();
  for (const auto& mail : from.mails) {
    json one = {{"key", mail.key}, {"before", mail.before}, {"minutes", mail.distance.count()}};
    if (mail.mode) one["mode"] = to_text(*mail.mode);
    if (mail.each_session) one["session"] = true;
    if (!mail.subject.empty()) one["subject"] = mail.subject;
    if (!mail.text.empty()) one["text"] = mail.text;
    list.push_back(std::move(one));
  }
  if (!from.certificates_after) return list;
  return {{"mails", std::move(list)}, {"certificate_hours", from.certificates_after->count()}};
}

std::shared_ptr<const mail_plan> mail_plan_from(const json& stored) {
  // Without certificates it is the list alone.
  const auto& list = stored.is_object() && stored.contains("mails") ? stored.at("mails") : stored;
  auto plan = std::make_shared<mail_plan>();
  if (stored.is_object() && stored.contains("certificate_hours"))
    plan->certificates_after =
        std::chrono::hours(stored.value("certificate_hours", std::int64_t(0)));
  if (list.is_array()) {
    for (const auto& one : list) {
      if (one.is_object()) plan->mails.push_back(planned_mail_from(one));
    }
  }
  if (plan->mails.empty() && !plan->certificates_after) return nullptr;
  return plan;
}

}  // namespace zusage::events
