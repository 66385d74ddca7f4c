// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/own_rows.hpp"

#include <algorithm>

#include "base/email_address.hpp"
#include "events/preferences.hpp"

namespace zusage::events {

std::vector<own_row> registrations_of(const schema::reader& db, std::string_view email,
                                      bool ended) {
  const auto key = email_key(email);
  std::vector<own_row> found;
  const auto add = [&](std::int64_t id, std::int64_t organiser_id) {
    found.push_back({id, organiser_id});
  };
  // Event by event, since registration_once begins with it: there are few events beside their
  // registrations.
  db.each<std::int64_t, std::int64_t>(
      "SELECT r.id, r.organiser_id"
      " FROM event e"
      " CROSS JOIN registration r"
      " WHERE r.event_id = e.id AND r.email_key = :1 AND r.status <> 'cancelled'",
      add, key);
  if (ended) {
    db.each<std::int64_t, std::int64_t>(
        "SELECT id, organiser_id FROM registration WHERE email_key = :1 AND status = 'cancelled'",
        add, key);
  }
  std::sort(found.begin(), found.end(),
            [](const own_row& a, const own_row& b) { return a.id > b.id; });
  return found;
}

std::vector<ring_position> ring_positions_of(const schema::reader& db, std::string_view email) {
  std::vector<ring_position> found;
  db.each<std::int64_t, std::int64_t, std::int64_t, std::string, std::string,
          std::optional<instant>>(
      "SELECT id, organiser_id, registration_id, public_id, role, ended_at"
      " FROM ring_person"
      " WHERE email_key = :1 AND email_key <> ''"
      " ORDER BY id DESC",
      [&](std::int64_t id, std::int64_t organiser_id, std::int64_t registration_id,
          std::string public_id, std::string role, const std::optional<instant>& ended_at) {
        found.push_back({id, organiser_id, registration_id, std::move(public_id), std::move(role),
                         ended_at.has_value()});
      },
      email_key(email));
  return found;
}

std::vector<known_person_of> persons_of(const schema::reader& db, const consent::ledger& ledger,
                                        std::string_view email) {
  std::vector<known_person_of> found;
  for (const auto& [organiser_id] : db.all<std::int64_t>("SELECT id FROM organiser ORDER BY id")) {
    if (auto id = find_person_id(db, ledger, organiser_id, email))
      found.push_back({organiser_id, std::move(*id)});
  }
  return found;
}

std::optional<std::int64_t> keeper_of(const schema::reader& db, const consent::ledger& ledger,
                                      std::string_view email) {
  const auto registrations = registrations_of(db, email, false);
  if (!registrations.empty()) return registrations.front().organiser_id;
  const auto persons = persons_of(db, ledger, email);
  if (!persons.empty()) return persons.front().organiser_id;
  for (const auto& one : ring_positions_of(db, email)) {
    if (!one.ended) return one.organiser_id;
  }
  return {};
}

}  // namespace zusage::events
