// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/deliver_document.hpp"

#include <stdexcept>

#include "server/piecewise.hpp"

namespace zusage::server {
namespace {

// A chunk at a time, each in a snapshot of its own: however slowly somebody takes it, nothing is
// held meanwhile. A document that is replaced ends the transfer short, which the client notices.
piecewise::source chunks_of(services& with, const events::stored_document& what) {
  return [&with, what, at = std::int64_t(0)]() mutable -> std::optional<std::string> {
    if (at * std::int64_t(events::document_chunk) >= what.size) return {};
    auto chunk = with.db.read(
        [&](const schema::reader& db) { return events::read_document_chunk(db, what, at); });
    if (!chunk) throw std::runtime_error("the document was replaced while it was being sent");
    ++at;
    return chunk;
  };
}

// What is small is handed over at once; what is large never is in memory as a whole.
constexpr std::int64_t most_at_once = 1024 * 1024;

}  // namespace

response deliver_document(const events::stored_document& what, services& with) {
  response made;
  const bool text = what.media_type.starts_with("text/");
  made.content_type = what.media_type + (text ? "; charset=utf-8" : "");
  made.with("Content-Disposition", "attachment; filename=\"" + what.name + "\"");
  const piecewise pieces(chunks_of(with, what));
  if (what.size > most_at_once) {
    made.stream = pieces;
  } else {
    pieces([&](std::string_view chunk) {
      made.body += chunk;
      return true;
    });
  }
  return made;
}

}  // namespace zusage::server
