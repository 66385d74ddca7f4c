// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/ring_people.hpp"

#include "base/email_address.hpp"
#include "events/phone_consent.hpp"
#include "events/ring.hpp"

namespace zusage::events {
namespace {

template <class... Parameters>
std::vector<ring_person> find_people(const schema::reader& db, std::string_view sql,
                                     const Parameters&... parameters) {
  std::vector<ring_person> found;
  db.each<std::int64_t, std::int64_t, std::int64_t, std::int64_t, std::string, std::string,
          std::string, std::string, std::string, std::string, std::string, std::string, std::string,
          std::optional<std::int64_t>>(
      sql,
      [&](std::int64_t id, std::int64_t registration_id, std::int64_t event_id,
          std::int64_t organiser_id, std::string public_id, std::string role, std::string given,
          std::string family, std::string email, std::string phone, std::string job_function,
          std::string language, std::string member, std::optional<std::int64_t> group_id) {
        found.push_back({id, registration_id, event_id, organiser_id, std::move(public_id),
                         std::move(role), std::move(given), std::move(family), std::move(email),
                         std::move(phone), std::move(job_function), std::move(language),
                         std::move(member), group_id});
      },
      parameters...);
  return found;
}

// What every query of people begins with; each adds its conditions, so that each is one literal.
#define ZUSAGE_RING_PEOPLE                                                            \
  "SELECT p.id, r.id, r.event_id, r.organiser_id, p.public_id, p.role, p.given_name," \
  " p.family_name, p.email, p.phone, p.job_function, p.language,"                     \
  " COALESCE(m.name, NULLIF(r.municipality, ''), r.organisation), r.ring_group_id"    \
  " FROM ring_person p"                                                               \
  " JOIN registration r ON r.id = p.registration_id"                                  \
  " LEFT JOIN municipality m ON m.ags = r.applicant"                                  \
  " WHERE p.ended_at IS NULL AND r.status = 'confirmed'"

// The purpose's offer with the newest notice in the person's language.
std::optional<consent::offer> find_offer(const event& of, const std::string& purpose,
                                         std::string_view language) {
  for (const auto& one : of.offers_in(language)) {
    if (one.key == purpose) return one;
  }
  return {};
}

bool permits(const schema::reader& db, const consent::ledger& consents, const event& of,
             std::int64_t purpose_id, const ring_person& who) {
  const auto standing = consents.find_one(db, of.by.id, purpose_id, who.email);
  return standing && consent::permitting_record(db, standing->principal_id, purpose_id) &&
         covers_number(standing->by, who.phone);
}

mailer::new_message message_to(const ring_person& who, const char* template_name) {
  mailer::new_message message;
  message.organiser_id = who.organiser_id;
  message.template_name = template_name;
  message.language = who.language;
  message.recipient = who.email;
  message.recipient_name = who.name();
  message.registration_id = who.registration_id;
  message.event_id = who.event_id;
  message.data[person_member] = who.public_id;
  return message;
}

}  // namespace

std::optional<ring_person> find_ring_person(const schema::reader& db, std::string_view public_id) {
  auto found = find_people(db, ZUSAGE_RING_PEOPLE " AND p.public_id = :1", public_id);
  if (found.empty()) return {};
  return std::move(found.front());
}

std::vector<ring_person> people_of_member(const schema::reader& db, std::int64_t registration_id) {
  return find_people(db, ZUSAGE_RING_PEOPLE " AND r.id = :1 ORDER BY p.position, p.id",
                     registration_id);
}

bool stands_for_member(const schema::reader& db, std::int64_t registration_id,
                       std::string_view email) {
  return db
      .value<std::int64_t>(
          "SELECT id FROM ring_person"
          " WHERE registration_id = :1 AND email_key = :2 AND ended_at IS NULL",
          registration_id, email_key(email))
      .has_value();
}

std::string person_in(const nlohmann::json& mail_data) {
  if (!mail_data.is_object()) return {};
  const auto found = mail_data.find(person_member);
  return found != mail_data.end() && found->is_string() ? found->get<std::string>() : "";
}

void tell_named_people(schema::transaction& tx, const mailer::outbox& mails,
                       std::int64_t registration_id, instant now,
                       const std::optional<std::set<std::string>>& only) {
  for (const auto& one : people_of_member(tx, registration_id)) {
    const bool meant = !only || only->contains(email_key(one.email));
    if (one.role == "contact" || !meant) continue;
    mails.enqueue(tx, message_to(one, "ring-person"), now);
  }
}

void tell_assignment(schema::transaction& tx, const mailer::outbox& mails,
                     std::int64_t registration_id, instant now) {
  for (const auto& one : people_of_member(tx, registration_id)) {
    mailer::outbox::drop_waiting(tx, registration_id, "ring-assigned", one.email);
    auto message = message_to(one, "ring-assigned");
    message.urgency = mailer::priority::service;
    mails.enqueue(tx, message, now);
  }
}

std::vector<ring_contact> list_contacts(const schema::reader& db, const consent::ledger& consents,
                                        const event& of, std::int64_t group_id) {
  std::vector<ring_contact> contacts;
  if (!of.ring) return contacts;
  const auto shown = consent::find_purpose(db, of.by.id, of.ring->contact_purpose);
  const auto with_phone = consent::find_purpose(db, of.by.id, of.ring->contact_phone_purpose);
  if (!shown) return contacts;
  for (auto& one : find_people(db,
                               ZUSAGE_RING_PEOPLE " AND r.ring_group_id = :1"
                                                  " ORDER BY 13, p.family_name, p.id",
                               group_id)) {
    if (!permits(db, consents, of, *shown, one)) continue;
    ring_contact line{one.name(), one.job_function, one.member, one.role, one.email, ""};
    if (with_phone && permits(db, consents, of, *with_phone, one)) line.phone = one.phone;
    contacts.push_back(std::move(line));
  }
  return contacts;
}

std::vector<ring_consent> consents_of(const schema::reader& db, const consent::ledger& consents,
                                      const event& of, const ring_person& who) {
  std::vector<ring_consent> found;
  if (!of.ring) return found;
  const auto add = [&](const std::string& purpose) {
    auto offer = find_offer(of, purpose, who.language);
    if (!offer) return;
    ring_consent one;
    one.offer = std::move(*offer);
    if (const auto standing = consents.find_one(db, of.by.id, one.offer.purpose_id, who.email)) {
      one.given = permits(db, consents, of, one.offer.purpose_id, who);
      one.requested = standing->now == consent::state::requested;
      one.changed_at = standing->changed_at;
    }
    found.push_back(std::move(one));
  };
  add(of.ring->contact_purpose);
  if (!who.phone.empty()) add(of.ring->contact_phone_purpose);
  return found;
}

}  // namespace zusage::events
