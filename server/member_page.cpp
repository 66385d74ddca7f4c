// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "events/bookings.hpp"
#include "events/consent_pause.hpp"
#include "events/mail_calendar.hpp"
#include "events/online.hpp"
#include "events/phone_consent.hpp"
#include "events/registration_rows.hpp"
#include "events/ring_meetings.hpp"
#include "server/configuration.hpp"
#include "server/consent_words.hpp"
#include "server/event_view.hpp"
#include "server/framed.hpp"
#include "server/link_evidence.hpp"
#include "server/look_view.hpp"
#include "server/member_view.hpp"
#include "server/public.hpp"
#include "server/ring_view.hpp"
#include "server/sign_up_form.hpp"
#include "server/target.hpp"
#include "web/zone_name.hpp"

namespace zusage::server {

std::optional<own_membership> find_member(const request& of, const schema::reader& db,
                                          services& with) {
  const auto id = with.links.public_id(link_purpose::member, of.capture("token"));
  auto who = id ? events::find_ring_person(db, *id) : std::nullopt;
  if (!who) return {};
  auto event = with.catalogue.find(db, who->event_id);
  if (!event || !event->ring || event->status == events::event_status::draft) return {};
  auto in = chosen_language(of).empty() ? in_language(of, who->language) : of;
  return own_membership{std::move(*who), std::move(event), std::move(in)};
}

response opens_no_membership(const request& of, services& with) {
  const bool was_one = with.links.public_id(link_purpose::member, of.capture("token")).has_value();
  return error_page(404, of, with, was_one ? "error.member_ended" : "error.not_found");
}

std::string member_link(const own_membership& own, const std::string& rest) {
  return link_to(own.in, "/m/" + own.in.capture("token") + rest);
}

nlohmann::json member_page_data(const own_membership& own, const std::string& title) {
  auto data = about(*own.of, own.in, {{"title", title}, {"no_index", true}});
  data["person"] = own.who.name();
  data["member"] = own.who.member;
  data["home_url"] = member_link(own, "");
  data["indicators_url"] = own.of->ring->indicators.empty() ? "" : member_link(own, "/indicators");
  return data;
}

namespace {

// RFC 6068: a local part may hold what would begin the fields of a mail, `?bcc=…`.
std::string mail_link(const std::string& address) {
  const auto at = address.rfind('@');
  if (at == std::string::npos) return {};
  return "mailto:" + encode_component(address.substr(0, at)) + address.substr(at);
}

std::optional<events::ring_group> group_of(const own_membership& own, const schema::reader& db) {
  for (auto& one : events::list_groups(db, own.of->id)) {
    if (own.who.group_id == one.id) return std::move(one);
  }
  return {};
}

events::mail_case case_of(const own_membership& own, const events::registration& row,
                          const schema::reader& db, const services& with) {
  return {*own.of,
          row,
          events::find_booked(db, row.id),
          own.in.language->language(),
          with.links.url(link_purpose::member, own.who.public_id),
          with.config.host(),
          own.in.at};
}

nlohmann::json meetings_view(const own_membership& own, const schema::reader& db,
                             const services& with) {
  const auto row = events::find_for_mail(db, own.who.registration_id).value();
  const auto known = case_of(own, row, db, with);
  const auto& in = *own.in.language;
  auto list = nlohmann::json::array();
  for (const auto& one : own.of->sessions) {
    const auto* booked = events::find_booking(known, one.id);
    if (!booked || !events::booking::has_place(booked->status)) continue;
    list.push_back({{"title", web::pick(one.title, in.language())},
                    {"title_language", foreign_language(one.title, in)},
                    {"when_language", one.starts_at ? "" : foreign_language(one.when, in)},
                    {"when", meeting_words(one, *own.of, in)},
                    {"place", one.place},
                    {"cancelled", one.cancelled},
                    {"join_url", events::join_url_of(known, one)}});
  }
  return list;
}

nlohmann::json contacts_view(const own_membership& own, const schema::reader& db,
                             const services& with) {
  auto list = nlohmann::json::array();
  if (!own.who.group_id) return list;
  for (const auto& one : events::list_contacts(db, with.ledger, *own.of, *own.who.group_id)) {
    list.push_back({{"name", one.name},
                    {"function", one.job_function},
                    {"member", one.member},
                    {"role", own.in.language->text("ring.role." + one.role)},
                    {"email", one.email},
                    {"mail_url", mail_link(one.email)},
                    {"phone", one.phone}});
  }
  return list;
}

nlohmann::json consents_view(const own_membership& own, const schema::reader& db,
                             const services& with, const faults& wrong) {
  const auto& in = *own.in.language;
  auto list = nlohmann::json::array();
  for (const auto& one : events::consents_of(db, with.ledger, *own.of, own.who)) {
    std::string error;
    for (const auto& fault : wrong) {
      if (fault.field == one.offer.key) error = fault_words(fault, in);
    }
    const auto since =
        one.changed_at ? in.date_time(*one.changed_at, own.of->time_zone) : std::string();
    list.push_back({{"id", "consent-" + one.offer.key},
                    {"purpose", one.offer.key},
                    {"purpose_title", one.offer.title},
                    {"notice", one.offer.text},
                    {"notice_id", std::to_string(one.offer.notice_id)},
                    {"content_language", language_to_mark(one.offer.language, in)},
                    {"recipients", joined(one.offer.recipients)},
                    {"given", one.given},
                    {"state", in.text(one.given       ? "ring.consent_given"
                                      : one.requested ? "ring.consent_requested"
                                                      : "ring.consent_not_given")},
                    {"since", one.given ? since : ""},
                    {"error", error}});
  }
  return list;
}

response member_page(int status, const own_membership& own, const schema::reader& db,
                     services& with, const faults& wrong) {
  const auto& in = *own.in.language;
  const auto name = web::pick(own.of->title, in.language());
  const auto title = in.text("ring.member_page", {{"event", name}});
  auto data = member_page_data(own, title);
  data["heading"] = framed(in, title, name, foreign_language(own.of->title, in));
  data["time_zone_name"] = web::zone_name(in, own.of->starts_at, own.of->time_zone);
  const auto group = group_of(own, db);
  data["group"] = group ? group->title : "";
  data["meetings"] = meetings_view(own, db, with);
  data["calendar_url"] = "/m/" + own.in.capture("token") + "/calendar.ics";
  data["contacts"] = contacts_view(own, db, with);
  data["consents"] = consents_view(own, db, with, wrong);
  data["consent_url"] = member_link(own, "/consent");
  const auto& done = own.in.query.get("done");
  const bool known = done == "given" || done == "withdrawn";
  data["done"] = known ? in.text("ring.done_" + done) : "";
  auto errors = nlohmann::json::array();
  for (const auto& one : wrong)
    errors.push_back({{"href", "#consent-" + one.field}, {"message", fault_words(one, in)}});
  data["errors"] = std::move(errors);
  data["has_errors"] = !wrong.empty();
  data["look"] = look_view(db, own.in, own.of->by.id);
  return page(status, own.in, with, "member", std::move(data));
}

consent::evidence evidence_of(const own_membership& own) {
  auto by = evidence_by_link(own.in);
  by.email = own.who.email;
  by.name = own.who.name();
  by.box = "button beside the notice pressed by the person";
  return by;
}

bool was_given_lately(const own_membership& own, const schema::reader& db,
                      const consent::offer& offer, const services& with) {
  const auto standing = with.ledger.find_one(db, own.of->by.id, offer.purpose_id, own.who.email);
  return standing && events::was_given_lately(db, *standing, own.in.at);
}

void give(schema::transaction& tx, const own_membership& own, const consent::offer& offer,
          const services& with) {
  if (was_given_lately(own, tx, offer, with)) return;
  auto by = evidence_of(own);
  by.box = events::box_with_number(by.box, offer.channel, own.who.phone);
  events::end_for_other_number(tx, with.ledger, {own.of->by.id, offer.purpose_id, offer.channel},
                               by, own.who.phone, own.in.at);
  const consent::consent_request what{own.of->by.id, offer.purpose_id, offer.notice_id,
                                      offer.channel, std::move(by)};
  with.ledger.give_by_link(tx, what, "page", own.in.at);
}

void withdraw(schema::transaction& tx, const own_membership& own, const consent::offer& offer,
              const services& with) {
  const auto standing = with.ledger.find_one(tx, own.of->by.id, offer.purpose_id, own.who.email);
  if (!standing) return;
  auto by = evidence_of(own);
  by.box.clear();
  with.ledger.withdraw(tx, standing->public_id, "page", by, own.in.at);
  mailer::outbox::cancel_queued(tx, standing->principal_id, standing->purpose_id, own.in.at);
}

}  // namespace

// GET /m/{token}
response show_member(const request& of, const schema::reader& db, services& with) {
  const auto own = find_member(of, db, with);
  if (!own) return opens_no_membership(of, with);
  return member_page(200, *own, db, with, {});
}

// GET /m/{token}/calendar.ics
response show_member_calendar(const request& of, const schema::reader& db, services& with) {
  const auto own = find_member(of, db, with);
  if (!own) return opens_no_membership(of, with);
  const auto row = events::find_for_mail(db, own->who.registration_id).value();
  response made;
  made.content_type = "text/calendar; charset=utf-8";
  made.body = mailer::to_icalendar(events::calendar_of(case_of(*own, row, db, with)),
                                   mailer::calendar_method::publish);
  return made.with("Content-Disposition", "attachment; filename=\"" + own->of->slug + ".ics\"");
}

// POST /m/{token}/consent: `purpose`, `do` = `give` with `notice`, or `withdraw`
decision post_member_consent(const request& of, const schema::reader& db, services& with) {
  const auto own = find_member(of, db, with);
  if (!own) return opens_no_membership(of, with);
  const auto all = events::consents_of(db, with.ledger, *own->of, own->who);
  const auto& purpose = of.form.get("purpose");
  const auto found = std::find_if(all.begin(), all.end(), [&](const events::ring_consent& one) {
    return one.offer.key == purpose;
  });
  if (found == all.end()) return error_page(404, of, with, "error.not_found");
  const bool gives = of.form.get("do") == "give";
  // What is agreed to is what stood beside the button.
  if (gives && of.form.get("notice") != std::to_string(found->offer.notice_id))
    return member_page(422, *own, db, with, {{purpose, "notice_changed"}});
  if (gives && was_given_lately(*own, db, found->offer, with))
    return member_page(422, *own, db, with, {{purpose, "consent_paused"}});
  const auto back = member_link(*own, gives ? "?done=given" : "?done=withdrawn");
  return action([own = std::make_shared<const own_membership>(*own), offer = found->offer, gives,
                 back, &with](schema::transaction& tx) {
    if (!events::find_ring_person(tx, own->who.public_id))
      return error_page(404, own->in, with, "error.not_found");
    if (gives) {
      give(tx, *own, offer, with);
    } else {
      withdraw(tx, *own, offer, with);
    }
    return see_other(back);
  });
}

}  // namespace zusage::server
