// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "organisers/sessions.hpp"

namespace zusage::organisers {
namespace {

constexpr std::size_t token_bytes = 32;
constexpr std::size_t token_characters = 43;  // of 32 bytes in base64url

// The token is random through and through: a plain hash cannot be turned round.
std::string stored_form(std::string_view token) {
  return sha256_hex("staff session\n" + std::string(token));
}

}  // namespace

std::string start_session(schema::transaction& tx, std::int64_t staff_id, instant now) {
  auto token = to_base64url(random_bytes(token_bytes));
  tx.execute(
      "INSERT INTO staff_session (token_hash, staff_id, created_at, seen_at, expires_at)"
      " VALUES (:1, :2, :3, :4, :5)",
      stored_form(token), staff_id, now, now, now + session_limits::absolute);
  return token;
}

std::optional<session_info> find_session(const schema::reader& db, std::string_view token,
                                         const key32& csrf_key, instant now) {
  if (token.size() != token_characters) return {};
  const auto row = db.one<std::int64_t, std::string, instant>(
      "SELECT s.id, s.email, t.seen_at"
      " FROM staff_session t"
      " JOIN staff s ON s.id = t.staff_id"
      " WHERE t.token_hash = :1 AND t.expires_at > :2 AND t.seen_at > :3",
      stored_form(token), now, now - session_limits::idle);
  if (!row) return {};
  const auto& [staff_id, email, seen_at] = *row;
  return session_info{staff_id, email, keyed_hash_hex(csrf_key, "csrf\n" + std::string(token)),
                      now - seen_at >= session_limits::touch_every};
}

void touch_session(schema::transaction& tx, std::string_view token, instant now) {
  tx.execute("UPDATE staff_session SET seen_at = :1 WHERE token_hash = :2 AND seen_at < :3", now,
             stored_form(token), now);
}

void end_session(schema::transaction& tx, std::string_view token) {
  tx.execute("DELETE FROM staff_session WHERE token_hash = :1", stored_form(token));
}

void end_sessions(schema::transaction& tx, std::int64_t staff_id) {
  tx.execute("DELETE FROM staff_session WHERE staff_id = :1", staff_id);
}

std::int64_t remove_ended_sessions(schema::transaction& tx, instant now) {
  return tx.execute("DELETE FROM staff_session WHERE expires_at <= :1 OR seen_at <= :2", now,
                    now - session_limits::idle);
}

}  // namespace zusage::organisers
