// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "events/event_file_parts.hpp"
#include "events/mail_plan.hpp"

namespace zusage::events {
namespace {

using nlohmann::json;

std::optional<mode> mode_of_person(std::string_view text) {
  const auto known = mode_from(text);
  return known == mode::hybrid ? std::nullopt : known;
}

std::chrono::minutes parse_time_before(object_reader& in) {
  const auto hours = in.integer("hours_before", 1, file_limits::mail_minutes / 60);
  const auto minutes = in.integer("minutes_before", 1, file_limits::mail_minutes);
  const bool has_hours = in.find("hours_before", presence::optional) != nullptr;
  const bool has_minutes = in.find("minutes_before", presence::optional) != nullptr;
  if (has_hours == has_minutes) in.wrong().add(in.at("hours_before"), "reminder_without_time");
  return std::chrono::minutes(minutes.value_or(hours.value_or(0) * 60));
}

void parse_words(object_reader& in, planned_mail& into) {
  const auto needed = into.before ? presence::optional : presence::required;
  into.subject = in.texts("subject", needed, {file_limits::title});
  into.text = in.texts("text", needed, {file_limits::text, true});
}

void check_reach(object_reader& in, const planned_mail& mail, const event& of) {
  if (mail.mode && of.mode != mode::hybrid && *mail.mode != of.mode) {
    in.wrong().add(in.at("mode"), "mode_of_no_one", {{"value", to_text(*mail.mode)}});
  }
  const bool dated = std::any_of(of.sessions.begin(), of.sessions.end(),
                                 [](const session& one) { return one.starts_at.has_value(); });
  if (mail.each_session && !dated) {
    in.wrong().add(in.at("session"), "session_mail_without_sessions");
  }
}

planned_mail parse_planned(const json& from, const std::string& place, bool before, const event& of,
                           fault_list& wrong) {
  object_reader in(from, place, wrong);
  planned_mail mail;
  mail.before = before;
  mail.key = in.key("key", presence::required);
  if (before) {
    mail.distance = parse_time_before(in);
  } else {
    in.find("hours_after", presence::required);
    mail.distance = std::chrono::hours(
        in.integer("hours_after", 0, file_limits::mail_minutes / 60).value_or(0));
  }
  mail.mode = in.word("mode", presence::optional, mode_of_person, "online, on_site");
  mail.each_session = in.flag("session");
  parse_words(in, mail);
  check_reach(in, mail, of);
  return mail;
}

// How long after the end they go out; nothing: not by themselves.
std::optional<std::chrono::hours> parse_certificates(object_reader& from, const event& of) {
  const auto* given = from.find("certificates", presence::optional);
  if (!given) return {};
  object_reader in(*given, from.at("certificates"), from.wrong());
  const bool by_mail = in.flag("by_mail");
  const auto hours = in.integer("hours_after", 0, file_limits::mail_minutes / 60);
  if (!by_mail) return {};
  if (of.kind == kind::paper) from.wrong().add(from.at("certificates"), "paper_plans_no_mails");
  return std::chrono::hours(hours.value_or(usual_certificate_delay.count()));
}

}  // namespace

void parse_mail_plan(object_reader& from, event& into) {
  auto plan = std::make_shared<mail_plan>();
  auto& wrong = from.wrong();
  const auto parse = [&](const char* name, bool before) {
    unique_keys keys(wrong);
    from.list(name, presence::optional, file_limits::planned_mails,
              [&](const json& one, const std::string& place) {
                plan->mails.push_back(parse_planned(one, place, before, into, wrong));
                keys.add(plan->mails.back().key, place + ".key");
              });
    if (into.kind == kind::paper && !plan->mails.empty()) {
      wrong.add(from.at(name), "paper_plans_no_mails");
      plan->mails.clear();
    }
  };
  parse("reminders", true);
  parse("follow_ups", false);
  plan->certificates_after = parse_certificates(from, into);
  if (!plan->mails.empty() || plan->certificates_after) into.mail_plan = std::move(plan);
}

}  // namespace zusage::events
