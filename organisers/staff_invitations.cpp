// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "organisers/staff_invitations.hpp"

#include "base/email_address.hpp"
#include "organisers/audit.hpp"
#include "organisers/staff.hpp"

namespace zusage::organisers {
namespace {

nlohmann::json details_of(std::string_view as, const invitation_place& to) {
  nlohmann::json details = {{"role", as}};
  if (to.event_id != 0) details["event"] = to.slug;
  return details;
}

}  // namespace

std::vector<staff_invitation> list_invitations_to(const schema::reader& db, const scope& of,
                                                  std::int64_t event_id, instant now) {
  std::vector<staff_invitation> all;
  for (const auto& [public_id] :
       db.all<std::string>("SELECT public_id FROM staff_token"
                           " WHERE organiser_id = :1 AND COALESCE(event_id, 0) = :2"
                           "  AND kind = 'invitation' AND used_at IS NULL AND expires_at > :3"
                           " ORDER BY email",
                           of.organiser_id(), event_id, now)) {
    if (auto one = find_invitation(db, public_id, now)) all.push_back(std::move(*one));
  }
  return all;
}

checked<invited_person> check_invited(const schema::reader& db, const std::string& email,
                                      std::optional<role> as) {
  faults wrong;
  const auto normalised = normalised_email(email);
  if (!normalised) wrong.push_back({"email", "not_an_email"});
  if (!as) wrong.push_back({"role", "role_missing"});
  if (!wrong.empty()) return wrong;
  invited_person who{email_key(*normalised), *as, {}};
  if (const auto there = find_staff(db, who.key)) who.staff_id = there->id;
  return who;
}

staff_invitation store_invitation(schema::transaction& tx, const scope& of,
                                  const invitation_place& to, const invited_person& who,
                                  instant now) {
  const auto event = to.event_id != 0 ? std::optional(to.event_id) : std::nullopt;
  const auto public_id =
      make_staff_token(tx, {"invitation", who.key, of.organiser_id(), to_text(who.as), event}, now);
  // Who does not work here yet has no number: the entry names the invitation, and whoever reads it
  // finds the address there while it is kept, and later in the account that was made with it.
  record(
      tx,
      {of.organiser_id(), of.staff_id(), "staff.invited",
       who.staff_id ? std::to_string(*who.staff_id) : public_id, details_of(to_text(who.as), to)},
      now);
  return find_invitation(tx, public_id, now).value();
}

bool withdraw_invitation_to(schema::transaction& tx, const scope& of, const invitation_place& to,
                            const std::string& email, instant now) {
  const auto role = tx.value<std::string>(
      "DELETE FROM staff_token"
      " WHERE organiser_id = :1 AND COALESCE(event_id, 0) = :2 AND kind = 'invitation'"
      "  AND email = :3 AND used_at IS NULL"
      " RETURNING role",
      of.organiser_id(), to.event_id, email);
  if (!role) return false;
  record(
      tx,
      {of.organiser_id(), of.staff_id(), "staff.invitation_withdrawn", "", details_of(*role, to)},
      now);
  return true;
}

}  // namespace zusage::organisers
