// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/announce.hpp"

#include "consent/append.hpp"
#include "events/mail_members.hpp"
#include "events/preferences.hpp"

namespace zusage::events {
namespace {

struct candidate {
  std::int64_t purpose_id = 0, organiser_id = 0, event_id = 0, principal_id = 0;
  std::string public_id;
};

std::vector<candidate> find_candidates(const schema::reader& db, instant now, std::int64_t most) {
  std::vector<candidate> found;
  db.each<std::int64_t, std::int64_t, std::int64_t, std::int64_t, std::string>(
      "SELECT p.id, p.organiser_id, e.id, s.principal_id, s.public_id"
      " FROM purpose p"
      " JOIN event e ON e.slug = p.announces AND e.organiser_id = p.organiser_id AND e.kind = "
      "'paper'"
      " JOIN consent_state s ON s.purpose_id = p.id AND s.state IN ('given', 'renewed')"
      " JOIN consent_record r ON r.id = s.record_id AND r.event = s.state"
      " JOIN notice n ON n.id = r.notice_id AND n.channel = p.channel"
      " WHERE p.announces <> '' AND e.status = 'published' AND e.starts_at <= :1 AND e.ends_at > :2"
      "  AND NOT EXISTS (SELECT 1 FROM announcement a WHERE a.purpose_id = p.id"
      "   AND a.principal_id = s.principal_id AND a.event_id = e.id"
      "   AND (a.message_id <> '' OR a.ended_at IS NULL OR a.queued_at >= r.at))"
      " LIMIT :3",
      [&](std::int64_t purpose, std::int64_t organiser, std::int64_t event, std::int64_t principal,
          std::string public_id) {
        found.push_back({purpose, organiser, event, principal, std::move(public_id)});
      },
      now, now, most);
  return found;
}

mailer::new_message message_to(const candidate& who, const consent::contact& at) {
  mailer::new_message message;
  message.organiser_id = who.organiser_id;
  message.template_name = "paper-announced";
  message.language = at.language;
  message.recipient = at.email;
  // Without a name: that of the record may have been rectified since.
  message.data = {{"state", who.public_id}};
  message.event_id = who.event_id;
  message.principal_id = who.principal_id;
  message.purpose_id = who.purpose_id;
  message.needs_consent = true;
  message.urgency = mailer::priority::newsletter;
  return message;
}

// Who cannot be reached is noted too, or would be tried for ever.
void announce_to(schema::transaction& tx, const candidate& who,
                 const std::optional<consent::contact>& at, const mailer::outbox& mails,
                 instant now) {
  // The note first: of two processes only one goes on. One that says that nothing reached the
  // person gives way to a consent given since.
  const auto id = tx.value<std::int64_t>(
      "INSERT INTO announcement (organiser_id, event_id, purpose_id, principal_id, message_id,"
      " queued_at)"
      " VALUES (:1, :2, :3, :4, '', :5)"
      " ON CONFLICT (purpose_id, principal_id, event_id) DO UPDATE"
      " SET queued_at = excluded.queued_at, ended_at = NULL"
      " WHERE announcement.message_id = '' AND announcement.ended_at IS NOT NULL"
      " RETURNING id",
      who.organiser_id, who.event_id, who.purpose_id, who.principal_id, now);
  if (!id || !at) return;
  const auto message_id = mails.enqueue(tx, message_to(who, *at), now);
  tx.execute("UPDATE announcement SET message_id = :1 WHERE id = :2", message_id.value_or(""), *id);
}

struct settled_note {
  std::int64_t id;
  std::string public_id, state;
};

// What may have arrived has used the consent. What was taken back never left: nothing is noted, so
// that whoever consents, still or anew, is told when it is out. What could not be delivered used
// nothing either, but is not tried again by itself.
void settle_note(schema::transaction& tx, const consent::ledger& ledger, const settled_note& one,
                 instant now) {
  if (one.state == "cancelled") {
    tx.execute("DELETE FROM announcement WHERE id = :1", one.id);
  } else if (one.state == "failed") {
    tx.execute("UPDATE announcement SET message_id = '', ended_at = :1 WHERE id = :2", now, one.id);
  } else {
    ledger.end_used(tx, one.public_id, now);
    tx.execute("UPDATE announcement SET ended_at = :1 WHERE id = :2", now, one.id);
  }
}

}  // namespace

std::int64_t queue_announcements(schema::transaction& tx, const consent::ledger& ledger,
                                 const mailer::outbox& mails, instant now, std::int64_t most) {
  const auto candidates = find_candidates(tx, now, most);
  for (const auto& who : candidates) {
    consent::hold_chain(tx, who.organiser_id);
    // Somebody may have revoked it since we looked, or its time is over: then that is recorded, so
    // that the same people are not found again and again.
    if (!consent::permitting_record(tx, who.principal_id, who.purpose_id, now)) {
      ledger.end_if_overdue(tx, who.public_id, now);
      continue;
    }
    announce_to(tx, who, ledger.contact_of(tx, who.principal_id, who.purpose_id), mails, now);
  }
  return std::int64_t(candidates.size());
}

std::int64_t end_announced(schema::transaction& tx, const consent::ledger& ledger, instant now,
                           std::int64_t most) {
  std::vector<settled_note> notes;
  tx.each<std::int64_t, std::string, std::string>(
      "SELECT a.id, s.public_id, CASE WHEN a.message_id = '' THEN 'failed'"
      "  ELSE COALESCE(m.state, 'sent') END"
      " FROM announcement a"
      " JOIN consent_state s ON s.principal_id = a.principal_id AND s.purpose_id = a.purpose_id"
      " LEFT JOIN message m ON m.message_id = a.message_id"
      " WHERE a.ended_at IS NULL"
      "  AND (m.id IS NULL OR m.state IN ('sent', 'uncertain', 'failed', 'cancelled'))"
      " ORDER BY a.id LIMIT :1",
      [&](auto id, std::string public_id, std::string state) {
        notes.push_back({id, std::move(public_id), std::move(state)});
      },
      most);
  for (const auto& one : notes) settle_note(tx, ledger, one, now);
  return std::int64_t(notes.size());
}

bool is_announcing(const schema::reader& db) {
  return db.value<std::int64_t>("SELECT id FROM announcement WHERE ended_at IS NULL LIMIT 1")
      .has_value();
}

std::optional<mailer::content> compose_announcement(const schema::reader& db,
                                                    const mailer::message& message,
                                                    catalogue& events, const links& with,
                                                    const mail_texts& texts, instant now) {
  if (!message.event_id || !message.data.is_object()) return {};
  const auto of = events.find(db, *message.event_id);
  const auto state = message.data.value("state", std::string());
  if (!of || state.empty() || of->status != event_status::published || now >= of->ends_at)
    return {};
  const auto purpose = db.value<std::string>(
      "SELECT n.title FROM consent_state s"
      " JOIN consent_record r ON r.id = s.record_id"
      " JOIN notice n ON n.id = r.notice_id"
      " WHERE s.public_id = :1",
      state);
  if (!purpose) return {};
  mailer::content made;
  const auto& language = message.language;
  made.unsubscribe_url = with.url(link_purpose::revoke, state);
  made.reply_to = of->by.contact;
  made.data = organiser_members(of->by, language, texts);
  add_person(made.data, "", "", texts);
  made.data["is_paper"] = of->kind == kind::paper;
  made.data["event_title"] = texts.pick(of->title, language);
  made.data["event_summary"] = texts.pick(of->summary, language);
  made.data["event_url"] = with.base_url() + public_path(*of);
  made.data["purpose_title"] = *purpose;
  made.data["revoke_url"] = made.unsubscribe_url;
  const auto person =
      message.principal_id ? find_person_id(db, *message.principal_id) : std::nullopt;
  made.data["preferences_url"] =
      person ? with.url(link_purpose::preferences, *person) : std::string();
  return made;
}

}  // namespace zusage::events
