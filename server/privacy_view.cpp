// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/privacy_view.hpp"

#include <algorithm>

#include "events/json_members.hpp"
#include "events/ring.hpp"
#include "server/event_view.hpp"

namespace zusage::server {
namespace {

using events::member;
using events::text_member;
using nlohmann::json;

void add(json& sections, duty_section& made) {
  if (!made.is_empty()) sections.push_back(made.take());
}

void add_controller(json& sections, const privacy_facts& facts) {
  const auto& in = facts.in();
  duty_section made(in.text("duty.privacy.controller"));
  add_party(made, controller_of(facts.whose, in.language()), in);
  const auto& own = facts.whose.by.privacy_url;
  made.fact(in.text("duty.privacy.own"), own, own);
  if (facts.event) {
    for (const auto& other : facts.event->also_by) {
      made.fact(in.text("duty.privacy.together"),
                web::pick(other.name, in.language()) + ", " + other.contact,
                link_to(facts.of, "/privacy?organiser=" + other.key));
    }
  }
  add(sections, made);
  duty_section officer(in.text("duty.privacy.officer"));
  add_party(officer, member(facts.whose.page("privacy"), "data_protection_officer"), in);
  add(sections, officer);
}

std::string basis_of(const events::organiser_pages& whose, const web::locale& in) {
  const auto basis = text_member(whose.page("privacy"), "legal_basis");
  return in.text("duty.privacy.basis_" + (basis.empty() ? "open" : basis));
}

bool has_sensitive_questions(const events::event& of) {
  return std::any_of(of.questions.begin(), of.questions.end(),
                     [](const events::question& one) { return one.sensitive; });
}

void add_purpose(json& sections, const privacy_facts& facts) {
  const auto& in = facts.in();
  const auto* of = facts.event;
  duty_section made(in.text("duty.privacy.purpose"));
  const auto* purpose = !of                               ? "duty.privacy.purpose_all"
                        : of->kind == events::kind::paper ? "duty.privacy.purpose_paper"
                        : of->ring                        ? "duty.privacy.purpose_ring"
                                                          : "duty.privacy.purpose_event";
  made.say(in.text(purpose)).say(basis_of(facts.whose, in));
  if (of && has_sensitive_questions(*of)) {
    made.say(in.text("duty.privacy.basis_sensitive", {{"contact", facts.whose.by.contact}}));
  }
  if (!facts.offers.empty()) made.say(in.text("duty.privacy.basis_consent"));
  if (!of) {
    made.say(in.text("duty.privacy.each_event"))
        .link(in.text("duty.privacy.events"),
              link_to(facts.of, "/?organiser=" + facts.whose.by.key));
  }
  add(sections, made);
}

// What of a visit is processed: the code's own doing, no more and no less.
void add_technical(json& sections, const privacy_facts& facts) {
  const auto& in = facts.in();
  duty_section made(in.text("duty.privacy.technical"));
  made.item(in.text("duty.privacy.no_log"));
  made.item(in.text("duty.privacy.no_cookies"));
  made.item(in.text(facts.shared_limits ? "duty.privacy.limits_shared" : "duty.privacy.limits"));
  made.item(in.text("duty.privacy.address_in_consents"));
  add(sections, made);
}

void add_decisions(json& sections, const privacy_facts& facts) {
  const auto& in = facts.in();
  const auto* of = facts.event;
  duty_section made(in.text("duty.privacy.decisions"));
  made.say(in.text("duty.privacy.no_decisions"));
  if (of && of->waiting_list) made.say(in.text("duty.privacy.waiting_list"));
  if (of && of->approval) made.say(in.text("duty.privacy.approval"));
  if (of && of->ring) made.say(in.text("duty.privacy.size_class"));
  add(sections, made);
}

void add_rights(json& sections, const privacy_facts& facts) {
  const auto& in = facts.in();
  duty_section rights(in.text("duty.privacy.rights"));
  rights.say(in.text("duty.privacy.rights_text"))
      .link(in.text("duty.privacy.data"), link_to(facts.of, "/data"));
  // Whatever was agreed to elsewhere can be ended from here too (GDPR 7(3)).
  if (facts.offers.empty()) {
    rights.link(in.text("duty.privacy.revoke"),
                link_to(facts.of, "/newsletter/" + facts.whose.by.key));
  }
  add(sections, rights);
  duty_section complaint(in.text("duty.privacy.complaint"));
  complaint.say(in.text("duty.privacy.complaint_text"));
  add_party(complaint, member(facts.whose.page("privacy"), "supervisory_authority"), in);
  add(sections, complaint);
  duty_section more(in.text("duty.more"));
  more.prose(member(facts.whose.page("privacy"), "text"), in);
  add(sections, more);
}

}  // namespace

nlohmann::json controller_of(const events::organiser_pages& whose, const std::string& language) {
  const auto& named = member(whose.page("privacy"), "controller");
  if (named.is_object()) return named;
  const auto& imprint = whose.page("imprint");
  if (imprint.is_object()) return imprint;
  return {{"name", web::pick(whose.by.name, language)}, {"email", whose.by.contact}};
}

nlohmann::json privacy_sections(const privacy_facts& facts) {
  auto sections = nlohmann::json::array();
  add_controller(sections, facts);
  add_purpose(sections, facts);
  add_asked(sections, facts);
  add_consents(sections, facts);
  add_periods(sections, facts);
  add_recipients(sections, facts);
  add_technical(sections, facts);
  add_decisions(sections, facts);
  add_rights(sections, facts);
  return sections;
}

}  // namespace zusage::server
