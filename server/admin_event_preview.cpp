// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/admin_view.hpp"
#include "server/event_page.hpp"
#include "server/event_view.hpp"

namespace zusage::server {

// GET /admin/{organiser}/events/{slug}/preview. Nothing leads from here to what visitors would not
// find yet. A paper's page is a form and has no preview.
response show_event_preview(const request& of, const schema::reader& db, services& with) {
  const auto shown = find_own_event(of, db, with);
  if (!shown || shown->kind == events::kind::paper)
    return error_page(404, of, with, "error.not_found");
  auto data = event_page(of, db, with, *shown);
  const bool draft = shown->status == events::event_status::draft;
  for (const auto* part : {"canonical_url", "json_ld", "footer_event"}) data.erase(part);
  data["no_index"] = true;
  data["open"] = false;
  if (draft) data["closed"] = "";  // the note says it
  data["preview"] = {{"draft", draft},
                     {"public_url", draft ? "" : link_to(of, events::public_path(*shown))},
                     {"back_url", admin_link(of, "/events/" + shown->slug)}};
  return page(200, of, with, "event", std::move(data));
}

}  // namespace zusage::server
