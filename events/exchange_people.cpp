// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <set>

#include "base/email_address.hpp"
#include "events/application.hpp"
#include "events/phone_consent.hpp"
#include "events/register_steps.hpp"
#include "events/registration_rows.hpp"
#include "events/ring_people.hpp"

namespace zusage::events {
namespace {

void update_person(schema::transaction& tx, std::int64_t id, const named_person& who,
                   std::int64_t position) {
  tx.execute(
      "UPDATE ring_person SET role = :1, position = :2, given_name = :3, family_name = :4,"
      " email = :5, email_key = :6, phone = :7, job_function = :8"
      " WHERE id = :9",
      to_text(who.role), position, who.given_name, who.family_name, who.email, email_key(who.email),
      who.phone, who.job_function, id);
}

bool has_address(const named_person_row& row, const std::string& key) {
  return email_key(row.who.email) == key;
}

struct exchanged {
  std::set<std::string> added;  // email_key
  std::vector<named_person> ended;
};

// Rows of those who stay are kept, so that what they agreed to stays theirs; the others end.
exchanged replace_people(schema::transaction& tx, const registration& of,
                         const std::vector<named_person>& wanted, instant now) {
  exchanged made;
  const auto before = find_application(tx, of.id).people;
  for (const auto& row : before) {
    const bool stays = std::any_of(wanted.begin(), wanted.end(), [&](const named_person& one) {
      return has_address(row, email_key(one.email));
    });
    if (stays) continue;
    tx.execute("UPDATE ring_person SET ended_at = :1 WHERE id = :2", now, row.id);
    made.ended.push_back(row.who);
  }
  std::int64_t position = 0;
  for (const auto& one : wanted) {
    const auto known = std::find_if(before.begin(), before.end(), [&](const auto& row) {
      return has_address(row, email_key(one.email));
    });
    if (known != before.end()) {
      update_person(tx, known->id, one, position++);
    } else {
      insert_ring_person(tx, {of.id, of.language}, one, position++, now);
      made.added.insert(email_key(one.email));
    }
  }
  return made;
}

// Who stands for the municipality no more: their calendar entries are taken back. Who was the
// contact has a mail of their own.
void tell_ended(schema::transaction& tx, const mailer::outbox& mails, std::int64_t registration_id,
                const std::vector<named_person>& ended, instant now) {
  for (const auto& one : ended) {
    if (one.role == ring_role::contact) continue;
    auto whom = find_mail_subject(tx, registration_id);
    whom.email = one.email;
    whom.name = one.given_name + " " + one.family_name;
    tell(tx, mails, "ring-person-ended", whom, now);
  }
}

// The links of who was the contact before open nothing from here on.
void hand_over(schema::transaction& tx, const registration& of, const named_person& contact,
               instant now) {
  sign_up named;
  named.given_name = contact.given_name;
  named.family_name = contact.family_name;
  named.email = contact.email;
  named.organisation = of.organisation;
  named.municipality = of.municipality;
  named.ags = of.ags;
  const bool other = email_key(contact.email) != email_key(of.email);
  tx.execute(
      "UPDATE registration SET given_name = :1, family_name = :2, email = :3, email_key = :4,"
      " phone = :5, job_function = :6, search = :7, updated_at = :8, public_id = :9,"
      " ical_sequence = ical_sequence + 1"
      " WHERE id = :10",
      contact.given_name, contact.family_name, contact.email, email_key(contact.email),
      contact.phone, contact.job_function, search_text(named, of.reference), now,
      other ? new_public_id() : of.public_id, of.id);
}

}  // namespace

checked<registration_status> registrar::exchange_people(schema::transaction& tx, const event& of,
                                                        const registration_link& by,
                                                        const std::vector<named_person>& wanted,
                                                        instant now) const {
  hold_event(tx, of.id);
  const auto opened = by.by_mail ? use_link(tx, by, now) : std::nullopt;
  const auto own = opened ? find_registration(tx, *opened) : std::nullopt;
  if (!own || own->event_id != of.id) return faults{{"", "unknown_registration"}};
  using enum registration_status;
  if (own->status == cancelled || own->status == refused) return faults{{"", "registration_ended"}};
  const auto& contact = wanted.front();
  const auto key = email_key(contact.email);
  const bool other = key != email_key(own->email);
  if (other && find_known(tx, of, key)) return faults{{"contact.email", "address_known"}};
  const auto before = find_mail_subject(tx, own->id);
  hand_over(tx, *own, contact, now);
  if (!other) {
    consent::evidence who;
    who.email = own->email;
    who.name = contact.given_name + " " + contact.family_name;
    who.actor = "the person";
    end_for_changed_number(tx, consents_,
                           {of.by.id, who, own->phone, contact.phone,
                            number_changed_by::mailed_link, own->registered_at},
                           now);
  }
  auto people = replace_people(tx, *own, wanted, now);
  if (other) {
    tell(tx, mails_, "ring-contact-ended", before, now);
    auto whom = find_mail_subject(tx, own->id);
    const auto named = find_application(tx, own->id).people;
    // Their own page of the ring is there once the municipality takes part.
    if (own->status == confirmed) whom.data = {{person_member, named.front().public_id}};
    tell(tx, mails_, "ring-contact", whom, now);
  }
  if (own->status == confirmed) {
    // Who was the contact and goes on as a delegate has lost the contact's link.
    if (other) people.added.insert(email_key(own->email));
    tell_named_people(tx, mails_, own->id, now, people.added);
    tell_ended(tx, mails_, own->id, people.ended, now);
  }
  return own->status;
}

}  // namespace zusage::events
