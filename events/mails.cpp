// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/mails.hpp"
#include "events/chain_head_mail.hpp"
#include "events/chain_problem_mail.hpp"

#include <algorithm>
#include <utility>

#include "base/email_address.hpp"
#include "base/text.hpp"
#include "events/announce.hpp"
#include "events/barrier_report.hpp"
#include "events/certificates.hpp"
#include "events/change_notice.hpp"
#include "events/confirm_link.hpp"
#include "events/event_change.hpp"
#include "events/group.hpp"
#include "events/mail_application.hpp"
#include "events/mail_calendar.hpp"
#include "events/mail_changes.hpp"
#include "events/mail_consents.hpp"
#include "events/mail_language.hpp"
#include "events/mail_members.hpp"
#include "events/mail_municipality.hpp"
#include "events/mail_name.hpp"
#include "events/mail_planned.hpp"
#include "events/mail_sessions.hpp"
#include "events/mail_text.hpp"
#include "events/newsletter.hpp"
#include "events/newsletter_mail.hpp"
#include "events/paper.hpp"
#include "events/personal_links.hpp"
#include "events/personal_mails.hpp"
#include "events/renewal_mail.hpp"
#include "events/request_mails.hpp"
#include "events/ring_people.hpp"
#include "events/staff_mails.hpp"

namespace zusage::events {
namespace {

using std::string;

constexpr std::size_t most_in_subject = 60;  // of a purpose's title, so that phones show it

struct tools {
  catalogue& events;
  const links& with;
  mail_texts texts;
  clock_source clock;
};

bool is_about_event(std::string_view name) {
  return name == "event-changed" || name == "event-cancelled";
}

bool is_planned(std::string_view name) {
  return name == "event-reminder" || name == "event-follow-up" || name == "event-recording";
}

bool is_told_of_changes(registration_status status) {
  using enum registration_status;
  return status == confirmed || status == waiting || status == offered || status == applied;
}

// To who stands for a municipality no more.
bool is_to_former(std::string_view name) {
  return name == "ring-contact-ended" || name == "ring-person-ended";
}

// Once an event is cancelled there is nothing to be had; what a person has done stays news.
bool is_undone_by_cancelling(std::string_view name, const event& of) {
  return of.status == event_status::cancelled && of.kind != kind::paper &&
         name != "event-cancelled" && name != "registration-changed" &&
         name != "registration-cancelled" && name != "registration-known" &&
         name != "registration-withdrawn" && !is_to_former(name);
}

// Whether what a mail tells is still so.
bool is_news(std::string_view name, registration_status status, const event& of, instant now) {
  using enum registration_status;
  if (is_undone_by_cancelling(name, of)) return false;
  if (const auto news = is_application_news(name, status)) return *news;
  const bool ended = status == cancelled || status == refused;
  if (is_about_event(name)) {
    const auto told = name == "event-changed" ? event_status::published : event_status::cancelled;
    return of.status == told && now < of.ends_at && is_told_of_changes(status);
  }
  if (name == "registration-confirmed" || name == "registration-promoted" ||
      name == "ring-assigned" || is_planned(name) || name == certificate_mail)
    return status == confirmed;
  if (name == "registration-waiting") return status == waiting;
  if (name == "registration-applied") return status == applied;
  if (name == "registration-verify") return status == unverified;
  if (name == "registration-offer") return holds_place(status);
  if (name == "registration-cancelled") return status == cancelled;
  if (name == "paper-link") return status == confirmed && is_given_out(of, now);
  if (name == "registration-lapsed") return true;
  return (name == "registration-changed" || name == "registration-known") && !ended;
}

string host_of(const string& base_url) {
  const auto scheme = base_url.find("://");
  const auto start = scheme == string::npos ? 0 : scheme + 3;
  return base_url.substr(start, base_url.find_first_of(":/", start) - start);
}

void add_event(nlohmann::json& data, const event& of, const string& language, const tools& use) {
  const auto title = use.texts.pick(of.title, language);
  const auto period = use.texts.period(of.starts_at, of.ends_at, of.time_zone, language);
  const auto place = place_of(of);
  const auto url = use.with.base_url() + public_path(of);
  data["event"] = {{"title", title}, {"period", period}, {"place", place}, {"url", url}};
  data["event_title"] = title;
  data["event_period"] = period;
  data["event_place"] = place;
  data["event_url"] = url;
  data["time_zone"] = of.kind == kind::paper ? "" : of.time_zone;  // named when it is rendered
}

// The title of the session that is not kept any more; of the event when there is none.
string lapsed_title(const mail_case& one, const mailer::message& message, const tools& use) {
  const auto id =
      message.data.is_object() ? message.data.value("lapsed_session", std::int64_t(0)) : 0;
  for (const auto& of : one.of.sessions) {
    if (of.id == id) return use.texts.pick(of.title, one.language);
  }
  return use.texts.pick(one.of.title, one.language);
}

void add_offer(nlohmann::json& data, const mail_case& one, const mailer::message& message,
               const tools& use) {
  const auto until = offered_until(one);
  data["offer_until"] =
      until ? use.texts.date_time(*until, one.of.time_zone, one.language) : string();
  data["offer_url"] = one.manage_url + "#offer";
  data["leave_url"] = one.manage_url + "#cancel";
  data["lapsed_title"] = lapsed_title(one, message, use);
}

// The link that delivers a paper, while it does.
void add_paper(nlohmann::json& data, const std::optional<paper_link>& link, const mail_case& one,
               const tools& use) {
  const bool good = link && link->delivers(one.now) && is_given_out(one.of, one.now);
  data["paper_url"] = good ? use.with.url(link_purpose::document, link->public_id) : "";
  data["paper_until"] =
      good ? use.texts.date_time(link->expires_at, one.of.time_zone, one.language) : "";
  data["paper_times"] = good ? std::to_string(link->most) : "";
  data["paper_once"] = good && link->most == 1;
}

bool has_calendar(const mailer::message& message, registration_status status) {
  const auto& name = message.template_name;
  if (name == "registration-cancelled") {  // who never had a place never got an entry
    return message.data.is_object() && message.data.value("had_place", nlohmann::json()) == true;
  }
  if (name == "registration-changed") return status == registration_status::confirmed;
  if (is_about_event(name) || is_to_former(name)) return status == registration_status::confirmed;
  if (name == "registration-approved") return status == registration_status::confirmed;
  return name == "registration-confirmed" || name == "registration-promoted" ||
         name == "event-reminder" || name == "ring-assigned";
}

bool takes_entries_back(std::string_view name) {
  return name == "registration-cancelled" || name == "event-cancelled" || is_to_former(name);
}

void add_calendar(mailer::content& made, const mail_case& one, const mailer::message& message,
                  const event_change& change, const tools& use) {
  made.calendar = calendar_of(one);
  if (auto entry = event_entry_replaced_by(one, moved_to(message)))
    made.calendar.push_back(std::move(*entry));
  // The municipality goes on; for the person it is over.
  if (made.method == mailer::calendar_method::cancel) {
    for (auto& entry : made.calendar) entry.cancelled = true;
  }
  for (auto& entry : entries_taken_away(one, change)) made.calendar.push_back(std::move(entry));
  // CANCEL is for one UID, and programs act on the first entry of it alone; PUBLISH has as many as
  // there are, each with its own status (RFC 5546 3.2.1, 3.2.5).
  if (made.calendar.size() == 1) return;
  made.method = mailer::calendar_method::publish;
  for (auto& entry : made.calendar) {
    if (entry.cancelled && use.texts.cancelled_title)
      entry.summary = use.texts.cancelled_title(entry.summary, one.language);
  }
}

// Without any name or text of the person: nobody knows yet who typed them.
bool is_unverified_mail(std::string_view name) {
  return name == "registration-verify" || name == "registration-known";
}

// The registration belongs to the contact; delegates and substitutes have their own page of the
// ring.
string manage_url_of(const registration& who, const std::optional<ring_person>& person,
                     const links& with) {
  if (person && person->role != "contact") return with.url(link_purpose::member, person->public_id);
  return with.url(link_purpose::registration, who.public_id);
}

void add_ring(nlohmann::json& data, const schema::reader& db, const ring_person& who,
              const tools& use) {
  const auto title =
      who.group_id ? db.value<string>("SELECT title FROM ring_group WHERE id = :1", *who.group_id)
                   : std::nullopt;
  data["is_ring"] = true;
  data["ring_group"] = title.value_or("");
  data["ring_member"] = who.member;
  data["substitute"] = who.role == "substitute";
  data["member_url"] = use.with.url(link_purpose::member, who.public_id);
  if (who.role != "contact") data["manage_url"] = "";
  add_person(data, who.given_name, who.family_name, use.texts);
}

// What still waits for whoever was the contact before must not carry the new one's link.
bool is_contact(const schema::reader& db, std::int64_t registration_id,
                const mailer::message& message) {
  const auto key =
      db.value<string>("SELECT email_key FROM registration WHERE id = :1", registration_id);
  return key && *key == email_key(message.recipient);
}

// Whom a mail goes to, as far as the people of a ring may have changed since it was queued.
struct addressee {
  std::optional<ring_person> person;
  bool former = false;  ///< it tells somebody that they stand for the municipality no more
  bool stays = false;   ///< and yet they do, in another role or again
};

// Nothing: whom it was for is not concerned any more.
std::optional<addressee> find_addressee(const schema::reader& db, const event& of,
                                        std::int64_t registration_id,
                                        const mailer::message& message) {
  const auto name = ordinary_mail_name(message.template_name);
  addressee found;
  found.former = is_to_former(name);
  found.stays = found.former && stands_for_member(db, registration_id, message.recipient);
  if (found.stays && name == "ring-person-ended") return {};
  const auto person_id = person_in(message.data);
  if (!person_id.empty()) found.person = find_ring_person(db, person_id);
  if (!found.person && !person_id.empty()) return {};  // replaced by somebody else
  const bool any = found.person || found.former || !of.ring;
  if (!any && !is_contact(db, registration_id, message)) return {};
  return found;
}

// False: the check-in was taken back since it was asked for.
bool add_certificate(mailer::content& made, const schema::reader& db, const mail_case& one,
                     const tools& use) {
  const auto facts = find_certificate(db, use.with, {one.of, one.who.id, one.language}, one.now);
  if (!facts || !use.texts.certificate) return false;
  made.attachments.push_back(use.texts.certificate(*facts));
  return true;
}

std::optional<mailer::content> compose_registration(const schema::reader& db,
                                                    const mailer::message& message,
                                                    const tools& use) {
  if (!message.registration_id) return {};
  const auto who = find_for_mail(db, *message.registration_id);
  const auto name = ordinary_mail_name(message.template_name);
  const auto of = who ? use.events.find(db, who->event_id) : nullptr;
  const auto now = use.clock();
  if (!of || !is_news(name, who->status, *of, now)) return {};
  const auto to = find_addressee(db, *of, who->id, message);
  if (!to) return {};
  const auto& person = to->person;
  const mail_case one{*of, *who, find_booked(db, who->id), message.language,
                      manage_url_of(*who, person, use.with), host_of(use.with.base_url()), now,
                      // A link of one's own is the contact's.
                      !person || person->role == "contact" ? find_personal_links(db, who->id)
                                                           : std::map<std::int64_t, std::string>{}};
  if (name == "registration-offer" && !offered_until(one)) return {};  // accepted meanwhile
  mailer::content made;
  made.data = organiser_members(of->by, message.language, use.texts, of->also_by);
  add_event(made.data, *of, message.language, use);
  event_change change;
  if (is_about_event(name)) change = still_different(event_change_from(message.data), *of);
  const bool any = add_changes(made.data, one, change, use.texts);
  if (name == "event-changed" && !any) return {};
  const bool nameless = is_unverified_mail(name) || to->former;  // the row names who came after
  add_person(made.data, nameless ? "" : who->given_name, nameless ? "" : who->family_name,
             use.texts);
  made.data["registered_by"] = nameless ? "" : use.texts.safe_name(find_booker_name(db, who->id));
  made.data["notice_words"] =
      is_about_event(name) ? message.data.value(notice_member, string()) : string();
  made.data["is_paper"] = of->kind == kind::paper;
  made.data["is_ring"] = of->kind == kind::comparison_ring;
  made.data["offers"] = offers_places(*of);
  made.data["reference"] = who->reference;
  made.data["manage_url"] = one.manage_url;
  if (person) add_ring(made.data, db, *person, use);
  made.data["confirm_url"] = use.with.url(link_purpose::verify, who->public_id);
  made.data["confirm_until"] =
      who->verify_until ? use.texts.date_time(*who->verify_until, of->time_zone, message.language)
                        : "";
  add_sessions(made.data, db, one, use.texts);
  add_moved_to(made.data, one, message, use.texts);
  add_application(made.data, db, one, use.texts);
  add_joining(made.data, one, use.texts);
  if (is_planned(name) && !add_planned(made.data, one, message, use.texts)) return {};
  if (name == certificate_mail && !add_certificate(made, db, one, use)) return {};
  add_offer(made.data, one, message, use);
  add_consents(made.data, db, message, use.with);
  made.data["position"] = who->waiting_position > 0 ? std::to_string(who->waiting_position) : "";
  const bool paper = of->kind == kind::paper && who->status == registration_status::confirmed;
  add_paper(made.data, paper ? newest_paper_link(db, who->id) : std::nullopt, one, use);
  if (to->former) made.data["reference"] = made.data["manage_url"] = "";
  if (takes_entries_back(name)) made.method = mailer::calendar_method::cancel;
  // Who goes on as a delegate keeps the dates.
  if (!paper && !to->stays && has_calendar(message, who->status))
    add_calendar(made, one, message, change, use);
  made.data["has_calendar"] = !made.calendar.empty();
  made.reply_to = of->by.contact;
  return made;
}

// To the address that a registration had before staff changed it. It names nobody, opens nothing
// and does not say whose the registration is now.
std::optional<mailer::content> compose_moved(const schema::reader& db,
                                             const mailer::message& message, const tools& use) {
  const auto of = message.event_id ? use.events.find(db, *message.event_id) : nullptr;
  if (!of) return {};
  mailer::content made;
  made.data = organiser_members(of->by, message.language, use.texts, of->also_by);
  add_event(made.data, *of, message.language, use);
  add_person(made.data, "", "", use.texts);
  made.data["is_paper"] = of->kind == kind::paper;
  made.reply_to = of->by.contact;
  return made;
}

string joined(const string& stored_array) {
  const auto names = nlohmann::json::parse(stored_array, nullptr, false);
  string all;
  if (!names.is_array()) return all;
  for (const auto& name : names) {
    if (name.is_string()) all += (all.empty() ? "" : ", ") + name.get<string>();
  }
  return all;
}

// What the person was shown, word for word, as the notice of the request keeps it.
std::optional<mailer::content> compose_consent(const schema::reader& db,
                                               const mailer::message& message, const tools& use) {
  const auto state = message.data.is_object() ? message.data.find("state") : message.data.end();
  if (state == message.data.end() || !state->is_string()) return {};
  const auto& public_id = state->get_ref<const string&>();
  const auto row = db.one<string, string, string, string, string, string, std::int64_t>(
      "SELECT n.title, n.text, n.recipients, o.name, o.contact, n.language, n.valid_months"
      " FROM consent_state s"
      " JOIN consent_record r ON r.id = s.record_id"
      " JOIN notice n ON n.id = r.notice_id"
      " JOIN organiser o ON o.id = s.organiser_id"
      " JOIN purpose p ON p.id = s.purpose_id AND p.ended_at IS NULL"
      " WHERE s.public_id = :1 AND s.state = 'requested'",
      public_id);
  if (!row) return {};
  const auto& [title, text, recipients, name, contact, language, months] = *row;
  organiser by;
  by.contact = contact;
  by.name = nlohmann::json::parse(name, nullptr, false);

  mailer::content made;
  made.data = organiser_members(by, message.language, use.texts);
  const auto of = message.event_id ? use.events.find(db, *message.event_id) : nullptr;
  if (of) add_event(made.data, *of, message.language, use);
  made.data["is_paper"] = of && of->kind == kind::paper;
  add_person(made.data, "", "", use.texts);
  made.data["purpose_title"] = cut(title, most_in_subject);
  made.data["purposes"] = nlohmann::json::array(
      {{{"title", title},
        {"text", text},
        {"language", borrowed_language({{language, title}}, message.language)},
        {"recipients", joined(recipients)},
        {"valid_months", months > 0 ? std::to_string(months) : ""}}});
  made.data["confirm_url"] = confirm_url(db, use.with, public_id);
  made.data["imported"] = message.data.value("imported", nlohmann::json()) == true;
  made.reply_to = contact;
  return made;
}

std::optional<mailer::content> composed(const schema::reader& db, const mailer::message& message,
                                        const tools& use) {
  const auto& name = message.template_name;
  if (name == "paper-announced")
    return compose_announcement(db, message, use.events, use.with, use.texts, use.clock());
  if (is_request_mail(name)) return compose_request_mail(db, message, use.with, use.texts);
  if (is_personal_mail(name))
    return compose_personal_mail(db, message, {use.events, use.with, use.texts, use.clock()});
  if (is_staff_mail(name)) return compose_staff_mail(db, message, use.with, use.texts, use.clock());
  if (name == "registration-moved") return compose_moved(db, message, use);
  if (name == "barrier-report") return compose_barrier_report(db, message, use.with, use.texts);
  if (name == "chain-problem") return compose_chain_problem(db, message, use.texts);
  if (name == "chain-head") return compose_chain_head(db, message, use.texts);
  if (name == "consent-renewal")
    return compose_renewal(db, message, use.with, use.texts, use.clock());
  if (name == "newsletter") return compose_newsletter(db, message, use.with, use.texts);
  if (name == "attendee-message") return compose_attendee_message(db, message, use.with, use.texts);
  if (name == "consent-links") return compose_revocation_links(db, message, use.with, use.texts);
  return name == "consent-confirm" ? compose_consent(db, message, use)
                                   : compose_registration(db, message, use);
}

}  // namespace

mailer::composer make_composer(catalogue& events, const links& with, mail_texts texts,
                               clock_source clock) {
  return [use = tools{events, with, std::move(texts), std::move(clock)}](
             const schema::reader& db, const mailer::message& message) {
    auto made = composed(db, message, use);
    if (!made) return made;
    make_municipalities_safe(made->data, db, use.texts);
    add_own_style_and_words(made->data, db, message, use.texts);
    return made;
  };
}

}  // namespace zusage::events
