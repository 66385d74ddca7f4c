// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "organisers/staff_token.hpp"

namespace zusage::organisers {

std::optional<staff_invitation> find_invitation(const schema::reader& db,
                                                std::string_view public_id, instant now) {
  using std::string;
  const auto row =
      db.one<string, std::int64_t, string, string, string, instant, std::optional<std::int64_t>,
             std::optional<string>, std::optional<string>>(
          "SELECT t.email, o.id, o.key, o.name, t.role, t.expires_at, t.event_id, e.slug, e.title"
          " FROM staff_token t"
          " JOIN organiser o ON o.id = t.organiser_id"
          " LEFT JOIN event e ON e.id = t.event_id AND e.organiser_id = t.organiser_id"
          " WHERE t.public_id = :1 AND t.kind = 'invitation' AND t.used_at IS NULL"
          "  AND t.expires_at > :2",
          public_id, now);
  if (!row) return {};
  const auto& [email, organiser_id, key, name, as, expires_at, event_id, slug, title] = *row;
  const auto role = role_from(as);
  // One to an event never becomes one to the whole organiser.
  if (!role || event_id.has_value() != slug.has_value()) return {};
  staff_invitation found{string(public_id),
                         email,
                         organiser_id,
                         key,
                         nlohmann::json::parse(name, nullptr, false),
                         *role,
                         expires_at};
  if (event_id)
    found.event = invited_event{*event_id, *slug, nlohmann::json::parse(*title, nullptr, false)};
  return found;
}

std::optional<std::string> find_reset(const schema::reader& db, std::string_view public_id,
                                      instant now) {
  return db.value<std::string>(
      "SELECT email FROM staff_token"
      " WHERE public_id = :1 AND kind = 'reset' AND used_at IS NULL AND expires_at > :2",
      public_id, now);
}

std::optional<instant> token_until(const schema::reader& db, std::string_view public_id,
                                   instant now) {
  return db.value<instant>(
      "SELECT expires_at FROM staff_token"
      " WHERE public_id = :1 AND used_at IS NULL AND expires_at > :2",
      public_id, now);
}

std::string make_staff_token(schema::transaction& tx, const new_staff_token& what, instant now) {
  tx.execute(
      "DELETE FROM staff_token"
      " WHERE email = :1 AND kind = :2 AND COALESCE(organiser_id, 0) = :3"
      "  AND COALESCE(event_id, 0) = :4",
      what.email, what.kind, what.organiser_id.value_or(0), what.event_id.value_or(0));
  auto public_id = new_public_id();
  const auto until = what.kind == "reset" ? now + reset_period : now + invitation_period;
  tx.execute(
      "INSERT INTO staff_token (public_id, kind, email, organiser_id, role, created_at,"
      " expires_at, event_id)"
      " VALUES (:1, :2, :3, :4, :5, :6, :7, :8)",
      public_id, what.kind, what.email, what.organiser_id, what.role, now, until, what.event_id);
  return public_id;
}

bool use_staff_token(schema::transaction& tx, std::string_view public_id, std::string_view kind,
                     instant now) {
  return tx.execute(
             "UPDATE staff_token SET used_at = :1"
             " WHERE public_id = :2 AND kind = :3 AND used_at IS NULL AND expires_at > :4",
             now, public_id, kind, now) == 1;
}

std::int64_t forget_staff_tokens(schema::transaction& tx, instant now) {
  return tx.execute("DELETE FROM staff_token WHERE used_at IS NOT NULL OR expires_at <= :1", now);
}

}  // namespace zusage::organisers
