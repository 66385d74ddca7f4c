// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "organisers/sessions.hpp"

#include "base/network.hpp"
#include "base/text.hpp"

namespace zusage::organisers {
namespace {

constexpr std::size_t token_bytes = 32;
constexpr std::size_t most_of_user_agent = 200;
constexpr std::size_t token_characters = 43;  // of 32 bytes in base64url

// The token is random through and through: a plain hash cannot be turned round.
std::string stored_form(std::string_view token) {
  return sha256_hex("staff session\n" + std::string(token));
}

// What a form says of a session must not be what the table finds it by.
std::string shown_id(const std::string& token_hash) {
  return sha256_hex("listed session\n" + token_hash).substr(0, 32);
}

// What programs send may be no UTF-8.
std::string shown_agent(std::string_view sent) {
  if (!is_utf8(sent) || has_control(sent)) return {};
  return cut(std::string(sent), most_of_user_agent);
}

void note_seen(schema::transaction& tx, std::int64_t staff_id, instant now) {
  tx.execute("UPDATE staff SET seen_at = :1 WHERE id = :2", now, staff_id);
}

}  // namespace

std::string start_session(schema::transaction& tx, std::int64_t staff_id, instant now,
                          const session_origin& from) {
  auto token = to_base64url(random_bytes(token_bytes));
  const auto network =
      from.network_address.empty() ? std::string() : network_of(from.network_address);
  tx.execute(
      "INSERT INTO staff_session (token_hash, staff_id, created_at, seen_at, expires_at,"
      " user_agent, network)"
      " VALUES (:1, :2, :3, :4, :5, :6, :7)",
      stored_form(token), staff_id, now, now, now + session_limits::absolute,
      shown_agent(from.user_agent), network);
  note_seen(tx, staff_id, now);
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
  const auto whose = tx.value<std::int64_t>(
      "UPDATE staff_session SET seen_at = :1 WHERE token_hash = :2 AND seen_at < :3"
      " RETURNING staff_id",
      now, stored_form(token), now);
  if (whose) note_seen(tx, *whose, now);
}

std::vector<own_session> sessions_of(const schema::reader& db, std::int64_t staff_id,
                                     std::string_view token, instant now) {
  const auto here = stored_form(token);
  std::vector<own_session> all;
  db.each<std::string, instant, instant, std::string, std::string>(
      "SELECT token_hash, created_at, seen_at, user_agent, network"
      " FROM staff_session"
      " WHERE staff_id = :1 AND expires_at > :2 AND seen_at > :3"
      " ORDER BY seen_at DESC, created_at DESC",
      [&](const std::string& hash, instant begun_at, instant seen_at, std::string agent,
          std::string network) {
        all.push_back({shown_id(hash), begun_at, seen_at, std::move(agent), std::move(network),
                       hash == here});
      },
      staff_id, now, now - session_limits::idle);
  return all;
}

bool end_own_session(schema::transaction& tx, std::int64_t staff_id, std::string_view id) {
  for (const auto& [hash] :
       tx.all<std::string>("SELECT token_hash FROM staff_session WHERE staff_id = :1", staff_id)) {
    if (shown_id(hash) != id) continue;
    return tx.execute("DELETE FROM staff_session WHERE token_hash = :1", hash) == 1;
  }
  return false;
}

void end_other_sessions(schema::transaction& tx, std::int64_t staff_id, std::string_view token) {
  tx.execute("DELETE FROM staff_session WHERE staff_id = :1 AND token_hash <> :2", staff_id,
             stored_form(token));
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
