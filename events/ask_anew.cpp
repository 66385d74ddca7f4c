// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/ask_anew.hpp"

namespace zusage::events {

bool can_be_asked_anew(const schema::reader& db, const consent::offer& what) {
  if (what.channel == "phone") return false;
  if (!what.ends_once_used) return true;
  return !db.value<std::int64_t>(
                "SELECT e.id"
                " FROM purpose p"
                " JOIN event e ON e.slug = p.announces"
                " WHERE p.id = :1 AND e.status <> 'draft'",
                what.purpose_id)
              .has_value();
}

bool ask_anew(schema::transaction& tx, const asking& with, const consent::offer& what,
              const asked_anew& how, instant now) {
  const auto asked = consent::ask_once(
      tx, with.keys, {how.organiser_id, what.purpose_id, what.notice_id, what.channel, how.by},
      how.method, now);
  if (!asked.needs_confirmation) return false;
  mailer::new_message message;
  message.organiser_id = how.organiser_id;
  message.template_name = "consent-confirm";
  message.language = how.language;
  message.recipient = how.by.email;
  message.data = {{"state", asked.public_id}};
  message.principal_id = asked.principal_id;
  message.purpose_id = what.purpose_id;
  with.mails.enqueue(tx, message, now);
  return true;
}

}  // namespace zusage::events
