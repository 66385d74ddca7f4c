// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/event_page.hpp"

#include <algorithm>

#include "server/configuration.hpp"
#include "server/event_view.hpp"
#include "server/look_view.hpp"
#include "server/public.hpp"
#include "server/structured_data.hpp"
#include "web/render.hpp"

namespace zusage::server {
namespace {

// Changes of the event and of its places are announced; the rest is the clock's: when registration
// opens and ends, and when the event is over.
kept_while holds_while(const events::event& shown, instant at) {
  kept_while holds{{events::topic_of_event(shown.id)}, instant::max()};
  for (const auto& when : {shown.opens_at, shown.closes_at, std::optional(shown.ends_at)}) {
    if (when && *when > at) holds.until = std::min(holds.until, *when);
  }
  return holds;
}

}  // namespace

nlohmann::json event_page(const request& of, const schema::reader& db, services& with,
                          const events::event& shown) {
  const auto taken = events::find_occupancy(db, shown.id);
  const auto closed = events::why_closed(shown, taken, of.at);
  const auto& in = *of.language;
  const auto title = web::pick(shown.title, in.language());
  std::string closes;
  if (shown.closes_at) {
    closes = kind_text(shown.kind, in, "event.closes",
                       {{"when", in.date_time(*shown.closes_at, shown.time_zone)}});
  }
  const bool waits = shown.waiting_list && shown.capacity && taken.taken >= *shown.capacity;
  auto data =
      about(shown, of,
            {{"title", title},
             {"description", description_of(shown.summary, shown.description, in)},
             {"canonical_url", with.config.base_url + of.path},
             {"json_ld", structured_data(shown, {taken, closed}, of, with)},
             {"about_html", web::markdown_to_html(web::pick(shown.description, in.language()))},
             {"about_language", foreign_language(shown.description, in)},
             {"programme", programme(shown, taken, in)},
             {"has_programme", !shown.sessions.empty()},
             {"places", places_words(shown.capacity, taken.taken, shown.waiting_list, in)},
             {"closes", closed ? "" : closes},
             {"open", !closed},
             {"action_text", kind_text(shown.kind, in,
                                       shown.approval ? "event.apply"
                                       : waits        ? "event.join_waiting_list"
                                                      : "event.register")},
             {"closed", closed ? closed_words(*closed, shown, in) : ""}});
  data["look"] = look_view(db, of, shown.by.id);
  return data;
}

// GET /e/{slug}
response show_event(const request& of, const schema::reader& db, services& with) {
  const auto shown = find_public_event(of, db, with);
  if (!shown) return error_page(404, of, with, "error.not_found");
  if (shown->kind == events::kind::paper) return see_other(link_to(of, public_path(*shown)));
  auto made = page(200, of, with, "event", event_page(of, db, with, *shown));
  made.personal = false;
  // A kept page has no headers of its own.
  if (shown->hidden) return std::move(made.with("X-Robots-Tag", "noindex"));
  made.keep = holds_while(*shown, of.at);
  return made;
}

}  // namespace zusage::server
