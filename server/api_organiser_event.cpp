// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <memory>
#include <set>

#include "events/event_editing.hpp"
#include "events/import.hpp"
#include "events/load_event.hpp"
#include "events/registration_rows.hpp"
#include "server/admin_view.hpp"
#include "server/api_organiser.hpp"
#include "server/api_program.hpp"

namespace zusage::server {
namespace {

using nlohmann::json;

constexpr std::size_t deepest_entry = 12;  // as in an event file

// The organiser and, of an event that exists, the slug may be left out; others are not the token's.
faults complete(json& entry, const std::string& organiser, const std::string& slug) {
  faults wrong;
  if (!entry.contains("organiser")) entry["organiser"] = organiser;
  if (entry["organiser"] != organiser) wrong.push_back({"organiser", "wrong_organiser"});
  if (slug.empty()) return wrong;
  if (!entry.contains("slug")) entry["slug"] = slug;
  if (entry["slug"] != slug) wrong.push_back({"slug", "wrong_slug"});
  return wrong;
}

// Whom an event is run together with sees its registrations: that is agreed elsewhere.
bool keeps_partners(const events::event_file& file, const events::event* now) {
  std::set<std::string> before;
  if (now) {
    for (const auto& one : now->also_by) before.insert(one.key);
  }
  const auto& keys = file.events.front().also_by;
  return std::set<std::string>(keys.begin(), keys.end()) == before;
}

std::variant<response, std::shared_ptr<const events::event_file>> read_entry(
    const request& of, const schema::reader& db, const events::event* now) {
  auto body = read_api_object(of, deepest_entry);
  if (auto* refused = std::get_if<response>(&body)) return std::move(*refused);
  auto& entry = std::get<json>(body);
  const auto organiser = events::load_organiser(db, of.scope->organiser_id()).key;
  if (const auto wrong = complete(entry, organiser, now ? now->slug : ""); !wrong.empty())
    return api_refused(422, wrong, of);
  auto file = events::check_entry(db, entry);
  if (!file) return api_refused(422, file.error(), of);
  if (!keeps_partners(*file, now)) return api_refused(422, "also_by", "wrong_organiser", of);
  // The document of a paper comes by a call of its own.
  if (const auto wrong = events::take_document(db, file->events.front(), now ? now->id : 0);
      !wrong.empty())
    return api_refused(422, wrong, of);
  return std::make_shared<const events::event_file>(std::move(*file));
}

struct state {
  std::int64_t id, version;
};

std::optional<state> find_state(const schema::reader& db, const std::string& slug) {
  const auto row =
      db.one<std::int64_t, std::int64_t>("SELECT id, version FROM event WHERE slug = :1", slug);
  if (!row) return {};
  return state{std::get<0>(*row), std::get<1>(*row)};
}

}  // namespace

response store_entry(schema::transaction& tx, const request& of, services& with,
                     const events::event_file& file, int status) {
  const auto done = events::import_events(tx, file, of.at);
  if (!done) {
    tx.undo();
    return api_refused(422, events::of_entry(done.error()), of);
  }
  events::follow_import(tx, with.registrar, *done, of.at);
  const auto& slug = file.events.front().what.slug;
  if (done->anything_changed()) record_program(tx, of, "token.event_stored", slug);
  const auto version = find_state(tx, slug).value().version;
  auto made = json_response(status, {{"slug", slug}, {"version", version}});
  made.with("ETag", event_etag(version));
  if (status == 201) made.with("Location", "/api/v1/organiser/events/" + slug);
  return made;
}

// PUT /api/v1/organiser/events/{slug}
decision api_put_event(const request& of, const schema::reader& db, services& with) {
  const auto at = find_own_event(of, db, with);
  if (!at) return error_page(404, of, with, "error.not_found");
  if (auto refused = refuse_unread(of, event_etag(at->version))) return std::move(*refused);
  auto read = read_entry(of, db, at.get());
  if (auto* refused = std::get_if<response>(&read)) return std::move(*refused);
  const auto file = std::get<std::shared_ptr<const events::event_file>>(read);
  return action([of, id = at->id, file, &with](schema::transaction& tx) {
    events::hold_imports(tx);
    events::hold_event(tx, id);
    const auto now = find_state(tx, file->events.front().what.slug);
    if (!now || now->id != id) return error_page(404, of, with, "error.not_found");
    if (auto refused = refuse_unread(of, event_etag(now->version))) return std::move(*refused);
    return store_entry(tx, of, with, *file, 200);
  });
}

// POST /api/v1/organiser/events
decision api_post_event(const request& of, const schema::reader& db, services& with) {
  if (auto refused = refuse_bad_key(of)) return std::move(*refused);
  auto read = read_entry(of, db, nullptr);
  if (auto* refused = std::get_if<response>(&read)) return std::move(*refused);
  const auto file = std::get<std::shared_ptr<const events::event_file>>(read);
  return action([of, file, &with](schema::transaction& tx) {
    return once(of, tx, [&](schema::transaction& in) {
      events::hold_imports(in);
      if (find_state(in, file->events.front().what.slug))
        return api_refused(409, "slug", "slug_taken", of);
      return store_entry(in, of, with, *file, 201);
    });
  });
}

}  // namespace zusage::server
