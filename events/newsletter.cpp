// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/newsletter.hpp"

#include "base/email_address.hpp"
#include "events/json_members.hpp"
#include "events/mail_language.hpp"
#include "events/mail_members.hpp"
#include "events/preferences.hpp"
#include "events/renewal_mail.hpp"

namespace zusage::events {
namespace {

using nlohmann::json;

struct recent_mail {
  std::string_view template_name;
  std::int64_t organiser_id = 0, purpose_id = 0;  // 0: of none
};

bool was_sent_lately(const schema::reader& db, const recent_mail& what, const std::string& email,
                     instant now) {
  return db
      .value<std::int64_t>(
          "SELECT id FROM message"
          " WHERE recipient_key = :1 AND created_at > :2 AND template = :3 AND organiser_id = :4"
          "  AND COALESCE(purpose_id, 0) = :5"
          " LIMIT 1",
          email_key(email), now - newsletter_pause, what.template_name, what.organiser_id,
          what.purpose_id)
      .has_value();
}

bool is_open(const consent::standing& one) {
  return consent::permits(one.now) || one.now == consent::state::requested;
}

}  // namespace

std::optional<newsletter_page> find_newsletter_page(const schema::reader& db, std::string_view key,
                                                    std::string_view language) {
  const auto row = db.one<std::int64_t, std::string, std::string, std::string>(
      "SELECT id, key, name, contact FROM organiser WHERE key = :1", key);
  if (!row) return {};
  newsletter_page found;
  std::string name;
  std::tie(found.organiser_id, found.organiser_key, name, found.contact) = *row;
  found.organiser_name = json::parse(name, nullptr, false);
  found.offers = consent::newsletter_offers(db, found.organiser_id, language);
  return found;
}

void ask_to_subscribe(schema::transaction& tx, const consent::ledger& ledger,
                      const mailer::outbox& mails, const newsletter_page& of,
                      const std::vector<consent::offer>& wanted, const consent::evidence& by,
                      const std::string& language, instant now) {
  for (const auto& one : wanted) {
    if (was_sent_lately(tx, {"consent-confirm", of.organiser_id, one.purpose_id}, by.email, now) ||
        was_sent_lately(tx, {"consent-renewal", of.organiser_id, one.purpose_id}, by.email, now))
      continue;
    // Who has it and asks again may want it to last longer, or in today's words.
    const auto stands = ledger.find_one(tx, of.organiser_id, one.purpose_id, by.email);
    if (stands && mail_renewal_link(tx, *stands, by.email, language, mails, now)) continue;
    const auto asked =
        ledger.request(tx, {of.organiser_id, one.purpose_id, one.notice_id, one.channel, by}, now);
    if (!asked.needs_confirmation) continue;
    mailer::new_message message;
    message.organiser_id = of.organiser_id;
    message.template_name = "consent-confirm";
    message.language = language;
    message.recipient = by.email;
    message.data = {{"state", asked.public_id}};
    message.principal_id = asked.principal_id;
    message.purpose_id = one.purpose_id;
    mails.enqueue(tx, message, now);
  }
}

void mail_revocation_links(schema::transaction& tx, const consent::ledger& ledger,
                           const mailer::outbox& mails, const newsletter_page& of,
                           const std::string& email, const std::string& language, instant now) {
  if (was_sent_lately(tx, {"consent-links", of.organiser_id, 0}, email, now)) return;
  std::optional<std::int64_t> principal;
  for (const auto& one : ledger.find_by_email(tx, of.organiser_id, email)) {
    if (is_open(one)) principal = one.principal_id;
  }
  if (!principal) return;
  mailer::new_message message;
  message.organiser_id = of.organiser_id;
  message.template_name = "consent-links";
  message.language = language;
  message.recipient = email;
  message.principal_id = principal;
  mails.enqueue(tx, message, now);
}

std::optional<mailer::content> compose_revocation_links(const schema::reader& db,
                                                        const mailer::message& message,
                                                        const links& with,
                                                        const mail_texts& texts) {
  if (!message.principal_id) return {};
  auto purposes = json::array();
  db.each<std::string, std::string, std::string>(
      "SELECT s.public_id, n.title, n.language"
      " FROM consent_state s"
      " JOIN consent_record r ON r.id = s.record_id"
      " JOIN notice n ON n.id = r.notice_id"
      " WHERE s.principal_id = :1 AND s.organiser_id = :2"
      "  AND s.state IN ('requested', 'given', 'renewed')"
      " ORDER BY s.purpose_id",
      [&](const std::string& public_id, const std::string& title, const std::string& language) {
        purposes.push_back(
            {{"title", title},
             {"title_language", borrowed_language({{language, title}}, message.language)},
             {"revoke_url", with.url(link_purpose::revoke, public_id)}});
      },
      *message.principal_id, message.organiser_id);
  const auto row = db.one<std::string, std::string>(
      "SELECT name, contact FROM organiser WHERE id = :1", message.organiser_id);
  if (purposes.empty() || !row) return {};
  organiser by;
  by.name = from_stored(std::get<0>(*row));
  by.contact = std::get<1>(*row);
  mailer::content made;
  made.reply_to = by.contact;
  made.data = organiser_members(by, message.language, texts);
  add_person(made.data, "", "", texts);
  made.data["is_paper"] = false;
  made.data["purposes"] = std::move(purposes);
  const auto person = find_person_id(db, *message.principal_id);
  made.data["preferences_url"] =
      person ? with.url(link_purpose::preferences, *person) : std::string();
  return made;
}

}  // namespace zusage::events
