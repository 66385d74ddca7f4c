// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/erase_registration.hpp"

#include <optional>
#include <string>

#include "events/bookings.hpp"
#include "events/idempotency.hpp"
#include "events/invitation.hpp"
#include "events/registration_rows.hpp"

namespace zusage::events {
namespace {

// What was cancelled or refused has given its place and its use of an invitation back already.
void free_what_it_holds(schema::transaction& tx, std::int64_t id, std::int64_t event_id,
                        const std::string& status_text, instant now) {
  give_all_back(tx, id);
  const auto status = registration_status_from(status_text);
  const bool is_over = !status || *status == registration_status::cancelled ||
                       *status == registration_status::refused;
  if (!is_over) give_back_place_of(tx, id, event_id, holds_place(*status), now);
}

// Rows that know the registration by its number, which SQLite may give to another one.
void leave_group(schema::transaction& tx, std::int64_t id, std::optional<std::int64_t> group_id) {
  tx.execute("UPDATE registration SET group_id = NULL WHERE id = :1", id);
  if (!group_id) return;
  tx.execute("UPDATE registration_group SET booked_by = NULL WHERE id = :1 AND booked_by = :2",
             *group_id, id);
  tx.execute(
      "DELETE FROM registration_group WHERE id = :1"
      " AND NOT EXISTS (SELECT 1 FROM registration r WHERE r.group_id = registration_group.id)",
      *group_id);
}

}  // namespace

void erase_registration(schema::transaction& tx, std::int64_t registration_id, instant now) {
  const auto row = tx.one<std::int64_t, std::string, std::string, std::optional<std::int64_t>,
                          instant>(
      "SELECT event_id, status, public_id, group_id, registered_at FROM registration WHERE id = :1",
      registration_id);
  if (!row) return;
  const auto& [event_id, status, public_id, group_id, registered_at] = *row;
  free_what_it_holds(tx, registration_id, event_id, status, now);
  leave_group(tx, registration_id, group_id);
  if (registered_at + form_keys_live > now) forget_keys_of(tx, event_id, public_id);
  mailer::outbox::forget_registration(tx, registration_id, now);
  tx.execute("DELETE FROM registration WHERE id = :1", registration_id);
}

}  // namespace zusage::events
