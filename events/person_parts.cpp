// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/person_parts.hpp"

#include "base/email_address.hpp"
#include "events/json_members.hpp"

namespace zusage::events {
namespace {

std::string lookup_of(const person_look& by) {
  return by.consents.lookup_of(by.who.organiser_id, by.who.email).value_or("");
}

std::optional<std::int64_t> principal_of(const person_look& by) {
  return by.db.value<std::int64_t>(
      "SELECT id FROM principal WHERE organiser_id = :1 AND lookup = :2", by.who.organiser_id,
      lookup_of(by));
}

// What still waits for a municipality whose only contact they are is the municipality's.
// `+`: by the index of the address, since an organiser has far more messages than a person.
#define ZUSAGE_PERSONS_MESSAGES                                                          \
  " WHERE recipient_key = :1 AND +organiser_id = :2"                                     \
  "  AND NOT (state IN ('queued', 'sending') AND registration_id IS NOT NULL AND EXISTS" \
  "   (SELECT 1 FROM ring_person p WHERE p.registration_id = message.registration_id"    \
  "    AND p.email_key = message.recipient_key AND p.role = 'contact'"                   \
  "    AND p.ended_at IS NULL))"

constexpr std::string_view count_messages = "SELECT COUNT(*) FROM message" ZUSAGE_PERSONS_MESSAGES;

found_part find_messages(const person_look& by) {
  return {by.db.value<std::int64_t>(count_messages, email_key(by.who.email), by.who.organiser_id)
              .value(),
          {}};
}

// What was sent by a consent stays as a row without the address: it says which record permitted it,
// and the figures of a newsletter add up (message_retention.cpp). One that is being handed over
// just now may still arrive; how that went is not written down any more, since replies quote
// addresses.
void erase_messages(const person_act& by) {
  const auto key = email_key(by.who.email);
  // What a mailed invitation to work here leads to goes with the mail.
  by.tx.execute("DELETE FROM staff_token WHERE email = :1 AND organiser_id = :2", key,
                by.who.organiser_id);
  by.tx.execute("DELETE FROM message" ZUSAGE_PERSONS_MESSAGES " AND needs_consent = 0", key,
                by.who.organiser_id);
  by.tx.execute(
      "DELETE FROM delivery_attempt WHERE message_id IN"
      " (SELECT id FROM message" ZUSAGE_PERSONS_MESSAGES ")",
      key, by.who.organiser_id);
  by.tx.execute(
      "UPDATE message SET recipient = '', recipient_key = '', recipient_name = '', data = '{}',"
      " domain = 0, claim = 0, finished_at = COALESCE(finished_at, :1),"
      " state = CASE state WHEN 'queued' THEN 'cancelled' WHEN 'sending' THEN 'uncertain'"
      "  ELSE state END"
      " WHERE recipient_key = :2 AND +organiser_id = :3 AND needs_consent = 1",
      by.now, key, by.who.organiser_id);
}

// Reports of barriers carry the address that an answer is wished at.
std::vector<std::int64_t> reports_of(const person_look& by) {
  std::vector<std::int64_t> found;
  const auto key = email_key(by.who.email);
  by.db.each<std::int64_t, std::string>(
      "SELECT id, data FROM message WHERE organiser_id = :1 AND template = 'barrier-report'",
      [&](std::int64_t id, const std::string& data) {
        if (email_key(text_member(from_stored(data), "email")) == key) found.push_back(id);
      },
      by.who.organiser_id);
  return found;
}

found_part find_reports(const person_look& by) {
  return {std::int64_t(reports_of(by).size()), {}};
}

void erase_reports(const person_act& by) {
  for (const auto id : reports_of(by.look()))
    by.tx.execute("DELETE FROM message WHERE id = :1", id);
}

found_part find_consents(const person_look& by) {
  found_part found;
  for (auto& one : by.consents.find_by_email(by.db, by.who.organiser_id, by.who.email)) {
    if (!consent::permits(one.now) && one.now != consent::state::requested) continue;
    ++found.count;
    found.names.push_back(std::move(one.title));
  }
  return found;
}

found_part find_evidence(const person_look& by) {
  const auto principal = principal_of(by);
  if (!principal) return {};
  return {by.db
              .value<std::int64_t>("SELECT COUNT(*) FROM consent_record"
                                   " WHERE principal_id = :1 AND personal IS NOT NULL",
                                   *principal)
              .value(),
          {}};
}

void erase_in_ledger(const person_act& by) {
  by.with.requests.ledger.erase(by.tx, by.who.organiser_id, by.who.email, by.now);
}

found_part find_requests(const person_look& by) {
  return {by.db
              .value<std::int64_t>("SELECT COUNT(*) FROM data_request"
                                   " WHERE organiser_id = :1 AND lookup = :2 AND address <> ''",
                                   by.who.organiser_id, lookup_of(by))
              .value(),
          {}};
}

// What else was asked for has no object any more.
void erase_requests(const person_act& by) {
  by.tx.execute(
      "UPDATE data_request SET address = '', wish = '', wish_key = '', identity = '',"
      " extension = '', answer = '',"
      " answered_at = COALESCE(answered_at, :1), answered_by = COALESCE(answered_by, :2),"
      " state = CASE state WHEN 'open' THEN 'done' ELSE state END"
      " WHERE organiser_id = :3 AND lookup = :4",
      by.now, by.who.staff_id, by.who.organiser_id, lookup_of(by.look()));
}

found_part find_proof(const person_look& by) {
  const auto principal = principal_of(by);
  if (!principal) return {};
  return {by.db
              .value<std::int64_t>("SELECT COUNT(*) FROM consent_record WHERE principal_id = :1",
                                   *principal)
              .value(),
          {}};
}

found_part find_hash(const person_look& by) {
  const bool any = principal_of(by) || find_requests(by).count > 0;
  return {any ? 1 : 0, {}};
}

found_part find_staff(const person_look& by) {
  return {
      by.db
          .value<std::int64_t>("SELECT COUNT(*) FROM staff s"
                               " WHERE s.email = :1"
                               "  AND (EXISTS (SELECT 1 FROM staff_role r"
                               "    WHERE r.staff_id = s.id AND r.organiser_id = :2)"
                               "   OR EXISTS (SELECT 1 FROM event_staff t"
                               "    WHERE t.staff_id = s.id AND t.organiser_id = :3))",
                               email_key(by.who.email), by.who.organiser_id, by.who.organiser_id)
          .value(),
      {}};
}

// Registrations before messages, since cancelling and handing on queue some; requests last.
constexpr person_part parts[] = {
    {"ahead", find_ahead, erase_ahead},
    {"papers", find_papers, erase_papers},
    {"past", find_past, erase_past},
    {"handed_on", find_handed_on, hand_on},
    {"positions", find_positions, erase_positions},
    {"messages", find_messages, erase_messages},
    {"reports", find_reports, erase_reports},
    {"consents", find_consents, erase_in_ledger},
    {"evidence", find_evidence, erase_in_ledger},
    {"requests", find_requests, erase_requests},
    {"sole_contact", find_sole_contacts, nullptr},
    {"proof", find_proof, nullptr},
    {"hash", find_hash, nullptr},
    {"staff", find_staff, nullptr},
};

}  // namespace

std::string_view question_for_persons_messages() {
  return count_messages;
}

std::span<const person_part> person_parts() {
  return parts;
}

}  // namespace zusage::events
