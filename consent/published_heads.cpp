// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "consent/published_heads.hpp"

#include <utility>

namespace zusage::consent {

std::vector<due_head> heads_due(const schema::reader& db, instant now) {
  std::vector<due_head> due;
  db.each<std::int64_t, std::int64_t, std::string, std::string>(
      "SELECT c.organiser_id, c.sequence, o.key, c.hash"
      " FROM consent_chain c"
      " JOIN organiser o ON o.id = c.organiser_id"
      " JOIN consent_record f ON f.organiser_id = c.organiser_id AND f.sequence = 1"
      " WHERE f.at <= :1"
      "  AND NOT EXISTS (SELECT 1 FROM published_head h"
      "   WHERE h.organiser_id = c.organiser_id"
      "    AND (h.sequence = c.sequence OR h.published_at > :2))"
      " ORDER BY o.key",
      [&](std::int64_t organiser_id, std::int64_t sequence, std::string key, std::string hash) {
        due.push_back({organiser_id, sequence, std::move(key), std::move(hash)});
      },
      now - publishing_interval, now - publishing_interval);
  return due;
}

bool note_published(schema::transaction& tx, const due_head& head, std::int64_t recipients,
                    instant now) {
  return tx.execute(
             "INSERT INTO published_head (organiser_id, sequence, hash, published_at, recipients)"
             " VALUES (:1, :2, :3, :4, :5)"
             " ON CONFLICT (organiser_id, sequence) DO NOTHING",
             head.organiser_id, head.sequence, head.hash, now, recipients) > 0;
}

std::vector<published_head> list_published(const schema::reader& db, std::int64_t organiser_id,
                                           std::int64_t most) {
  std::vector<published_head> all;
  db.each<std::int64_t, std::string, instant, std::int64_t>(
      "SELECT sequence, hash, published_at, recipients"
      " FROM published_head"
      " WHERE organiser_id = :1"
      " ORDER BY sequence DESC"
      " LIMIT :2",
      [&](std::int64_t sequence, std::string hash, instant at, std::int64_t recipients) {
        all.push_back({sequence, std::move(hash), at, recipients});
      },
      organiser_id, most);
  return all;
}

std::optional<published_head> first_covering(const schema::reader& db, std::int64_t organiser_id,
                                             std::int64_t sequence) {
  auto row = db.one<std::int64_t, std::string, instant, std::int64_t>(
      "SELECT sequence, hash, published_at, recipients"
      " FROM published_head"
      " WHERE organiser_id = :1 AND sequence >= :2"
      " ORDER BY sequence"
      " LIMIT 1",
      organiser_id, sequence);
  if (!row) return {};
  auto& [number, hash, at, recipients] = *row;
  return published_head{number, std::move(hash), at, recipients};
}

bool has_record(const schema::reader& db, std::string_view organiser_key, std::int64_t sequence,
                std::string_view hash) {
  return db
      .value<std::int64_t>(
          "SELECT r.id"
          " FROM consent_record r"
          " JOIN organiser o ON o.id = r.organiser_id"
          " WHERE o.key = :1 AND r.sequence = :2 AND r.hash = :3",
          organiser_key, sequence, hash)
      .has_value();
}

}  // namespace zusage::consent
