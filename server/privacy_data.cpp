// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <set>

#include "events/paper.hpp"
#include "events/retention_rules.hpp"
#include "events/ring.hpp"
#include "server/consent_words.hpp"
#include "server/event_view.hpp"
#include "server/privacy_view.hpp"

namespace zusage::server {
namespace {

using nlohmann::json;

bool is_by_mail(const consent::offer& one) {
  return one.channel == "email";
}

// Whether people take part through a service elsewhere.
bool is_online(const events::event& of) {
  return of.mode != events::mode::on_site && of.kind != events::kind::paper;
}

// The fields that every form has, as form_view.cpp asks them.
std::string person_words(const events::event& of, const web::locale& in) {
  const bool municipality = of.ring || !of.audience.municipalities.empty();
  std::vector<std::string> names;
  const auto add = [&](const char* key, bool needed) {
    auto name = in.text(std::string("register.") + key);
    if (!needed) name += " " + in.text("form.optional");
    names.push_back(std::move(name));
  };
  for (const auto* key : {"given_name", "family_name", "email"}) add(key, true);
  add("organisation", false);
  add("municipality", municipality);
  add("function", false);
  add("phone", false);
  return joined(names);
}

void add_questions(duty_section& to, const events::event& of, const web::locale& in) {
  for (const auto& one : of.questions) {
    const auto* note = one.required || one.must_be_yes ? ""
                       : one.sensitive                 ? "duty.privacy.voluntary_sensitive"
                                                       : "duty.privacy.voluntary";
    to.item(in.text("duty.privacy.question", {{"question", web::pick(one.label, in.language())}}),
            *note ? in.text(note) : "");
  }
}

void add_ring_data(duty_section& to, const events::event& of, const web::locale& in) {
  if (!of.ring) return;
  to.item(in.text("duty.privacy.ring_people"));
  if (!of.ring->indicators.empty()) to.item(in.text("duty.privacy.indicators"));
}

json days_after_end(const events::event& of, std::int64_t days, const web::locale& in) {
  return {{"days", days}, {"date", in.date(of.ends_at + std::chrono::days(days), of.time_zone)}};
}

// How many of its unit a rule of the table says, by which it is erased too.
std::int64_t amount_of(std::string_view rule) {
  return events::retention_rule_of(rule).amount;
}

void add_answer_periods(duty_section& to, const events::event& of, const web::locale& in) {
  const bool paper = of.kind == events::kind::paper;
  for (const auto& one : of.questions) {
    if (!one.retention_days) continue;
    auto words = days_after_end(of, *one.retention_days, in);
    words["question"] = web::pick(one.label, in.language());
    to.item(in.text(paper ? "duty.privacy.keep_answer_paper" : "duty.privacy.keep_answer", words));
  }
}

void add_event_periods(duty_section& to, const events::event& of, const web::locale& in) {
  const bool paper = of.kind == events::kind::paper;
  to.item(in.text(paper ? "duty.privacy.keep_registration_paper" : "duty.privacy.keep_registration",
                  days_after_end(of, of.retention_days, in)));
  add_answer_periods(to, of, in);
  to.item(in.text("duty.privacy.keep_mails", {{"days", amount_of("messages")}}));
  if (of.verify_email) {
    to.item(in.text("duty.privacy.keep_unverified", {{"hours", amount_of("unconfirmed")}}));
  }
  if (of.ring) {
    to.item(in.text("duty.privacy.keep_replaced", {{"days", amount_of("replaced_people")}}));
  }
  if (of.paper && of.paper->has_document()) {
    to.item(in.text("duty.privacy.keep_links", {{"days", of.paper->link_days}}));
  }
}

void add_consent_periods(duty_section& to, const privacy_facts& facts) {
  const auto& in = facts.in();
  if (std::any_of(facts.offers.begin(), facts.offers.end(), is_by_mail)) {
    to.item(in.text("duty.privacy.keep_requests", {{"days", amount_of("consent_requests")}}));
    to.item(in.text("duty.privacy.keep_consent_mails", {{"days", amount_of("consent_messages")}}));
  }
  if (facts.offers.empty()) return;
  to.item(in.text("duty.privacy.keep_proof", {{"years", amount_of("consents")},
                                              {"phone_years", amount_of("phone_consents")}}));
}

void add_ring_recipients(duty_section& to, const events::event& of, const privacy_facts& facts) {
  if (!of.ring || of.ring->contact_purpose.empty()) return;
  const auto title_of = [&](const std::string& key) {
    for (const auto& one : facts.offers) {
      if (one.key == key) return one.title;
    }
    return key;
  };
  to.item(facts.in().text("duty.privacy.ring_contacts",
                          {{"purpose", title_of(of.ring->contact_purpose)}}));
  if (of.ring->contact_phone_purpose.empty()) return;
  to.item(facts.in().text("duty.privacy.ring_phones",
                          {{"purpose", title_of(of.ring->contact_phone_purpose)}}));
}

}  // namespace

void add_asked(nlohmann::json& sections, const privacy_facts& facts) {
  if (!facts.event) return;
  const auto& of = *facts.event;
  const auto& in = facts.in();
  duty_section made(in.text("duty.privacy.asked"));
  made.item(person_words(of, in));
  if (!of.audience.code.empty() || of.admission) made.item(in.text("duty.privacy.code"));
  if (!of.sessions.empty()) made.item(in.text("duty.privacy.sessions"));
  add_questions(made, of, in);
  add_ring_data(made, of, in);
  made.item(in.text("duty.privacy.always"));
  if (of.kind == events::kind::paper) made.item(in.text("duty.privacy.downloads"));
  if (is_online(of)) made.item(in.text("duty.privacy.attendance"));
  made.say(in.text("duty.privacy.asked_why"));
  sections.push_back(made.take());
}

void add_consents(nlohmann::json& sections, const privacy_facts& facts) {
  if (facts.offers.empty()) return;
  const auto& in = facts.in();
  duty_section made(in.text("duty.privacy.consents"));
  made.say(in.text("duty.privacy.consents_text"));
  for (const auto& one : facts.offers) {
    auto note = one.recipients.empty()
                    ? in.text("duty.privacy.no_recipients")
                    : in.text("register.recipients", {{"names", joined(one.recipients)}});
    if (one.ends_once_used) note += " " + in.text("duty.privacy.ends_once_used");
    if (one.valid_months > 0) note += " " + valid_words(one.valid_months, in);
    made.item(one.title + " (" + in.text("channel." + one.channel) + "): " + one.text, note,
              language_to_mark(one.language, in));
  }
  made.say(in.text("duty.privacy.withdrawal", {{"contact", facts.whose.by.contact}}))
      .link(in.text("duty.privacy.revoke"), link_to(facts.of, "/newsletter/" + facts.whose.by.key));
  sections.push_back(made.take());
}

void add_periods(nlohmann::json& sections, const privacy_facts& facts) {
  const auto& in = facts.in();
  duty_section made(in.text("duty.privacy.periods"));
  if (facts.event) add_event_periods(made, *facts.event, in);
  add_consent_periods(made, facts);
  if (facts.event) {
    made.item(in.text("duty.privacy.keep_form_keys", {{"hours", amount_of("form_keys")}}));
    made.item(in.text("duty.privacy.keep_draft", {{"hours", amount_of("drafts")}}));
  }
  made.item(in.text("duty.privacy.keep_data_access", {{"days", amount_of("data_links")}}));
  made.item(in.text("duty.privacy.keep_answered",
                    {{"days", amount_of("request_words")}, {"rest", amount_of("data_requests")}}));
  sections.push_back(made.take());
}

void add_recipients(nlohmann::json& sections, const privacy_facts& facts) {
  const auto& in = facts.in();
  duty_section made(in.text("duty.privacy.recipients"));
  made.item(in.text("duty.privacy.operator"));
  std::set<std::string> named;
  for (const auto& one : facts.offers) named.insert(one.recipients.begin(), one.recipients.end());
  for (const auto& name : named) made.item(name, in.text("duty.privacy.only_by_consent"));
  if (!facts.event) {
    sections.push_back(made.take());
    return;
  }
  const auto& of = *facts.event;
  for (const auto& other : of.also_by) {
    made.item(web::pick(other.name, in.language()), in.text("duty.privacy.also_by"),
              foreign_language(other.name, in));
  }
  add_ring_recipients(made, of, facts);
  if (is_online(of)) made.item(in.text("duty.privacy.online"));
  sections.push_back(made.take());
}

}  // namespace zusage::server
