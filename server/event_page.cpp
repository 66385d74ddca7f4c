// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/configuration.hpp"
#include "server/event_view.hpp"
#include "server/page_cache.hpp"
#include "server/public.hpp"
#include "web/render.hpp"

namespace zusage::server {
namespace {

/// Everything the page depends on besides its address and language.
std::string version_of(const events::event& shown, const events::occupancy& taken,
                       const std::optional<fault>& closed) {
  auto version = std::to_string(shown.version) + "/" + std::to_string(to_micros(shown.updated_at)) +
                 "/" + std::to_string(taken.taken);
  for (const auto& [key, count] : taken.taken_in_session) version += "," + std::to_string(count);
  return version + "/" + (closed ? closed->code : "");
}

std::string render_event(const request& of, services& with, const events::event& shown,
                         const events::occupancy& taken, const std::optional<fault>& closed) {
  const auto& in = *of.language;
  const auto title = web::pick(shown.title, in.language());
  std::string closes;
  if (shown.closes_at) {
    closes = in.text("event.closes", {{"when", in.date_time(*shown.closes_at, shown.time_zone)}});
  }
  const bool waits = shown.waiting_list && shown.capacity && taken.taken >= *shown.capacity;
  auto data =
      about(shown, of,
            {{"title", title},
             {"description", web::pick(shown.summary, in.language())},
             {"canonical_url", with.config.base_url + of.path},
             {"about_html", web::markdown_to_html(web::pick(shown.description, in.language()))},
             {"programme", programme(shown, taken, in)},
             {"has_programme", !shown.sessions.empty()},
             {"places", places_words(shown.capacity, taken.taken, shown.waiting_list, in)},
             {"closes", closed ? "" : closes},
             {"open", !closed},
             {"action_text", in.text(shown.approval ? "event.apply"
                                     : waits        ? "event.join_waiting_list"
                                                    : "event.register")},
             {"closed", closed ? closed_words(*closed, shown, in) : ""}});
  return page(200, of, with, "event", std::move(data)).body;
}

}  // namespace

// GET /e/{slug}
response show_event(const request& of, const schema::reader& db, services& with) {
  const auto shown = find_public_event(of, db, with);
  if (!shown) return error_page(404, of, with, "error.not_found");
  const auto taken = events::find_occupancy(db, shown->id);
  const auto closed = events::why_closed(*shown, taken, of.at);
  const auto key = of.path + ":" + of.language->language() + "?" + chosen_language(of);
  auto version = version_of(*shown, taken, closed);
  auto kept = with.pages.find(key, version);
  if (!kept) {
    kept = with.pages.keep(key, std::move(version),
                           render_event(as_for_everybody(of), with, *shown, taken, closed));
  }
  return kept_page(of, *kept);
}

}  // namespace zusage::server
