// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/api_organiser.hpp"

#include "events/event_entry_json.hpp"
#include "events/load_event.hpp"
#include "events/own_events.hpp"
#include "organisers/api_tokens.hpp"
#include "server/admin_view.hpp"
#include "server/api_program.hpp"
#include "server/configuration.hpp"
#include "server/event_view.hpp"

namespace zusage::server {
namespace {

constexpr std::size_t event_body = 1024 * 1024;
constexpr std::size_t registration_body = 64 * 1024;
constexpr std::size_t small_body = 16 * 1024;
constexpr std::size_t document_body = events::file_limits::document;

nlohmann::json row_of(const events::own_event& one, const services& with) {
  return {{"slug", one.slug},
          {"kind", to_text(one.kind)},
          {"status", to_text(one.status)},
          {"title", one.title},
          {"starts_at", to_iso(one.starts_at, one.time_zone)},
          {"ends_at", to_iso(one.ends_at, one.time_zone)},
          {"time_zone", one.time_zone},
          {"hidden", one.hidden},
          {"capacity", one.capacity ? nlohmann::json(*one.capacity) : nlohmann::json()},
          {"taken", one.taken},
          {"waiting", one.waiting},
          {"url", with.config.base_url + events::public_path(one.kind, one.slug)}};
}

}  // namespace

std::string event_etag(std::int64_t version) {
  return "\"" + std::to_string(version) + "\"";
}

// GET /api/v1/organiser
response api_organiser(const request& of, const schema::reader& db, services&) {
  const auto whose = events::load_organiser(db, of.scope->organiser_id());
  auto scopes = nlohmann::json::array();
  for (const auto one : organisers::all_token_scopes()) {
    if (of.scope->token_may(one)) scopes.push_back(organisers::to_text(one));
  }
  return json_response(
      200, {{"key", whose.key},
            {"name", whose.name},
            {"contact", whose.contact},
            {"imprint_url", whose.imprint_url},
            {"privacy_url", whose.privacy_url},
            {"languages", whose.languages},
            {"token",
             {{"name", organisers::name_of_token(db, *of.scope)}, {"scopes", std::move(scopes)}}}});
}

// GET /api/v1/organiser/events
response api_own_events(const request& of, const schema::reader& db, services& with) {
  auto rows = nlohmann::json::array();
  for (const auto& one : events::list_own_events(db, *of.scope)) {
    // Those that another organiser runs together with this one are in its hands.
    const auto at = with.catalogue.find(db, one.slug);
    if (at && at->by.id == of.scope->organiser_id()) rows.push_back(row_of(one, with));
  }
  return json_response(200, {{"events", std::move(rows)}});
}

// GET /api/v1/organiser/events/{slug}
response api_own_event(const request& of, const schema::reader& db, services& with) {
  const auto at = find_own_event(of, db, with);
  if (!at) return error_page(404, of, with, "error.not_found");
  return answer_with_etag(of, events::event_as_entry(db, *at), event_etag(at->version));
}

std::span<const route> api_organiser_routes() {
  using organisers::token_scope;
  static const route routes[] = {
      {.method = "GET",
       .path = "/api/v1/organiser",
       .by = token_with(token_scope::none),
       .handler = api_organiser,
       .api = true},
      {.method = "GET",
       .path = "/api/v1/organiser/events",
       .by = token_with(token_scope::read_events),
       .handler = api_own_events,
       .api = true},
      {.method = "POST",
       .path = "/api/v1/organiser/events",
       .by = token_with(token_scope::write_events),
       .handler = api_post_event,
       .body_limit = event_body,
       .api = true},
      {.method = "GET",
       .path = "/api/v1/organiser/events/{slug}",
       .by = token_with(token_scope::read_events),
       .handler = api_own_event,
       .api = true},
      {.method = "PUT",
       .path = "/api/v1/organiser/events/{slug}",
       .by = token_with(token_scope::write_events),
       .handler = api_put_event,
       .body_limit = event_body,
       .api = true},
      {.method = "PUT",
       .path = "/api/v1/organiser/events/{slug}/document",
       .by = token_with(token_scope::write_events),
       .handler = api_put_document,
       .body_limit = document_body,
       .api = true},
      {.method = "GET",
       .path = "/api/v1/organiser/events/{slug}/registrations",
       .by = token_with(token_scope::read_registrations),
       .handler = api_registrations,
       .api = true},
      {.method = "GET",
       .path = "/api/v1/organiser/events/{slug}/registrations/{reference}",
       .by = token_with(token_scope::read_registrations),
       .handler = api_registration,
       .api = true},
      {.method = "PATCH",
       .path = "/api/v1/organiser/events/{slug}/registrations/{reference}",
       .by = token_with(token_scope::write_registrations),
       .handler = api_patch_registration,
       .body_limit = registration_body,
       .api = true},
      {.method = "POST",
       .path = "/api/v1/organiser/events/{slug}/registrations/{reference}/cancel",
       .by = token_with(token_scope::write_registrations),
       .handler = api_cancel_registration,
       .body_limit = small_body,
       .api = true},
      {.method = "POST",
       .path = "/api/v1/organiser/events/{slug}/registrations/{reference}/decision",
       .by = token_with(token_scope::write_registrations),
       .handler = api_decide_registration,
       .body_limit = small_body,
       .api = true},
      {.method = "POST",
       .path = "/api/v1/organiser/events/{slug}/registrations/{reference}/check-in",
       .by = token_with(token_scope::check_in),
       .handler = api_check_in,
       .body_limit = small_body,
       .api = true},
  };
  return routes;
}

}  // namespace zusage::server
