// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/renewal_mail.hpp"

#include <algorithm>

#include "base/email_address.hpp"
#include "base/text.hpp"
#include "base/time_zone.hpp"
#include "consent/ask.hpp"
#include "consent/renewal.hpp"
#include "events/json_members.hpp"
#include "events/load_event.hpp"
#include "events/mail_language.hpp"
#include "events/mail_members.hpp"
#include "events/pause.hpp"
#include "events/preferences.hpp"

namespace zusage::events {
namespace {

constexpr std::string_view template_name = "consent-renewal";
constexpr std::string_view pause_of = "renew";
constexpr std::chrono::days longest_tried{4};  // RFC 5321 4.5.4.1
constexpr std::size_t most_in_subject = 60;    // of a purpose's title, so that phones show it

mailer::new_message message_about(std::int64_t organiser_id, std::int64_t principal_id,
                                  std::int64_t purpose_id, const std::string& public_id) {
  mailer::new_message message;
  message.organiser_id = organiser_id;
  message.template_name = template_name;
  message.data = {{"state", public_id}};
  // Named so that a revocation takes it back; it needs no consent, since it asks about one.
  message.principal_id = principal_id;
  message.purpose_id = purpose_id;
  return message;
}

// How a consent stands, without what is personal in it: a mail needs no key.
struct present {
  std::int64_t purpose_id = 0, version = 0, newest_version = 0, valid_months = 0;
  std::string channel;
  bool over = false;
};

std::optional<present> find_present(const schema::reader& db, std::string_view public_id) {
  const auto row =
      db.one<std::int64_t, std::int64_t, std::int64_t, std::int64_t, std::string, bool>(
          "SELECT p.id, n.version, p.version, n.valid_months, n.channel,"
          " CASE WHEN p.ended_at IS NULL THEN 0 ELSE 1 END"
          " FROM consent_state s"
          " JOIN consent_record r ON r.id = s.record_id"
          " JOIN notice n ON n.id = r.notice_id"
          " JOIN purpose p ON p.id = s.purpose_id"
          " WHERE s.public_id = :1",
          public_id);
  if (!row) return {};
  const auto& [purpose, version, newest, months, channel, over] = *row;
  return present{purpose, version, newest, months, channel, over};
}

std::optional<renewable> renewable_by(const schema::reader& db, std::int64_t organiser_id,
                                      const present& of, const std::string& language, instant now) {
  if (of.over || (of.version == of.newest_version && of.valid_months == 0)) return {};
  const auto offers = consent::offers_of_organiser(db, organiser_id, language);
  const auto found = std::find_if(offers.begin(), offers.end(), [&](const consent::offer& one) {
    return one.purpose_id == of.purpose_id;
  });
  if (found == offers.end() || found->channel != of.channel) return {};
  renewable made{found->notice_id, found->version,    found->title,        found->text,
                 found->language,  found->recipients, found->valid_months, {}};
  const auto running = consent::running_renewal(db, of.purpose_id);
  if (running && running->version > of.version && running->deadline > now) {
    made.deadline = running->deadline;
  }
  return made;
}

}  // namespace

renewal_step queue_renewals(schema::transaction& tx, const consent::ledger& ledger,
                            const mailer::outbox& mails, instant now, std::int64_t most) {
  const auto step = consent::ask_next(tx, now, most);
  renewal_step done{0, step.more};
  if (!step.of) return done;
  for (const auto& one : step.people) {
    // Its time may be over without a record that says so.
    if (!consent::permitting_record(tx, one.principal_id, step.of->purpose_id, now)) continue;
    const auto at = ledger.contact_of(tx, one.principal_id, step.of->purpose_id);
    if (!at || at->email.empty()) continue;
    auto message =
        message_about(step.of->organiser_id, one.principal_id, step.of->purpose_id, one.public_id);
    message.language = at->language;
    message.recipient = at->email;
    // Without a name: that of the record may have been rectified since.
    message.urgency = mailer::priority::newsletter;  // many at once, and nobody waits for one
    message.expires_at = std::min(step.of->deadline, now + longest_tried);
    mails.enqueue(tx, message, now);
    ++done.queued;
  }
  return done;
}

std::optional<renewable> find_renewable(const schema::reader& db, const consent::standing& of,
                                        const std::string& language, instant now) {
  if (!consent::permits(of.at(now))) return {};
  const auto known = find_present(db, of.public_id);
  return known ? renewable_by(db, of.organiser_id, *known, language, now) : std::nullopt;
}

bool mail_renewal_link(schema::transaction& tx, const consent::standing& of,
                       const std::string& email, const std::string& language,
                       const mailer::outbox& mails, instant now) {
  if (!find_renewable(tx, of, language, now)) return false;
  auto message = message_about(of.organiser_id, of.principal_id, of.purpose_id, of.public_id);
  message.language = language;
  message.recipient = email;
  mails.enqueue(tx, message, now);
  return true;
}

renewal_asked mail_renewal_once(schema::transaction& tx, const asking_tools& with,
                                const consent::standing& of, const std::string& email,
                                const std::string& language, instant now) {
  const auto subject = keyed_hash_hex(
      with.keys.lookup, "renew:" + std::to_string(of.purpose_id) + ":" + email_key(email));
  if (is_pausing(tx, pause_of, subject, now)) return renewal_asked::paused;
  if (!mail_renewal_link(tx, of, email, language, with.mails, now)) return renewal_asked::nothing;
  is_first_in_a_while(tx, pause_of, subject, now);
  return renewal_asked::mailed;
}

std::optional<mailer::content> compose_renewal(const schema::reader& db,
                                               const mailer::message& message, const links& with,
                                               const mail_texts& texts, instant now) {
  const auto state = text_member(message.data, "state");
  const auto known = find_present(db, state);
  if (!known || !message.principal_id) return {};
  if (!consent::permitting_record(db, *message.principal_id, known->purpose_id, now)) return {};
  const auto& language = message.language;
  const auto wanted = renewable_by(db, message.organiser_id, *known, language, now);
  if (!wanted) return {};
  const auto by = load_organiser(db, message.organiser_id);
  const bool changed = wanted->version != known->version;
  mailer::content made;
  made.reply_to = by.contact;
  made.data = organiser_members(by, language, texts);
  add_person(made.data, "", "", texts);
  made.data["is_paper"] = false;
  made.data["purpose_title"] = cut(wanted->title, most_in_subject);
  made.data["purpose_language"] = borrowed_language({{wanted->language, wanted->title}}, language);
  made.data["text_changed"] = changed;
  made.data["deadline"] =
      wanted->deadline ? texts.date_time(*wanted->deadline, std::string(home_zone), language) : "";
  made.data["renew_url"] = with.url(link_purpose::renew, state);
  made.data["revoke_url"] = with.url(link_purpose::revoke, state);
  const auto person = find_person_id(db, *message.principal_id);
  made.data["preferences_url"] =
      person ? with.url(link_purpose::preferences, *person) : std::string();
  return made;
}

}  // namespace zusage::events
