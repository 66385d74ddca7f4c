// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/json_members.hpp"
#include "server/configuration.hpp"
#include "server/duty.hpp"
#include "server/event_view.hpp"

namespace zusage::server {
namespace {

using events::member;
using events::text_member;
using nlohmann::json;

// What a declaration has to say: Directive (EU) 2016/2102 Article 7, Decision (EU) 2018/1523.
json conformance(const json& said, const web::locale& in) {
  duty_section made(in.text("duty.accessibility.conformance"));
  made.say(in.text("duty.accessibility.conformance_" + text_member(said, "conformance")));
  return made.take();
}

void add_barriers(json& sections, const json& said, const web::locale& in) {
  duty_section made(in.text("duty.accessibility.barriers"));
  const auto& barriers = member(said, "barriers");
  if (!barriers.is_array()) {
    if (text_member(said, "conformance") != "full") {
      made.say(in.text("duty.accessibility.barriers_unnamed"));
      sections.push_back(made.take());
    }
    return;
  }
  for (const auto& one : barriers) {
    const auto& reason = member(one, "reason");
    made.item(web::pick(member(one, "text"), in.language()),
              reason.is_object() ? in.text("duty.accessibility.reason",
                                           {{"reason", web::pick(reason, in.language())}})
                                 : "",
              foreign_language(member(one, "text"), in));
  }
  sections.push_back(made.take());
}

json made_on(const json& said, const web::locale& in) {
  duty_section made(in.text("duty.accessibility.declaration"));
  const auto date = events::start_of_date(text_member(said, "declared_on"));
  made.fact(in.text("duty.accessibility.declared_on"), date ? in.date(*date, "UTC") : "");
  made.fact(in.text("duty.accessibility.method"),
            in.text("duty.accessibility.method_" + text_member(said, "method")));
  return made.take();
}

json feedback(const events::organiser_pages& whose, const json& said, const request& of) {
  const auto& in = *of.language;
  const auto own = text_member(said, "contact");
  const auto contact = own.empty() ? whose.by.contact : own;
  duty_section made(in.text("duty.accessibility.feedback"));
  made.say(in.text("duty.accessibility.feedback_text"))
      .fact(in.text("duty.email"), contact, "mailto:" + contact)
      .link(in.text("duty.barrier.title"), link_to(of, "/barrier?organiser=" + whose.by.key));
  return made.take();
}

void add_enforcement(json& sections, const json& said, const web::locale& in) {
  duty_section made(in.text("duty.accessibility.enforcement"));
  const auto& body = member(said, "enforcement");
  if (!body.is_object()) return;
  made.say(in.text("duty.accessibility.enforcement_text"));
  add_party(made, body, in);
  sections.push_back(made.take());
}

json declaration_of(const events::organiser_pages& whose, const request& of,
                    const std::string& site) {
  const auto& in = *of.language;
  const auto& said = whose.page("accessibility");
  auto sections = json::array();
  duty_section begin(in.text("duty.accessibility.scope"));
  const auto name = web::pick(whose.by.name, in.language());
  if (!said.is_object()) {
    begin.say(in.text("duty.accessibility.missing", {{"organiser", name}}));
    begin.say(in.text("duty.accessibility.missing_report"));
    sections.push_back(begin.take());
    sections.push_back(feedback(whose, said, of));
    return sections;
  }
  begin.say(in.text("duty.accessibility.scope_text", {{"organiser", name}, {"site", site}}));
  begin.say(in.text("duty.accessibility.basis"));
  sections.push_back(begin.take());
  sections.push_back(conformance(said, in));
  add_barriers(sections, said, in);
  sections.push_back(made_on(said, in));
  sections.push_back(feedback(whose, said, of));
  add_enforcement(sections, said, in);
  return sections;
}

}  // namespace

// GET /accessibility
response show_accessibility(const request& of, const schema::reader& db, services& with) {
  const auto asked = asked_for(of, db);
  if (asked.unknown) return error_page(404, of, with, "error.not_found");
  if (!asked.one) return everybodys_page(of, db, with, "accessibility");
  return duty_page(of, with, *asked.one, "accessibility",
                   declaration_of(*asked.one, of, with.config.base_url));
}

}  // namespace zusage::server
