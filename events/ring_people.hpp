// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "consent/ledger.hpp"
#include "events/event.hpp"
#include "mailer/outbox.hpp"

/// The people who stand for a member of a comparison ring, as long as they do (`ring_person`).
namespace zusage::events {

struct ring_person {
  std::int64_t id = 0, registration_id = 0, event_id = 0, organiser_id = 0;
  std::string public_id, role, given_name, family_name, email, phone, job_function, language;
  std::string member;  ///< name of the municipality
  std::optional<std::int64_t> group_id;
  std::string name() const { return given_name + " " + family_name; }
};

/// Whoever has been replaced, or whose municipality is not (or no longer) approved, is nobody.
std::optional<ring_person> find_ring_person(const schema::reader& db, std::string_view public_id);

/// Contact, delegates and substitutes of one member.
std::vector<ring_person> people_of_member(const schema::reader& db, std::int64_t registration_id);

/// Whether somebody with this address stands for the member now.
bool stands_for_member(const schema::reader& db, std::int64_t registration_id,
                       std::string_view email);

/// The member of a mail's data that names the person whom it goes to.
inline constexpr const char* person_member = "ring_person";
std::string person_in(const nlohmann::json& mail_data);

/// Queues `ring-person`, that the municipality has named them, to everybody who stands for it but
/// its contact, or of them only to those with these addresses (email_key).
void tell_named_people(schema::transaction& tx, const mailer::outbox& mails,
                       std::int64_t registration_id, instant now,
                       const std::optional<std::set<std::string>>& only = {});

/// Queues `ring-assigned` to everybody who stands for the member, once each: an earlier one that
/// has not left is taken back. What it says is looked up when it is sent.
void tell_assignment(schema::transaction& tx, const mailer::outbox& mails,
                     std::int64_t registration_id, instant now);

/// One line of the contact list of a ring group.
struct ring_contact {
  std::string name, job_function, member, role, email;
  std::string phone;  ///< empty where only the rest was agreed to
};

/// Those of the ring group who have agreed to be shown, at this moment; the telephone number where
/// they have agreed to that as well. By member and name.
std::vector<ring_contact> list_contacts(const schema::reader& db, const consent::ledger& consents,
                                        const event& of, std::int64_t group_id);

/// How a person stands with one of the ring's two purposes, and what would stand beside a button.
struct ring_consent {
  consent::offer offer;
  bool given = false;
  bool requested = false;  ///< waits for the confirmation by mail
  std::optional<instant> changed_at;
};

/// `ring.contact_purpose` and, for who has a number, `ring.contact_phone_purpose`.
std::vector<ring_consent> consents_of(const schema::reader& db, const consent::ledger& consents,
                                      const event& of, const ring_person& who);

}  // namespace zusage::events
