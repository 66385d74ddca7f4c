// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/registration_view.hpp"

#include <algorithm>
#include <chrono>

#include "events/certificates.hpp"
#include "events/check_in_code.hpp"
#include "events/group.hpp"
#include "events/package.hpp"
#include "events/paper.hpp"
#include "events/personal_links.hpp"
#include "events/registration_rows.hpp"
#include "server/answers_view.hpp"
#include "server/configuration.hpp"
#include "server/event_view.hpp"
#include "server/online_view.hpp"
#include "server/registration_consents.hpp"
#include "server/sign_up_form.hpp"
#include "web/qr_code.hpp"

namespace zusage::server {
namespace {

using status = events::registration_status;

// So long after signing up the page still speaks of the mail that is on its way.
constexpr std::chrono::minutes just_registered{15};

std::string open_date_words(const events::session& one, const web::locale& in) {
  const auto when = web::pick(one.when, in.language());
  return when.empty() ? in.text("event.date_open") : when;
}

// Of a second choice, which the first was.
std::string instead_of_words(const own_registration& own, const events::mail_case& known,
                             const events::session& one) {
  const auto& in = *own.in.language;
  const auto* booked = events::find_booking(known, one.id);
  if (!booked || !booked->instead_of || !events::booking::has_place(booked->status)) return {};
  for (const auto& first : own.of->sessions) {
    if (first.id != *booked->instead_of) continue;
    return in.text("registration.instead_of", {{"session", web::pick(first.title, in.language())}});
  }
  return {};
}

nlohmann::json session_view(const own_registration& own, const events::mail_case& known,
                            const events::session& one, const events::registration::booked& as) {
  const auto& zone = own.of->time_zone;
  const auto& in = *own.in.language;
  const bool waits = as.status == status::waiting && events::holds_place(own.row.status);
  const auto* second = own.of->find_session(as.second_key);
  nlohmann::json made = {
      {"title", web::pick(one.title, in.language())},
      {"title_language", foreign_language(one.title, in)},
      {"waits", waits},
      {"offered", as.status == status::offered},
      {"position", waits && as.position > 0
                       ? in.text("registration.session_position", {{"position", as.position}})
                       : ""},
      {"second", second ? in.text("registration.second_choice",
                                  {{"session", web::pick(second->title, in.language())}})
                        : ""},
      {"instead_of", instead_of_words(own, known, one)},
      {"date", one.starts_at ? in.date(*one.starts_at, zone) : open_date_words(one, in)},
      {"date_language", one.starts_at ? "" : foreign_language(one.when, in)},
      {"time", one.cancelled ? in.text("ring.cancelled") : time_words(one, zone, in)}};
  add_session_links(made, own, known, one);
  return made;
}

nlohmann::json sessions_view(const own_registration& own, const events::mail_case& known) {
  auto sessions = nlohmann::json::array();
  for (const auto& one : own.of->sessions) {
    const auto booked =
        std::find_if(own.row.sessions.begin(), own.row.sessions.end(),
                     [&](const auto& candidate) { return candidate.session_key == one.key; });
    if (booked == own.row.sessions.end()) continue;
    sessions.push_back(session_view(own, known, one, *booked));
  }
  return sessions;
}

// What one has, what one only waits for, and what is offered.
struct session_lists {
  nlohmann::json booked = nlohmann::json::array(), waiting_for = booked, offered = booked;
};

session_lists apart(const nlohmann::json& sessions) {
  session_lists lists;
  for (const auto& one : sessions) {
    const bool offered = one.at("offered").get<bool>(), waits = one.at("waits").get<bool>();
    (offered ? lists.offered : waits ? lists.waiting_for : lists.booked).push_back(one);
  }
  return lists;
}

// The place that can be accepted, by the mailed link alone: it was offered by mail.
nlohmann::json offer_view(const own_registration& own, const std::optional<instant>& until,
                          const session_lists& sessions, const std::string& path) {
  if (!until) return nullptr;
  const auto& in = *own.in.language;
  const bool at_event = own.row.status == status::offered;
  const auto when = in.date_time(*until, own.of->time_zone);
  return {
      {"text", in.text(at_event ? "registration.offer_event" : "registration.offer_sessions",
                       {{"until", when}, {"count", sessions.offered.size()}})},
      {"sessions", at_event ? nlohmann::json::array() : sessions.offered},
      {"accept_url", own.by.by_mail ? link_to(own.in, path + "/accept") : ""},
      {"by_mail",
       own.by.by_mail ? "" : in.text("registration.offer_by_mail", {{"email", own.row.email}})}};
}

// Who has no place yet does not cancel anything, but leaves the line.
nlohmann::json cancel_view(const own_registration& own, const std::string& path) {
  const auto& in = *own.in.language;
  const auto words = [&](const char* what, const char* suffix) {
    return kind_text(own.of->kind, in, std::string("registration.") + what + suffix);
  };
  const auto* what = own.row.status == status::waiting   ? "leave"
                     : own.row.status == status::offered ? "decline"
                                                         : "cancel";
  return {{"title", words(what, "")},
          {"text", words(what, "_text")},
          {"submit", words(what, "_submit")},
          {"url", link_to(own.in, path + "/cancel")}};
}

std::string waits_for_words(const own_registration& own, std::size_t count) {
  if (count == 0) return {};
  return own.in.language->text("registration.waits_for", {{"count", count}});
}

nlohmann::json person_view(const own_registration& own) {
  const auto& in = *own.in.language;
  const auto& row = own.row;
  auto rows = nlohmann::json::array();
  const auto add = [&](const char* field, const std::string& value) {
    if (value.empty()) return;
    rows.push_back({{"label", in.text(std::string("register.") + field)}, {"value", value}});
  };
  add("name", row.given_name + " " + row.family_name);
  add("email", row.email);
  add("organisation", row.organisation);
  add("municipality", row.municipality.empty() ? row.ags : row.municipality);
  add("function", row.job_function);
  add("phone", row.phone);
  return rows;
}

// Only who came by the mailed link has the address, and is led to the document; everybody else can
// have the link mailed again.
nlohmann::json paper_view(const own_registration& own, const schema::reader& db, services& with,
                          const std::string& path) {
  if (own.row.status != status::confirmed || !events::is_given_out(*own.of, own.in.at))
    return nullptr;
  const auto& in = *own.in.language;
  const auto link = events::newest_paper_link(db, own.row.id);
  const bool opens = own.by.by_mail && link && link->delivers(own.in.at);
  const auto token = opens ? with.links.token(link_purpose::document, link->public_id) : "";
  return {{"fetch_url", opens ? link_to(own.in, "/f/" + token) : ""},
          {"text", in.text("registration.paper_text", {{"email", own.row.email}})},
          {"mail_url", link_to(own.in, path + "/paper")}};
}

std::string status_text(const own_registration& own) {
  const auto& in = *own.in.language;
  const auto kind = own.of->kind;
  if (own.row.status == status::cancelled) return kind_text(kind, in, "registration.is_cancelled");
  const bool by_event = kind == events::kind::solution_day || kind == events::kind::conference;
  if (own.row.status == status::confirmed && by_event &&
      (own.by.by_mail || own.in.at - own.row.registered_at > just_registered))
    return in.text("registration.is_confirmed");
  const bool offered = own.row.status == status::waiting && events::offers_places(*own.of);
  const auto key =
      "registration.thanks_" + std::string(to_text(own.row.status)) + (offered ? "_offer" : "");
  const auto ends = own.row.offered_until ? own.row.offered_until : own.row.verify_until;
  const auto until = ends ? in.date_time(*ends, own.of->time_zone) : "";
  return kind_text(kind, in, key, {{"email", own.row.email}, {"until", until}});
}

// What comes now, where the page itself does not ask for something; of a paper its own part tells.
std::string next_words(const own_registration& own) {
  const auto& in = *own.in.language;
  const auto key = "steps.after_" + std::string(to_text(own.row.status));
  if (own.of->kind == events::kind::paper || !in.has(key) ||
      own.of->status != events::event_status::published || own.in.at >= own.of->ends_at) {
    return {};
  }
  return in.text(
      key, {{"email", own.row.email}, {"organiser", web::pick(own.of->by.name, in.language())}});
}

// What the desk reads on site; null where there is no desk, no place, or it is over.
nlohmann::json own_code_view(const own_registration& own, const services& with) {
  const bool on_site = own.of->mode != events::mode::online && own.of->kind != events::kind::paper;
  if (!on_site || own.row.status != status::confirmed || own.in.at >= own.of->ends_at ||
      own.of->status != events::event_status::published) {
    return nullptr;
  }
  const auto& in = *own.in.language;
  const auto code = events::check_in_codes(with.keys.links).code_of(own.row.reference, own.of->id);
  return {{"svg", web::qr_svg(code, in.text("check_in.own_code_label"))},
          {"text", in.text("check_in.own_code_text", {{"reference", own.row.reference}})}};
}

std::string position_words(const own_registration& own) {
  if (own.row.waiting_position == 0) return {};
  return own.in.language->text("registration.position", {{"position", own.row.waiting_position}});
}

// Both links to a registration stand under the same path.
std::optional<events::registration_link> link_in(const request& of, const services& with,
                                                 link_purpose purpose) {
  const auto& token = of.capture("token");
  if (const auto id = with.links.public_id(purpose, token)) return {{*id, true}};
  if (purpose != link_purpose::registration) return {};
  if (const auto id = with.links.public_id(link_purpose::browser, token)) return {{*id, false}};
  return {};
}

link_purpose purpose_of(const events::registration_link& by) {
  return by.by_mail ? link_purpose::registration : link_purpose::browser;
}

// Whom this person has registered too, each with a box for cancelling; null for everybody else.
nlohmann::json group_view(const own_registration& own, const schema::reader& db,
                          const std::string& path) {
  const auto& in = *own.in.language;
  const auto members = events::find_group(db, own.row.id);
  if (members.empty()) return nullptr;
  auto rows = nlohmann::json::array();
  bool any = false;
  for (const auto& one : members) {
    const bool cancellable = can_cancel(own, one);
    any = any || cancellable;
    rows.push_back(
        {{"name", one.given_name + " " + one.family_name},
         {"self", one.id == own.row.id},
         {"reference", one.reference},
         {"status", kind_text(own.of->kind, in, "status." + std::string(to_text(one.status)))},
         {"cancellable", cancellable}});
  }
  // Cancelling all is asked once more: the same page with the question.
  const auto page = link_to(own.in, path);
  const auto ask = page + (page.find('?') == std::string::npos ? "?" : "&") + "ask=all#group";
  return {{"members", std::move(rows)},
          {"url", any ? link_to(own.in, path + "/group") : ""},
          {"ask_url", ask},
          {"keep_url", page},
          {"asks", any && own.in.query.get("ask") == "all"}};
}

// Once it is over, for whoever was here.
std::string certificate_link(const own_registration& own, const schema::reader& db,
                             const std::string& path) {
  const bool has_one = events::gives_certificates(*own.of, own.in.at) &&
                       events::find_presence(db, own.row.id).has_value();
  return has_one ? link_to(own.in, path + "/certificate.pdf") : "";
}

}  // namespace

bool can_cancel(const own_registration& own, const events::group_member& member) {
  const bool ended = member.status == status::cancelled || member.status == status::refused;
  const bool theirs = member.proven && member.id != own.row.id && !own.by.by_mail;
  return !ended && !theirs;
}

std::optional<own_registration> find_own(const request& of, const schema::reader& db,
                                         services& with, link_purpose purpose) {
  auto by = link_in(of, with, purpose);
  if (!by) return {};
  auto row = events::find_registration(db, by->public_id);
  if (!row || !events::opens(*by, *row)) return {};
  auto event = with.catalogue.find(db, row->event_id);
  if (!event) return {};
  // The mails speak the registration's language; the pages behind their links speak it too.
  auto in = chosen_language(of).empty() ? in_language(of, row->language) : of;
  return own_registration{std::move(*row), std::move(*by), std::move(event), std::move(in)};
}

response opens_nothing(const request& of, const schema::reader& db, services& with) {
  const auto by = link_in(of, with, link_purpose::registration);
  const bool replaced = by && events::find_registration(db, by->public_id);
  return error_page(404, of, with, replaced ? "error.link_replaced" : "error.not_found");
}

std::string own_path(const own_registration& own, const services& with) {
  return "/r/" + with.links.token(purpose_of(own.by), own.row.public_id);
}

events::mail_case mail_case_of(const own_registration& own, const schema::reader& db,
                               const services& with) {
  return {*own.of,
          own.row,
          events::find_booked(db, own.row.id),
          own.in.language->language(),
          with.links.url(purpose_of(own.by), own.row.public_id),
          with.config.host(),
          own.in.at,
          events::find_personal_links(db, own.row.id)};
}

bool can_change(const events::registration& row, const events::event& of, instant now) {
  return row.status != status::cancelled && row.status != status::refused &&
         of.status == events::event_status::published && now < of.ends_at;
}

nlohmann::json registration_view(const own_registration& own, const schema::reader& db,
                                 services& with) {
  const auto& in = *own.in.language;
  const auto& row = own.row;
  const auto path = own_path(own, with);
  const auto known = mail_case_of(own, db, with);
  const auto sessions = sessions_view(own, known);
  auto lists = apart(sessions);
  const bool paper = own.of->kind == events::kind::paper;
  auto consents = consents_view(own, db, with);
  auto answers = answers_view(db, *own.of, row, in);
  const auto next = next_words(own), next_more = consents_to_come(own, db);
  const bool ended = row.status == status::cancelled || row.status == status::refused;
  nlohmann::json made = {
      {"reference", row.reference},
      {"status", kind_text(own.of->kind, in, "status." + std::string(to_text(row.status)))},
      {"status_text", status_text(own)},
      {"position", position_words(own)},
      {"next", next},
      {"next_contact", kind_text(own.of->kind, in, "registration.after_contact")},
      {"next_consents", next_more},
      {"has_next", !next.empty() || !next_more.empty()},
      {"alert_kind", ended || !lists.waiting_for.empty() ? "warning"
                     : row.status == status::confirmed   ? "success"
                                                         : "info"},
      {"registered_at", in.date_time(row.registered_at, own.of->time_zone)},
      {"person", person_view(own)},
      {"waits_for", waits_for_words(own, lists.waiting_for.size())},
      {"whole_programme", events::has_whole_programme(*own.of, row)},
      {"sessions_title", in.text(row.status == status::waiting || row.status == status::applied
                                     ? "registration.sessions_wanted"
                                     : "registration.sessions")},
      {"offer", offer_view(own, events::offered_until(known), lists, path)},
      {"has_sessions", !lists.booked.empty()},
      {"sessions", std::move(lists.booked)},
      {"has_waiting_for", !lists.waiting_for.empty()},
      {"waiting_for_text",
       in.text(events::offers_places(*own.of) ? "registration.waiting_for_text_offer"
                                              : "registration.waiting_for_text",
               {{"count", lists.waiting_for.size()}})},
      {"waiting_for", std::move(lists.waiting_for)},
      {"own_code", own_code_view(own, with)},
      {"paper", paper ? paper_view(own, db, with, path) : nlohmann::json()},
      {"answers", std::move(answers)},
      {"has_consents", !consents.empty()},
      {"consents", std::move(consents)},
      {"preferences_url", preferences_link(own, db, with)},
      {"ended", ended},
      {"changeable", can_change(row, *own.of, own.in.at)},
      {"email_fixed",
       kind_text(own.of->kind, in, "registration.email_fixed", {{"contact", own.of->by.contact}})},
      {"url", link_to(own.in, path)},
      {"cancel", cancel_view(own, path)},
      {"group", group_view(own, db, path)},
      {"certificate_url", certificate_link(own, db, path)},
      {"calendar_url", row.status == status::confirmed && !paper ? path + "/calendar.ics" : ""}};
  add_online(made, own, known);
  return made;
}

events::typed_fields typed_fields_of(const own_registration& own) {
  const auto& row = own.row;
  events::typed_fields typed = {{"given_name", row.given_name},
                                {"family_name", row.family_name},
                                {"organisation", row.organisation},
                                {"municipality", row.ags.empty() ? row.municipality : row.ags},
                                {"function", row.job_function},
                                {"phone", row.phone}};
  const bool whole = events::has_package(*own.of, row);
  if (events::offers_package(*own.of)) typed.emplace_back("package", whole ? "all" : "single");
  for (const auto& one : row.sessions) {
    const auto* session = own.of->find_session(one.session_key);
    if (whole && session && session->choice.empty()) continue;
    typed.emplace_back("session", one.session_key);
    if (session && !one.second_key.empty()) {
      typed.emplace_back("second." + session->choice, one.second_key);
    }
  }
  for (const auto& [key, answer] : row.answers.items()) {
    if (answer.is_string()) typed.emplace_back("answer." + key, answer.get<std::string>());
    if (!answer.is_array()) continue;
    for (const auto& part : answer) {
      if (part.is_string()) typed.emplace_back("answer." + key, part.get<std::string>());
    }
  }
  return typed;
}

}  // namespace zusage::server
