// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/invitation.hpp"
#include "events/registration_rows.hpp"

namespace zusage::events {
namespace {

bool use_once(schema::transaction& tx, std::int64_t invitation_id, instant now) {
  return tx.execute(
             "UPDATE invitation SET used = used + 1"
             " WHERE id = :1 AND ended_at IS NULL AND (until IS NULL OR until > :2)"
             " AND (uses IS NULL OR used < uses)",
             invitation_id, now) == 1;
}

std::optional<std::int64_t> invitation_of(const schema::reader& db, std::int64_t registration_id) {
  return db
      .value<std::optional<std::int64_t>>("SELECT invitation_id FROM registration WHERE id = :1",
                                          registration_id)
      .value_or(std::nullopt);
}

}  // namespace

std::optional<invited> use_invitation(schema::transaction& tx, const event& to, const sign_up& form,
                                      instant now) {
  if (form.code.empty()) return invited{};
  const auto found = find_invitation(tx, to.id, form.code);
  if (!found) return invited{};  // the event's own code, which the form was checked for
  if (!use_once(tx, found->id, now)) return {};
  invited who{found->id};
  if (to.approval) return who;
  who.reserved = tx.execute(
                     "UPDATE invitation SET seats_left = seats_left - 1"
                     " WHERE id = :1 AND seats_left > 0",
                     found->id) == 1;
  return who;
}

bool is_invited(const schema::reader& db, std::int64_t registration_id) {
  return invitation_of(db, registration_id).has_value();
}

void give_use_back(schema::transaction& tx, const invited& who) {
  if (!who.id) return;
  tx.execute(
      "UPDATE invitation SET used = used - 1, seats_left = seats_left + :1"
      " WHERE id = :2 AND used > 0",
      std::int64_t(who.reserved), *who.id);
}

void give_use_of_declined_back(schema::transaction& tx, std::int64_t registration_id) {
  give_use_back(tx, {invitation_of(tx, registration_id), false});
}

void use_again_for_approved(schema::transaction& tx, std::int64_t registration_id, instant now) {
  const auto id = invitation_of(tx, registration_id);
  if (id && !use_once(tx, *id, now))
    tx.execute("UPDATE registration SET invitation_id = NULL WHERE id = :1", registration_id);
}

bool take_kept_seat(schema::transaction& tx, std::int64_t registration_id) {
  const auto invitation_id = invitation_of(tx, registration_id);
  if (!invitation_id) return false;
  const auto taken = tx.execute(
      "UPDATE invitation SET seats_left = seats_left - 1 WHERE id = :1 AND seats_left > 0",
      *invitation_id);
  if (taken == 0) return false;
  tx.execute("UPDATE registration SET reserved = 1 WHERE id = :1", registration_id);
  return true;
}

void give_back_place_of(schema::transaction& tx, std::int64_t registration_id,
                        std::int64_t event_id, bool had_place, instant now) {
  const auto row = tx.one<std::optional<std::int64_t>, bool>(
      "SELECT invitation_id, reserved FROM registration WHERE id = :1", registration_id);
  const auto invitation_id = row ? std::get<0>(*row) : std::nullopt;
  if (invitation_id) {
    tx.execute("UPDATE invitation SET used = used - 1 WHERE id = :1 AND used > 0", *invitation_id);
    const bool kept_again =
        had_place && std::get<1>(*row) &&
        tx.execute(
            "UPDATE invitation SET seats_left = seats_left + 1"
            " WHERE id = :1 AND ended_at IS NULL AND (until IS NULL OR until > :2)",
            *invitation_id, now) == 1;
    if (kept_again) return;
  }
  if (had_place) give_place_back(tx, event_id);
}

}  // namespace zusage::events
