// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/configuration.hpp"
#include "server/event_view.hpp"
#include "server/privacy_view.hpp"

namespace zusage::server {
namespace {

// Everything on it is the event's, its organisers' and its purposes'; a change of any of these is
// announced as one of the event.
response event_page(const request& of, const schema::reader& db, services& with,
                    const events::event& shown) {
  const auto& in = *of.language;
  const auto whose = events::find_organiser_pages(db, shown.by.key).value();
  auto data = about(shown, of,
                    {{"title", in.text("duty.privacy.of_title",
                                       {{"event", web::pick(shown.title, in.language())}})},
                     {"canonical_url", with.config.base_url + of.path + "?event=" + shown.slug},
                     {"sections", privacy_sections({of, whose, shown.offers_in(in.language()),
                                                    &shown, with.db.is_remote()})}});
  auto made = page(200, of, with, "duty", std::move(data));
  made.personal = false;
  if (of.query.get("organiser").empty()) {
    made.keep = kept_while{{events::topic_of_event(shown.id)}, instant::max()};
  }
  return made;
}

}  // namespace

// GET /privacy
response show_privacy(const request& of, const schema::reader& db, services& with) {
  if (const auto& slug = of.query.get("event"); !slug.empty()) {
    const auto shown = with.catalogue.find(db, slug);
    const bool there = shown && shown->status != events::event_status::draft;
    if (!there) return error_page(404, of, with, "error.not_found");
    return event_page(of, db, with, *shown);
  }
  const auto asked = asked_for(of, db);
  if (asked.unknown) return error_page(404, of, with, "error.not_found");
  if (!asked.one) return everybodys_page(of, db, with, "privacy");
  auto offers = consent::newsletter_offers(db, asked.one->by.id, of.language->language());
  return duty_page(
      of, with, *asked.one, "privacy",
      privacy_sections({of, *asked.one, std::move(offers), nullptr, with.db.is_remote()}));
}

}  // namespace zusage::server
