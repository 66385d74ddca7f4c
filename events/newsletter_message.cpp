// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/newsletter_message.hpp"

#include "events/ring_people.hpp"

namespace zusage::events {
namespace {

using nlohmann::json;

std::string language_for(const texts_of_issue& of, const std::string& wanted) {
  if (of.subject.contains(wanted)) return wanted;
  for (const auto& one : of.languages) {
    if (of.subject.contains(one)) return one;
  }
  return of.subject.empty() ? "de" : of.subject.begin().key();
}

mailer::new_message without_person(const open_issue& of, const texts_of_issue& texts,
                                   const std::string& address, const std::string& language) {
  mailer::new_message message;
  message.organiser_id = of.organiser_id;
  message.template_name = "newsletter";
  message.language = language_for(texts, language);
  message.recipient = address;
  message.newsletter_id = of.id;
  message.urgency = mailer::priority::newsletter;
  return message;
}

// Sent only while the ledger says that it may.
void permit_by_consent(mailer::new_message& message, const open_issue& of,
                       std::int64_t principal_id, const std::string& state_id) {
  // Without a name: that of the record may have been rectified since, and no newsletter needs one.
  message.data = {{"newsletter", of.id}, {"state", state_id}};
  message.principal_id = principal_id;
  message.purpose_id = of.purpose_id;
  message.needs_consent = true;
}

}  // namespace

texts_of_issue find_texts(const schema::reader& db, const open_issue& of) {
  const auto stored = db.value<std::string>("SELECT subject FROM newsletter WHERE id = :1", of.id);
  return {languages_of_issue(db, of.organiser_id, of.event_id),
          json::parse(stored.value_or("{}"), nullptr, false)};
}

mailer::new_message message_to(const open_issue& of, const next_recipient& who,
                               const texts_of_issue& texts) {
  auto message = without_person(of, texts, who.at->email, who.at->language);
  permit_by_consent(message, of, who.principal_id, who.state_id);
  return message;
}

// A service message has the priority of newsletters too: what is in doubt after a crash stays
// uncertain instead of being sent a second time.
mailer::new_message message_to(const open_issue& of, const attendee_recipient& to,
                               const texts_of_issue& texts) {
  auto message = without_person(of, texts, to.who.email, to.who.language);
  if (to.principal_id) {
    permit_by_consent(message, of, *to.principal_id, to.state_id);
    return message;
  }
  message.template_name = "attendee-message";
  message.recipient_name = to.who.name;
  message.data = {{"newsletter", of.id}};
  if (!to.who.person_id.empty()) message.data[person_member] = to.who.person_id;
  message.registration_id = to.who.registration_id;
  message.event_id = of.event_id;
  return message;
}

}  // namespace zusage::events
