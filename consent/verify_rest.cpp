// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "consent/chain.hpp"
#include "consent/published_heads.hpp"
#include "consent/verify_parts.hpp"

namespace zusage::consent {

std::optional<std::int64_t> check_states(const schema::reader& db, std::int64_t organiser_id,
                                         std::int64_t after, std::int64_t most,
                                         chain_check& found) {
  const auto last = db.value<std::optional<std::int64_t>>(
      "SELECT MAX(id) FROM"
      " (SELECT id FROM principal WHERE organiser_id = :1 AND id > :2 ORDER BY id LIMIT :3) w",
      organiser_id, after, most);
  if (!last || !*last) return {};
  db.each<std::string, std::string, std::int64_t>(
      "SELECT w.public_id, COALESCE(p.key, '?'), s.record_id"
      " FROM principal w"
      " JOIN consent_state s ON s.principal_id = w.id"
      " LEFT JOIN purpose p ON p.id = s.purpose_id"
      " LEFT JOIN consent_record r ON r.id = s.record_id AND r.principal_id = s.principal_id"
      "   AND r.purpose_id = s.purpose_id AND r.organiser_id = s.organiser_id"
      " WHERE w.organiser_id = :1 AND w.id > :2 AND w.id <= :3"
      "  AND (r.id IS NULL OR s.organiser_id <> w.organiser_id)",
      [&](const std::string& person, const std::string& purpose, std::int64_t record_id) {
        found.problem("the state of person " + person + " and purpose " + purpose +
                      " rests on row " + std::to_string(record_id) +
                      ", which is no record of theirs");
      },
      organiser_id, after, **last);
  return *last;
}

std::optional<std::int64_t> check_published(const schema::reader& db, std::int64_t organiser_id,
                                            std::int64_t after, chain_check& found) {
  const auto head =
      db.one<std::int64_t, std::string, std::optional<std::string>, std::int64_t, std::string>(
          "SELECT h.sequence, h.hash, r.hash, h.first_sequence, h.root"
          " FROM published_head h"
          " LEFT JOIN consent_record r"
          "  ON r.organiser_id = h.organiser_id AND r.sequence = h.sequence"
          " WHERE h.organiser_id = :1 AND h.sequence > :2"
          " ORDER BY h.sequence"
          " LIMIT 1",
          organiser_id, after);
  if (!head) return {};
  const auto& [sequence, hash, recorded, first, root] = *head;
  if (hash != recorded) {
    found.problem("record " + std::to_string(sequence) +
                  ": it is not the one whose hash was published");
  }
  if (first > 0 && root_of(db, organiser_id, first, sequence) != root) {
    found.problem("records " + std::to_string(first) + " to " + std::to_string(sequence) +
                  ": their tree is not the one that was published");
  }
  return sequence;
}

namespace {

// A row of the query in `check_notices`, in its order.
struct notice_row {
  std::int64_t id;
  std::optional<std::string> purpose_key;
  std::int64_t version;
  std::string language, channel, title, shown, controller, recipients, hash;
  std::int64_t created_at;
  std::string ends;
  std::int64_t valid_months;
};

}  // namespace

void check_notices(const schema::reader& db, std::int64_t organiser_id, chain_check& found) {
  const auto check_one = [&](const notice_row& n) {
    const auto purpose = n.purpose_key.value_or("?");
    if (notice_hash({found.organiser_key(), purpose, n.version, n.language, n.channel, n.title,
                     n.shown, n.controller, n.recipients, n.created_at, n.ends, n.valid_months}) ==
        n.hash) {
      return;
    }
    const auto first = db.value<std::optional<std::int64_t>>(
        "SELECT MIN(sequence) FROM consent_record WHERE organiser_id = :1 AND notice_id = :2",
        organiser_id, n.id);
    const bool used = first && *first;
    found.problem("notice " + purpose + " version " + std::to_string(n.version) + " (" +
                  n.language + "): its hash does not match its content" +
                  (used ? "; shown first for record " + std::to_string(**first) : std::string()));
  };
  db.each<std::int64_t, std::optional<std::string>, std::int64_t, std::string, std::string,
          std::string, std::string, std::string, std::string, std::string, std::int64_t,
          std::string, std::int64_t>(
      "SELECT n.id, p.key, n.version, n.language, n.channel, n.title, n.text, n.controller, "
      "n.recipients,"
      "       n.hash, n.created_at, n.ends, n.valid_months"
      " FROM notice n"
      " LEFT JOIN purpose p ON p.id = n.purpose_id"
      " WHERE n.organiser_id = :1"
      " ORDER BY n.id",
      [&](auto&&... columns) { check_one({std::forward<decltype(columns)>(columns)...}); },
      organiser_id);
}

}  // namespace zusage::consent
