// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <memory>
#include <variant>

#include "events/event_editing.hpp"
#include "events/event_entry_json.hpp"
#include "events/import.hpp"
#include "events/paper.hpp"
#include "events/registration_rows.hpp"
#include "server/admin_view.hpp"
#include "server/api_organiser.hpp"
#include "server/api_program.hpp"

namespace zusage::server {
namespace {

/// A document that may be stored, and the entry that names it.
struct new_document {
  std::int64_t event_id = 0;
  events::event_file file;
};

// The bytes stay in the request, which outlives the whole of its handling.
std::shared_ptr<const std::string> body_of_request(const request& of) {
  return {std::shared_ptr<const void>(), &of.body};
}

// Where it was fetched before, it is not any more.
nlohmann::json entry_naming(const schema::reader& db, const events::event& at,
                            const std::string& name) {
  auto entry = events::event_as_entry(db, at);
  auto& paper = entry["paper"];
  if (!paper.is_object()) paper = nlohmann::json::object();
  paper.erase("url");
  entry.erase("join_url");
  paper["file"] = name;
  return entry;
}

std::variant<response, new_document> checked_document(const request& of, const schema::reader& db,
                                                      services& with) {
  const auto at = find_own_event(of, db, with);
  if (!at) return error_page(404, of, with, "error.not_found");
  if (auto refused = refuse_unread(of, event_etag(at->version))) return std::move(*refused);
  if (!at->paper) return api_refused(409, "", "not_a_paper", of);
  const auto& name = of.query.get("name");
  if (!events::is_document_name(name)) return api_refused(422, "name", "wrong_file_name", of);
  auto file = events::check_entry(db, entry_naming(db, *at, name));
  if (!file) return api_refused(422, file.error(), of);
  const auto document = events::read_new_document(name, body_of_request(of));
  if (!document) return api_refused(422, document.error(), of);
  auto wrong = events::take_document(db, file->events.front(), at->id, &*document);
  if (!wrong.empty()) return api_refused(422, wrong, of);
  return new_document{at->id, std::move(*file)};
}

}  // namespace

// PUT /api/v1/organiser/events/{slug}/document?name=
response api_put_document(const request& of, services& with) {
  const auto found =
      with.db.read([&](const schema::reader& db) { return checked_document(of, db, with); });
  if (const auto* refused = std::get_if<response>(&found)) return *refused;
  const auto& what = std::get<new_document>(found);
  return with.db.write([&](schema::transaction& tx) {
    events::hold_imports(tx);
    events::hold_event(tx, what.event_id);
    const auto version =
        tx.value<std::int64_t>("SELECT version FROM event WHERE id = :1", what.event_id);
    if (!version) return error_page(404, of, with, "error.not_found");
    if (auto refused = refuse_unread(of, event_etag(*version))) return std::move(*refused);
    return store_entry(tx, of, with, what.file, 200);
  });
}

}  // namespace zusage::server
