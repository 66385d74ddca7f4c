// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "organisers/staff_list.hpp"

#include "base/email_address.hpp"
#include "organisers/audit.hpp"
#include "organisers/event_staff.hpp"
#include "organisers/staff.hpp"
#include "organisers/staff_invitations.hpp"

namespace zusage::organisers {
namespace {

std::optional<role> role_of(const schema::reader& db, const scope& of, std::int64_t staff_id) {
  const auto stored =
      db.value<std::string>("SELECT role FROM staff_role WHERE organiser_id = :1 AND staff_id = :2",
                            of.organiser_id(), staff_id);
  return stored ? role_from(*stored) : std::nullopt;
}

bool is_last_owner(const schema::reader& db, const scope& of, std::int64_t staff_id) {
  return db.value<std::int64_t>(
               "SELECT COUNT(*) FROM staff_role"
               " WHERE organiser_id = :1 AND role = 'owner' AND staff_id <> :2",
               of.organiser_id(), staff_id)
             .value() == 0;
}

// Two owners who take the role from each other at the same moment come one after the other.
void hold_staff(schema::transaction& tx, const scope& of) {
  if (!tx.is_shared()) return;
  tx.execute("UPDATE organiser SET second_factor = second_factor WHERE id = :1", of.organiser_id());
}

void note(schema::transaction& tx, const scope& of, const char* action, std::int64_t staff_id,
          nlohmann::json details, instant now) {
  record(tx,
         {of.organiser_id(), of.staff_id(), action, std::to_string(staff_id), std::move(details)},
         now);
}

std::optional<std::int64_t> account_for(schema::transaction& tx, const std::string& email,
                                        const std::optional<std::string>& password_hash,
                                        instant now) {
  const auto there = find_staff(tx, email);
  if (there.has_value() == password_hash.has_value()) return {};
  if (there) return there->id;
  return tx.value<std::int64_t>(
      "INSERT INTO staff (email, password_hash, created_at, password_changed_at)"
      " VALUES (:1, :2, :3, :4)"
      " ON CONFLICT (email) DO NOTHING"
      " RETURNING id",
      email, *password_hash, now, now);
}

}  // namespace

std::vector<listed_staff> list_staff(const schema::reader& db, const scope& of) {
  std::vector<listed_staff> all;
  db.each<std::int64_t, std::string, std::string, std::optional<instant>, std::optional<instant>,
          std::int64_t>(
      "SELECT s.id, s.email, r.role, r.since, s.seen_at,"
      " (SELECT COUNT(*) FROM second_factor f"
      "  WHERE f.staff_id = s.id AND f.confirmed_at IS NOT NULL)"
      " FROM staff_role r"
      " JOIN staff s ON s.id = r.staff_id"
      " WHERE r.organiser_id = :1"
      " ORDER BY s.email",
      [&](std::int64_t id, std::string email, const std::string& as, std::optional<instant> since,
          std::optional<instant> seen_at, std::int64_t factors) {
        const auto role = role_from(as);
        if (!role) return;
        all.push_back({id, std::move(email), *role, since, seen_at, factors > 0});
      },
      of.organiser_id());
  return all;
}

std::vector<staff_invitation> list_invitations(const schema::reader& db, const scope& of,
                                               instant now) {
  return list_invitations_to(db, of, 0, now);
}

checked<staff_invitation> invite(schema::transaction& tx, const scope& of,
                                 const typed_invitation& typed, instant now) {
  const auto who = check_invited(tx, typed.email, role_from(typed.role));
  if (!who) return who.error();
  if (who->staff_id && role_of(tx, of, *who->staff_id)) return faults{{"email", "staff_known"}};
  return store_invitation(tx, of, {}, *who, now);
}

bool withdraw_invitation(schema::transaction& tx, const scope& of, const std::string& email,
                         instant now) {
  return withdraw_invitation_to(tx, of, {}, email, now);
}

staff_change change_role(schema::transaction& tx, const scope& of, std::int64_t staff_id,
                         role wanted, instant now) {
  hold_staff(tx, of);
  const auto had = role_of(tx, of, staff_id);
  if (!had) return staff_change::unknown;
  if (*had == wanted) return staff_change::unchanged;
  if (*had == role::owner && is_last_owner(tx, of, staff_id)) return staff_change::last_owner;
  tx.execute("UPDATE staff_role SET role = :1 WHERE organiser_id = :2 AND staff_id = :3",
             to_text(wanted), of.organiser_id(), staff_id);
  note(tx, of, "staff.role_changed", staff_id,
       {{"before", {{"role", to_text(*had)}}}, {"after", {{"role", to_text(wanted)}}}}, now);
  return staff_change::done;
}

staff_change remove_staff(schema::transaction& tx, const scope& of, std::int64_t staff_id,
                          instant now) {
  hold_staff(tx, of);
  const auto had = role_of(tx, of, staff_id);
  if (!had) return staff_change::unknown;
  if (*had == role::owner && is_last_owner(tx, of, staff_id)) return staff_change::last_owner;
  tx.execute("DELETE FROM staff_role WHERE organiser_id = :1 AND staff_id = :2", of.organiser_id(),
             staff_id);
  end_sessions_of_nobody(tx, staff_id);
  note(tx, of, "staff.removed", staff_id, {{"role", to_text(*had)}}, now);
  return staff_change::done;
}

std::optional<std::int64_t> accept_invitation(schema::transaction& tx, const acceptance& what,
                                              instant now) {
  const auto invitation = find_invitation(tx, what.public_id, now);
  if (!invitation) return {};
  const auto staff_id = account_for(tx, invitation->email, what.password_hash, now);
  if (!staff_id || !use_staff_token(tx, what.public_id, "invitation", now)) return {};
  if (invitation->event) {
    join_event(tx, *invitation, *staff_id, now);
  } else {
    tx.execute(
        "INSERT INTO staff_role (staff_id, organiser_id, role, since)"
        " VALUES (:1, :2, :3, :4)"
        " ON CONFLICT (staff_id, organiser_id) DO NOTHING",
        *staff_id, invitation->organiser_id, to_text(invitation->role), now);
  }
  nlohmann::json details = {{"role", to_text(invitation->role)}, {"invitation", what.public_id}};
  if (invitation->event) details["event"] = invitation->event->slug;
  record(tx,
         {invitation->organiser_id, *staff_id, "staff.joined", std::to_string(*staff_id),
          std::move(details)},
         now);
  return staff_id;
}

}  // namespace zusage::organisers
