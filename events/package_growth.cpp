// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/package_growth.hpp"

#include <algorithm>

#include "events/bookings.hpp"
#include "events/package.hpp"

namespace zusage::events {
namespace {

bool is_booked_by_anybody(const schema::reader& db, std::int64_t session_id) {
  return db
      .value<std::int64_t>(
          "SELECT registration_id FROM registration_session WHERE session_id = :1 LIMIT 1",
          session_id)
      .has_value();
}

bool has_booked(const schema::reader& db, std::int64_t registration_id, std::int64_t session_id) {
  return db
      .value<std::int64_t>(
          "SELECT session_id FROM registration_session"
          " WHERE registration_id = :1 AND session_id = :2 AND status <> 'cancelled'",
          registration_id, session_id)
      .has_value();
}

// While an event is not published nobody follows it, so what was added then is new until somebody
// has booked it.
std::vector<const session*> added_to_package(const schema::reader& db, const event& before,
                                             const event& after, instant now) {
  const bool was_followed = before.status == event_status::published;
  auto added = open_sessions(after);
  std::erase_if(added, [&](const session* one) {
    if (one->ends_at && *one->ends_at <= now) return true;
    const auto* old = before.find_session(one->key);
    const bool known = old && old->choice.empty();
    return known && (was_followed || is_booked_by_anybody(db, one->id));
  });
  return added;
}

}  // namespace

grown_packages grow_packages(schema::transaction& tx, const event& before, const event& after,
                             instant now) {
  grown_packages grown;
  const auto added = added_to_package(tx, before, after, now);
  if (after.status != event_status::published || added.empty()) return grown;
  const auto whole = tx.all<std::int64_t, std::string>(
      "SELECT id, status FROM registration"
      " WHERE event_id = :1 AND package = 1 AND status NOT IN ('cancelled', 'refused')"
      " ORDER BY id",
      after.id);
  for (const auto& [id, status] : whole) {
    const booker who{id, registration_status_from(status).value()};
    for (const auto* one : added) {
      if (has_booked(tx, id, one->id) || !book(tx, after, who, {one->id, {}}, now)) continue;
      grown[id].insert(one->id);
    }
    if (!grown.contains(id)) continue;
    tx.execute(
        "UPDATE registration SET updated_at = :1, ical_sequence = ical_sequence + 1 WHERE id = :2",
        now, id);
  }
  return grown;
}

}  // namespace zusage::events
