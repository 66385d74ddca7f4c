// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/chain_head_mail.hpp"

#include "base/time_zone.hpp"
#include "consent/published_heads.hpp"
#include "events/json_members.hpp"
#include "events/load_event.hpp"
#include "events/mail_members.hpp"
#include "organisers/staff.hpp"

namespace zusage::events {

std::int64_t mail_chain_heads(schema::transaction& tx, const mailer::outbox& mails,
                              const std::vector<consent::due_head>& due, instant now) {
  std::int64_t queued = 0;
  for (const auto& head : due) {
    const auto officers = organisers::officers_of(tx, head.organiser_id);
    if (!consent::note_published(tx, head, std::int64_t(officers.size()), now)) continue;
    const auto by = load_organiser(tx, head.organiser_id);
    for (const auto& email : officers) {
      mailer::new_message message;
      message.organiser_id = head.organiser_id;
      message.template_name = "chain-head";
      message.language = by.languages.empty() ? "de" : by.languages.front();
      message.recipient = email;
      message.data = {{"sequence", head.sequence},
                      {"hash", head.hash},
                      {"first", head.first_sequence},
                      {"root", head.root},
                      {"at", to_micros(now)}};
      message.urgency = mailer::priority::service;
      mails.enqueue(tx, message, now);
      ++queued;
    }
  }
  return queued;
}

std::optional<mailer::content> compose_chain_head(const schema::reader& db,
                                                  const mailer::message& message,
                                                  const mail_texts& texts) {
  const auto sequence = integer_member(message.data, "sequence");
  const auto at = integer_member(message.data, "at");
  if (!sequence || !at) return {};
  mailer::content made;
  made.data = organiser_members(load_organiser(db, message.organiser_id), message.language, texts);
  made.data["organiser_contact"] = "";  // it would be told its own address
  made.data["is_paper"] = false;
  made.data["sequence"] = std::to_string(*sequence);
  made.data["hash"] = text_member(message.data, "hash");
  made.data["root"] = text_member(message.data, "root");
  made.data["first"] = std::to_string(integer_member(message.data, "first").value_or(1));
  made.data["published_at"] =
      texts.date_time(from_micros(*at), std::string(home_zone), message.language);
  return made;
}

}  // namespace zusage::events
