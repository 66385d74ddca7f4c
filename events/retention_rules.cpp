// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/retention_rules.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

#include "consent/end_of_proof.hpp"
#include "consent/ledger.hpp"
#include "events/data_requests.hpp"
#include "events/idempotency.hpp"
#include "events/people_retention.hpp"
#include "events/personal_mails.hpp"
#include "events/registration.hpp"
#include "events/sign_up_drafts.hpp"
#include "events/webhooks.hpp"
#include "organisers/api_tokens.hpp"
#include "organisers/sessions.hpp"
#include "organisers/staff_token.hpp"
#include "organisers/throttle.hpp"

namespace zusage::events {
namespace {

using start = retention_start;
using unit = retention_unit;
using basis = retention_basis;
using people = retention_people;
using pace = retention_pace;

template <class Period>
constexpr std::int64_t in(Period period) {
  return static_cast<std::int64_t>(period.count());
}

constexpr auto throttle_hours =
    std::chrono::duration_cast<std::chrono::hours>(organisers::per_account.forgotten);

constexpr auto rules = std::to_array<retention_rule>({
    {"registrations",
     "registration, registration_session, registration_note, registration_group, attendance,"
     " check_in,"
     " personal_link, mail_run_recipient, certificate, ring_person, indicator_answer,"
     " indicator_release_answer",
     people::participants, basis::registration, start::event_end, unit::of_event, 0, pace::daily},
    {"paper_registrations", "registration, paper_link", people::participants, basis::registration,
     start::registered, unit::of_event, 0, pace::daily},
    {"answers", "registration.answers", people::participants, basis::registration, start::event_end,
     unit::of_question, 0, pace::daily},
    {"paper_answers", "registration.answers", people::participants, basis::registration,
     start::registered, unit::of_question, 0, pace::daily},
    {"unconfirmed", "registration", people::participants, basis::registration, start::asked,
     unit::hours, in(verification_period), pace::minutely},
    {"replaced_people", "ring_person", people::participants, basis::registration, start::replaced,
     unit::days, in(replaced_people_kept), pace::daily},
    {"drafts", "sign_up_draft", people::participants, basis::registration, start::begun,
     unit::hours, in(draft_period), pace::minutely},
    {"form_keys", "idempotency", people::participants, basis::security, start::sent, unit::hours,
     in(form_keys_live), pace::hourly},
    {"messages", "message, delivery_attempt", people::participants, basis::registration,
     start::finished, unit::days, in(mails_kept), pace::daily},
    {"consent_messages", "message, delivery_attempt, newsletter_waiting", people::subscribers,
     basis::consent, start::finished, unit::days, in(consent_mails_kept), pace::daily},
    {"service_messages", "message, delivery_attempt", people::requesters, basis::rights,
     start::finished, unit::days, in(service_mails_kept), pace::hourly},
    {"returned_mails", "database-file.returned/failed", people::correspondents, basis::security,
     start::came_in, unit::days, in(returned_mails_kept), pace::minutely},
    {"consent_requests", "consent_record.personal", people::subscribers, basis::consent,
     start::asked, unit::days, in(consent::confirmation_period), pace::hourly},
    {"consents",
     "consent_record.personal, principal.secret, consent_state, announcement,"
     " renewal_asked",
     people::subscribers, basis::proof, start::consent_ended, unit::years_from_end_of_year,
     in(consent::proof_kept), pace::daily},
    {"phone_consents", "consent_record.personal, principal.secret", people::subscribers,
     basis::proof, start::consent_ended, unit::years, in(consent::phone_proof_kept), pace::daily},
    {"suppression", "principal.lookup, suppression, import_request", people::subscribers,
     basis::proof, start::nothing, unit::none, 0, pace::by_hand},
    {"data_links", "data_access", people::requesters, basis::rights, start::asked, unit::days,
     in(data_access_period), pace::hourly},
    {"request_words", "data_request", people::requesters, basis::rights, start::answered,
     unit::days, in(request_words_kept), pace::daily},
    {"data_requests", "data_request", people::requesters, basis::rights, start::answered,
     unit::days, in(answered_requests_kept), pace::hourly},
    {"programme", "event, event_session, organiser, organiser_page", people::named,
     basis::registration, start::nothing, unit::none, 0, pace::by_hand},
    {"accounts", "staff, staff_role, event_staff, second_factor, recovery_code", people::staff,
     basis::security, start::nothing, unit::none, 0, pace::by_hand},
    {"staff_links", "staff_token", people::staff, basis::security, start::asked, unit::days,
     in(organisers::invitation_period), pace::hourly},
    {"sessions", "staff_session", people::staff, basis::security, start::last_seen, unit::hours,
     in(organisers::session_limits::idle), pace::hourly},
    {"api_tokens", "api_token, api_answer", people::staff, basis::security, start::ended,
     unit::days, in(organisers::token_limits::kept_after_end), pace::hourly},
    {"webhook_calls", "webhook_call", people::participants, basis::registration, start::finished,
     unit::days, in(webhook_limits::calls_kept), pace::hourly},
    {"audit", "audit_entry", people::staff, basis::security, start::noted, unit::days,
     in(audit_kept), pace::daily},
    {"sign_in_failures", "sign_in_failure", people::staff, basis::security, start::failed,
     unit::hours, in(throttle_hours), pace::hourly},
    {"rates", "rate_bucket", people::visitors, basis::security, start::sent, unit::hours, 1,
     pace::hourly},
    {"newsletter_pace", "newsletter_pace", people::subscribers, basis::security, start::sent,
     unit::hours, 1, pace::hourly},
});

}  // namespace

std::span<const retention_rule> retention_rules() {
  return rules;
}

const retention_rule& retention_rule_of(std::string_view key) {
  const auto found = std::find_if(rules.begin(), rules.end(),
                                  [&](const retention_rule& one) { return one.key == key; });
  if (found == rules.end()) {
    throw std::logic_error("there is no rule of retention " + std::string(key));
  }
  return *found;
}

std::string_view to_text(retention_start s) {
  constexpr auto names = std::to_array<std::string_view>(
      {"event_end", "registered", "asked", "begun", "sent", "finished", "replaced", "answered",
       "consent_ended", "ended", "noted", "last_seen", "failed", "came_in", "nothing"});
  return names.at(static_cast<std::size_t>(s));
}

std::string_view to_text(retention_unit u) {
  constexpr auto names = std::to_array<std::string_view>(
      {"hours", "days", "years_from_end_of_year", "years", "of_event", "of_question", "none"});
  return names.at(static_cast<std::size_t>(u));
}

std::string_view to_text(retention_basis b) {
  constexpr auto names =
      std::to_array<std::string_view>({"registration", "consent", "proof", "rights", "security"});
  return names.at(static_cast<std::size_t>(b));
}

std::string_view to_text(retention_people p) {
  constexpr auto names =
      std::to_array<std::string_view>({"participants", "subscribers", "requesters", "staff",
                                       "visitors", "named", "correspondents"});
  return names.at(static_cast<std::size_t>(p));
}

std::string_view to_text(retention_pace p) {
  constexpr auto names =
      std::to_array<std::string_view>({"minutely", "hourly", "daily", "by_hand"});
  return names.at(static_cast<std::size_t>(p));
}

}  // namespace zusage::events
