// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/crypto.hpp"
#include "events/event_file.hpp"
#include "events/paper.hpp"

namespace zusage::events {

std::optional<stored_document> find_document(const schema::reader& db, std::int64_t event_id) {
  const auto row = db.one<std::int64_t, std::int64_t, std::string, std::string, std::string>(
      "SELECT id, size, name, media_type, hash FROM paper_document WHERE event_id = :1", event_id);
  if (!row) return {};
  stored_document found;
  std::tie(found.id, found.size, found.name, found.media_type, found.hash) = *row;
  return found;
}

std::optional<std::string> read_document_chunk(const schema::reader& db, const stored_document& of,
                                               std::int64_t number) {
  // The hash besides: SQLite gives the number of a row that was deleted to a new one.
  const auto text = db.value<std::string>(
      "SELECT c.content FROM paper_chunk c"
      " JOIN paper_document d ON d.id = c.document_id"
      " WHERE d.id = :1 AND d.hash = :2 AND c.number = :3",
      of.id, of.hash, number);
  return text ? from_base64url(*text) : std::nullopt;
}

void store_document(schema::transaction& tx, const document_entry* wanted, std::int64_t event_id,
                    std::int64_t organiser_id, instant now) {
  const auto before = find_document(tx, event_id);
  if (before && wanted && before->hash == wanted->hash && before->name == wanted->name) return;
  if (before) {
    tx.execute("DELETE FROM paper_chunk WHERE document_id = :1", before->id);
    tx.execute("DELETE FROM paper_document WHERE id = :1", before->id);
  }
  if (!wanted) return;
  const std::string_view content = *wanted->content;
  const auto id = tx.value<std::int64_t>(
      "INSERT INTO paper_document (organiser_id, event_id, name, media_type, size, hash, stored_at)"
      " VALUES (:1, :2, :3, :4, :5, :6, :7) RETURNING id",
      organiser_id, event_id, wanted->name, wanted->media_type, content.size(), wanted->hash, now);
  std::int64_t number = 0;
  for (std::size_t at = 0; at < content.size(); at += document_chunk) {
    tx.execute("INSERT INTO paper_chunk (document_id, number, content) VALUES (:1, :2, :3)",
               id.value(), number++, to_base64url(content.substr(at, document_chunk)));
  }
}

}  // namespace zusage::events
