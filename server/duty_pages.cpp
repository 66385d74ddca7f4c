// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/json_members.hpp"
#include "server/duty.hpp"

namespace zusage::server {
namespace {

using events::member;
using events::text_member;
using nlohmann::json;

json imprint_of(const events::organiser_pages& whose, const web::locale& in) {
  const auto& said = whose.page("imprint");
  auto sections = json::array();
  duty_section own(in.text("duty.imprint.own"));
  own.link(whose.by.imprint_url, whose.by.imprint_url);
  if (!own.is_empty()) sections.push_back(own.take());

  duty_section who(in.text("duty.imprint.who"));
  if (!said.is_object()) {
    who.say(in.text("duty.imprint.missing"))
        .fact(in.text("duty.name"), web::pick(whose.by.name, in.language()))
        .fact(in.text("duty.email"), whose.by.contact, "mailto:" + whose.by.contact);
    sections.push_back(who.take());
    return sections;
  }
  add_party(who, said, in);
  for (const auto* key :
       {"legal_form", "represented_by", "register", "vat_id", "supervisory_authority"}) {
    who.fact(in.text("duty.imprint." + std::string(key)), text_member(said, key));
  }
  sections.push_back(who.take());
  duty_section more(in.text("duty.more"));
  more.prose(member(said, "text"), in);
  if (!more.is_empty()) sections.push_back(more.take());
  return sections;
}

}  // namespace

// GET /imprint
response show_imprint(const request& of, const schema::reader& db, services& with) {
  const auto asked = asked_for(of, db);
  if (asked.unknown) return error_page(404, of, with, "error.not_found");
  if (!asked.one) return everybodys_page(of, db, with, "imprint");
  return duty_page(of, with, *asked.one, "imprint", imprint_of(*asked.one, *of.language));
}

// GET /plain-language
response show_plain_language(const request& of, const schema::reader& db, services& with) {
  const auto asked = asked_for(of, db);
  if (asked.unknown) return error_page(404, of, with, "error.not_found");
  if (!asked.one) return everybodys_page(of, db, with, "plain");
  const auto& in = *of.language;
  duty_section said(in.text("duty.plain.heading"));
  said.prose(asked.one->page("plain_language"), in);
  if (said.is_empty()) said.say(in.text("duty.plain.missing"));
  return duty_page(of, with, *asked.one, "plain", nlohmann::json::array({said.take()}));
}

}  // namespace zusage::server
