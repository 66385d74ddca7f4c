// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/ask_anew.hpp"

#include "base/email_address.hpp"
#include "events/pause.hpp"

namespace zusage::events {
namespace {

constexpr std::string_view pause_of = "ask";

// A purpose is one organiser's, so that with the address it names the person there.
std::string pause_subject(const asking_tools& with, const consent::offer& what,
                          std::string_view email) {
  return keyed_hash_hex(with.keys.lookup,
                        "ask:" + std::to_string(what.purpose_id) + ":" + email_key(email));
}

}  // namespace

bool can_be_asked_anew(const schema::reader& db, const consent::offer& what) {
  if (what.ended || what.channel == "phone") return false;
  if (!what.ends_once_used) return true;
  return !db.value<std::int64_t>(
                "SELECT e.id"
                " FROM purpose p"
                " JOIN event e ON e.slug = p.announces"
                " WHERE p.id = :1 AND e.status <> 'draft'",
                what.purpose_id)
              .has_value();
}

bool was_asked_lately(const schema::reader& db, const asking_tools& with,
                      const consent::offer& what, std::string_view email, instant now) {
  return is_pausing(db, pause_of, pause_subject(with, what, email), now);
}

bool ask_anew(schema::transaction& tx, const asking_tools& with, const consent::offer& what,
              const asked_anew& how, instant now) {
  if (was_asked_lately(tx, with, what, how.by.email, now)) return false;
  const auto asked = consent::ask_once(
      tx, with.keys, {how.organiser_id, what.purpose_id, what.notice_id, what.channel, how.by},
      how.method, now);
  if (!asked.needs_confirmation) return false;
  is_first_in_a_while(tx, pause_of, pause_subject(with, what, how.by.email), now);
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
