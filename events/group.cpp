// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/group.hpp"

namespace zusage::events {

std::vector<group_member> find_group(const schema::reader& db, std::int64_t booked_by) {
  std::vector<group_member> members;
  db.each<std::int64_t, std::string, std::string, std::string, std::string, std::optional<instant>>(
      "SELECT id, reference, given_name, family_name, status, proven_at FROM registration"
      " WHERE group_id ="
      "  (SELECT g.id FROM registration r JOIN registration_group g ON g.id = r.group_id"
      "   WHERE r.id = :1 AND g.booked_by = r.id)"
      " ORDER BY id",
      [&](std::int64_t id, std::string reference, std::string given, std::string family,
          const std::string& status, const std::optional<instant>& proven_at) {
        members.push_back(
            {id, std::move(reference), std::move(given), std::move(family),
             registration_status_from(status).value_or(registration_status::confirmed),
             proven_at.has_value()});
      },
      booked_by);
  return members;
}

std::string find_booker_name(const schema::reader& db, std::int64_t registration_id) {
  const auto row = db.one<std::string, std::string>(
      "SELECT b.given_name, b.family_name FROM registration r"
      " JOIN registration_group g ON g.id = r.group_id"
      " JOIN registration b ON b.id = g.booked_by"
      " WHERE r.id = :1 AND b.id <> r.id",
      registration_id);
  return row ? std::get<0>(*row) + " " + std::get<1>(*row) : std::string();
}

}  // namespace zusage::events
