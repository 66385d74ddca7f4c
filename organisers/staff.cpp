// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "organisers/staff.hpp"

#include "base/email_address.hpp"
#include "organisers/audit.hpp"
#include "organisers/event_staff.hpp"
#include "organisers/sessions.hpp"

namespace zusage::organisers {
namespace {

std::optional<std::int64_t> find_organiser(const schema::reader& db, std::string_view key) {
  return db.value<std::int64_t>("SELECT id FROM organiser WHERE key = :1", key);
}

// Who adds the same person twice at once gets one account: the constraint decides.
std::pair<std::int64_t, bool> make_account(schema::transaction& tx, const prepared_user& user,
                                           instant now) {
  const auto made = tx.value<std::int64_t>(
      "INSERT INTO staff (email, password_hash, created_at, password_changed_at)"
      " VALUES (:1, :2, :3, :4)"
      " ON CONFLICT (email) DO NOTHING"
      " RETURNING id",
      user.email, user.password_hash, now, now);
  if (made) return {*made, false};
  return {find_staff(tx, user.email)->id, true};
}

std::optional<staff_member> member_from(
    const std::optional<std::tuple<std::int64_t, std::string, std::string>>& row) {
  if (!row) return {};
  return staff_member{std::get<0>(*row), std::get<1>(*row), std::get<2>(*row)};
}

}  // namespace

checked<prepared_user> prepare_user(const new_user& typed, hashing_cost cost) {
  faults wrong;
  const auto email = normalised_email(typed.email);
  if (!email) wrong.push_back({"email", "not_an_email"});
  const auto role = role_from(typed.role);
  if (!role) wrong.push_back({"role", "role_unknown"});
  const auto password = check_password(typed.password, email.value_or(""));
  if (!password) {
    for (auto& one : password.error()) wrong.push_back(std::move(one));
  }
  if (!wrong.empty()) return wrong;
  return prepared_user{email_key(*email), typed.organiser_key, *role,
                       hash_password(*password, cost)};
}

checked<added_user> add_user(schema::transaction& tx, const prepared_user& user, instant now) {
  const auto organiser = find_organiser(tx, user.organiser_key);
  if (!organiser) {
    return faults{{"organiser", "organiser_unknown", {{"key", user.organiser_key}}}};
  }
  const auto [id, known_before] = make_account(tx, user, now);
  const auto added = tx.execute(
      "INSERT INTO staff_role (staff_id, organiser_id, role, since)"
      " VALUES (:1, :2, :3, :4)"
      " ON CONFLICT (staff_id, organiser_id) DO NOTHING",
      id, *organiser, to_text(user.role), now);
  if (added == 0) return faults{{"email", "staff_known"}};
  record(tx, {*organiser, 0, "staff.added", std::to_string(id), {{"role", to_text(user.role)}}},
         now);
  return added_user{id, known_before};
}

checked<added_user> add_user(schema::database& db, const new_user& typed, instant now,
                             hashing_cost cost) {
  const auto user = prepare_user(typed, cost);
  if (!user) return user.error();
  return db.write([&](schema::transaction& tx) { return add_user(tx, *user, now); });
}

std::optional<staff_member> find_staff(const schema::reader& db, std::string_view email) {
  return member_from(db.one<std::int64_t, std::string, std::string>(
      "SELECT id, email, password_hash FROM staff WHERE email = :1", email));
}

std::optional<staff_member> find_staff(const schema::reader& db, std::int64_t id) {
  return member_from(db.one<std::int64_t, std::string, std::string>(
      "SELECT id, email, password_hash FROM staff WHERE id = :1", id));
}

std::vector<membership> memberships_of(const schema::reader& db, std::int64_t staff_id) {
  std::vector<membership> found;
  db.each<std::int64_t, std::string, std::string, std::string>(
      "SELECT o.id, o.key, o.name, r.role"
      " FROM staff_role r"
      " JOIN organiser o ON o.id = r.organiser_id"
      " WHERE r.staff_id = :1"
      " ORDER BY o.key",
      [&](std::int64_t id, std::string key, const std::string& name, const std::string& as) {
        // A role of a later version gives nothing rather than something.
        const auto role = role_from(as);
        if (!role) return;
        found.push_back({id, std::move(key), nlohmann::json::parse(name, nullptr, false), *role});
      },
      staff_id);
  return found;
}

std::vector<std::string> officers_of(const schema::reader& db, std::int64_t organiser_id) {
  std::vector<std::string> found;
  for (const auto one : {role::dpo, role::owner}) {
    db.each<std::string>(
        "SELECT s.email"
        " FROM staff_role r"
        " JOIN staff s ON s.id = r.staff_id"
        " WHERE r.organiser_id = :1 AND r.role = :2"
        " ORDER BY s.email",
        [&](std::string email) { found.push_back(std::move(email)); }, organiser_id, to_text(one));
    if (!found.empty()) break;
  }
  return found;
}

void set_password(schema::transaction& tx, std::int64_t staff_id, std::string_view password_hash,
                  instant now, const std::string& action) {
  tx.execute("UPDATE staff SET password_hash = :1, password_changed_at = :2 WHERE id = :3",
             password_hash, now, staff_id);
  end_sessions(tx, staff_id);
  tx.execute(
      "DELETE FROM staff_token WHERE kind = 'reset'"
      " AND email = (SELECT email FROM staff WHERE id = :1)",
      staff_id);
  for (const auto organiser_id : organisers_of(tx, staff_id)) {
    record(tx, {organiser_id, staff_id, action, std::to_string(staff_id)}, now);
  }
}

}  // namespace zusage::organisers
