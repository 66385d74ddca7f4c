// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/sign_up_drafts.hpp"

#include <algorithm>

namespace zusage::events {
namespace {

// CBOR (RFC 8949) and not JSON: what was typed need not be UTF-8, and is told so by the check.
std::string packed(const typed_fields& typed) {
  auto list = nlohmann::json::array();
  for (const auto& [name, value] : typed) list.push_back({name, value});
  const auto bytes = nlohmann::json::to_cbor(list);
  return {bytes.begin(), bytes.end()};
}

typed_fields unpacked(std::string_view content) {
  typed_fields typed;
  for (const auto& one : nlohmann::json::from_cbor(content)) {
    typed.emplace_back(one.at(0).get<std::string>(), one.at(1).get<std::string>());
  }
  return typed;
}

}  // namespace

bool fits_draft(const typed_fields& typed) {
  std::size_t size = 0;
  for (const auto& [name, value] : typed) size += name.size() + value.size() + 2;
  return size <= most_of_draft;
}

bool has_room_for_draft(const schema::reader& db) {
  return db.value<std::int64_t>("SELECT COUNT(*) FROM sign_up_draft").value_or(0) < most_drafts;
}

sign_up_draft::sign_up_draft(const key32& key, std::int64_t event_id, std::string_view token)
    : event_id_(event_id),
      id_(keyed_hash_hex(key, "draft-id:" + std::string(token))),
      key_(derived_key(key, "draft-key:" + std::string(token))) {}

std::string sign_up_draft::encrypted(std::string_view content) const {
  return encrypt(key_, content, id_);
}

std::optional<sign_up_draft::state> sign_up_draft::find(const schema::reader& db,
                                                        instant now) const {
  const auto row = db.one<std::string, std::int64_t>(
      "SELECT content, sent FROM sign_up_draft"
      " WHERE key = :1 AND event_id = :2 AND expires_at > :3",
      id_, event_id_, now);
  if (!row) return {};
  const auto& [content, sent] = *row;
  const auto plain = decrypt(key_, content, id_);
  if (!plain) return {};
  if (sent != 0) return state{{}, true, *plain};
  return state{unpacked(*plain), false, {}};
}

// The update changes nothing: in PostgreSQL it locks the row, SQLite has one writer anyway.
std::optional<sign_up_draft::state> sign_up_draft::hold(schema::transaction& tx,
                                                        instant now) const {
  tx.execute("UPDATE sign_up_draft SET sent = sent WHERE key = :1", id_);
  return find(tx, now);
}

bool sign_up_draft::store(schema::transaction& tx, const typed_fields& typed,
                          instant started_at) const {
  return tx.execute(
             "INSERT INTO sign_up_draft (key, event_id, content, started_at, expires_at)"
             " VALUES (:1, :2, :3, :4, :5)"
             " ON CONFLICT (key) DO UPDATE SET content = excluded.content"
             " WHERE sign_up_draft.sent = 0",
             id_, event_id_, encrypted(packed(typed)), started_at, started_at + draft_period) == 1;
}

bool sign_up_draft::claim(schema::transaction& tx) const {
  return tx.execute("UPDATE sign_up_draft SET sent = 1 WHERE key = :1 AND sent = 0", id_) == 1;
}

void sign_up_draft::release(schema::transaction& tx) const {
  tx.execute("UPDATE sign_up_draft SET sent = 0 WHERE key = :1", id_);
}

void sign_up_draft::finish(schema::transaction& tx, std::string_view public_id) const {
  tx.execute("UPDATE sign_up_draft SET content = :1 WHERE key = :2", encrypted(public_id), id_);
}

std::int64_t erase_drafts(schema::transaction& tx, instant now, std::int64_t most) {
  return tx.execute(
      "DELETE FROM sign_up_draft WHERE key IN"
      " (SELECT key FROM sign_up_draft WHERE expires_at <= :1 ORDER BY expires_at LIMIT :2)",
      now, most);
}

}  // namespace zusage::events
