// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "consent/published_heads.hpp"

#include <tuple>
#include <utility>

namespace zusage::consent {
namespace {

template <class Action>
void each_hash(const schema::reader& db, std::int64_t organiser_id, std::int64_t first,
               std::int64_t last, const Action& action) {
  db.each<std::string>(
      "SELECT hash FROM consent_record"
      " WHERE organiser_id = :1 AND sequence >= :2 AND sequence <= :3"
      " ORDER BY sequence",
      action, organiser_id, first, last);
}

void add_tree(const schema::reader& db, due_head& head) {
  head.first_sequence = 1 + db.value<std::int64_t>(
                                  "SELECT COALESCE(MAX(sequence), 0) FROM published_head"
                                  " WHERE organiser_id = :1 AND first_sequence > 0",
                                  head.organiser_id)
                                .value();
  head.root = root_of(db, head.organiser_id, head.first_sequence, head.sequence);
}

using head_columns =
    std::tuple<std::int64_t, std::string, instant, std::int64_t, std::int64_t, std::string>;

published_head head_from(const head_columns& row) {
  const auto& [sequence, hash, at, recipients, first, root] = row;
  return {sequence, hash, at, recipients, first, root};
}

// The first head with a tree that covers the record.
std::optional<published_head> head_with_tree(const schema::reader& db, std::int64_t organiser_id,
                                             std::int64_t sequence) {
  auto row = db.one<std::int64_t, std::string, instant, std::int64_t, std::int64_t, std::string>(
      "SELECT sequence, hash, published_at, recipients, first_sequence, root"
      " FROM published_head"
      " WHERE organiser_id = :1 AND first_sequence > 0 AND first_sequence <= :2 AND sequence >= :3"
      " ORDER BY sequence"
      " LIMIT 1",
      organiser_id, sequence, sequence);
  return row ? std::optional(head_from(*row)) : std::nullopt;
}

}  // namespace

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
        due.push_back({organiser_id, sequence, std::move(key), std::move(hash), 0, {}});
      },
      now - publishing_interval, now - publishing_interval);
  for (auto& one : due) add_tree(db, one);
  return due;
}

bool note_published(schema::transaction& tx, const due_head& head, std::int64_t recipients,
                    instant now) {
  return tx.execute(
             "INSERT INTO published_head (organiser_id, sequence, hash, published_at, recipients,"
             " first_sequence, root)"
             " VALUES (:1, :2, :3, :4, :5, :6, :7)"
             " ON CONFLICT (organiser_id, sequence) DO NOTHING",
             head.organiser_id, head.sequence, head.hash, now, recipients, head.first_sequence,
             head.root) > 0;
}

std::vector<published_head> list_published(const schema::reader& db, std::int64_t organiser_id,
                                           std::int64_t most) {
  std::vector<published_head> all;
  for (auto& row :
       db.all<std::int64_t, std::string, instant, std::int64_t, std::int64_t, std::string>(
           "SELECT sequence, hash, published_at, recipients, first_sequence, root"
           " FROM published_head"
           " WHERE organiser_id = :1"
           " ORDER BY sequence DESC"
           " LIMIT :2",
           organiser_id, most)) {
    all.push_back(head_from(row));
  }
  return all;
}

std::optional<published_head> first_covering(const schema::reader& db, std::int64_t organiser_id,
                                             std::int64_t sequence) {
  auto row = db.one<std::int64_t, std::string, instant, std::int64_t, std::int64_t, std::string>(
      "SELECT sequence, hash, published_at, recipients, first_sequence, root"
      " FROM published_head"
      " WHERE organiser_id = :1 AND sequence >= :2"
      " ORDER BY sequence"
      " LIMIT 1",
      organiser_id, sequence);
  return row ? std::optional(head_from(*row)) : std::nullopt;
}

std::map<std::int64_t, record_path> paths_of(const schema::reader& db, std::int64_t organiser_id,
                                             const std::vector<std::int64_t>& sequences) {
  std::map<std::int64_t, record_path> found;
  std::map<std::int64_t, std::map<std::int64_t, path_maker>> by_head;
  for (const auto sequence : sequences) {
    auto head = head_with_tree(db, organiser_id, sequence);
    if (!head) continue;
    by_head[head->sequence].try_emplace(sequence, sequence - head->first_sequence,
                                        head->sequence - head->first_sequence + 1);
    found.insert_or_assign(sequence, record_path{std::move(*head), {}});
  }
  for (auto& [last, makers] : by_head) {
    const auto first = found.at(makers.begin()->first).head.first_sequence;
    each_hash(db, organiser_id, first, last, [&, &all = makers](const std::string& hash) {
      for (auto& [sequence, maker] : all) maker.add(hash);
    });
    for (const auto& [sequence, maker] : makers) found.at(sequence).steps = maker.path();
  }
  return found;
}

std::string root_of(const schema::reader& db, std::int64_t organiser_id, std::int64_t first,
                    std::int64_t last) {
  hash_tree tree;
  each_hash(db, organiser_id, first, last, [&](const std::string& hash) { tree.add(hash); });
  return tree.root();
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
