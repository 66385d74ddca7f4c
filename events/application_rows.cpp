// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <array>
#include <stdexcept>
#include <utility>

#include "base/email_address.hpp"
#include "events/application.hpp"

namespace zusage::events {
namespace {

constexpr std::array<std::pair<ring_role, std::string_view>, 3> roles = {{
    {ring_role::contact, "contact"},
    {ring_role::delegate, "delegate"},
    {ring_role::substitute, "substitute"},
}};

}  // namespace

std::string_view to_text(ring_role r) {
  for (const auto& [role, name] : roles) {
    if (role == r) return name;
  }
  return {};
}

std::optional<ring_role> ring_role_from(std::string_view text) {
  for (const auto& [role, name] : roles) {
    if (name == text) return role;
  }
  return {};
}

application_row find_application(const schema::reader& db, std::int64_t registration_id) {
  application_row found;
  const auto row = db.one<std::optional<instant>, std::optional<instant>, std::string, std::string>(
      "SELECT decided_at, follow_up_at, decision_text, fee_accepted FROM registration"
      " WHERE id = :1",
      registration_id);
  if (!row) return found;
  std::tie(found.decided_at, found.follow_up_at, found.decision_text, found.fee) = *row;
  for (auto& [id, public_id, role, given, family, email, phone, function] :
       db.all<std::int64_t, std::string, std::string, std::string, std::string, std::string,
              std::string, std::string>(
           "SELECT id, public_id, role, given_name, family_name, email, phone, job_function"
           " FROM ring_person"
           " WHERE registration_id = :1 AND ended_at IS NULL"
           " ORDER BY CASE role WHEN 'contact' THEN 0 WHEN 'delegate' THEN 1 ELSE 2 END,"
           "  position, id",
           registration_id)) {
    const auto known = ring_role_from(role);
    if (!known) throw std::runtime_error("a stored person of a ring has an unknown role");
    found.people.push_back({id, public_id, {*known, given, family, email, phone, function}});
  }
  return found;
}

void insert_ring_person(schema::transaction& tx, const represented& member, const named_person& who,
                        std::int64_t position, instant now) {
  tx.execute(
      "INSERT INTO ring_person (organiser_id, registration_id, public_id, role, position,"
      " given_name, family_name, email, email_key, phone, job_function, language, since)"
      " VALUES ((SELECT organiser_id FROM registration WHERE id = :1), :2, :3, :4, :5, :6, :7,"
      " :8, :9, :10, :11, :12, :13)",
      member.registration_id, member.registration_id, new_public_id(), to_text(who.role), position,
      who.given_name, who.family_name, who.email, email_key(who.email), who.phone, who.job_function,
      member.language, now);
}

void store_ring_people(schema::transaction& tx, const sign_up& form, std::int64_t registration_id,
                       instant now) {
  if (!form.application) return;
  const represented member{registration_id, form.language};
  std::int64_t position = 0;
  insert_ring_person(tx, member,
                     {ring_role::contact, form.given_name, form.family_name, form.email, form.phone,
                      form.job_function},
                     position++, now);
  for (const auto& one : form.application->people) {
    insert_ring_person(tx, member, one, position++, now);
  }
}

}  // namespace zusage::events
