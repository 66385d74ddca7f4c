// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "base/time_zone.hpp"
#include "events/series.hpp"
#include "server/calendar_filter.hpp"
#include "server/calendar_rows.hpp"
#include "server/configuration.hpp"
#include "server/event_view.hpp"
#include "server/look_view.hpp"
#include "server/public.hpp"
#include "server/structured_data.hpp"
#include "web/render.hpp"
#include "web/zone_name.hpp"

namespace zusage::server {
namespace {

constexpr std::size_t most_past = 100;    // on the page; it says that there are more
constexpr std::size_t most_topics = 500;  // then any event's change makes the page anew

struct sorted_rows {
  std::vector<events::calendar_row> coming, papers, past;  // past: the newest first
};

sorted_rows sorted(std::vector<events::calendar_row> rows, instant at) {
  sorted_rows into;
  for (auto& row : rows) {
    const bool paper = row.kind == events::kind::paper;
    auto& list = row.ends_at <= at ? into.past : paper ? into.papers : into.coming;
    list.push_back(std::move(row));
  }
  std::reverse(into.past.begin(), into.past.end());
  return into;
}

// Changes of the series and its events are announced; the clock's is the end of the next one.
kept_while holds_while(const schema::reader& db, const events::series& of,
                       const sorted_rows& rows) {
  kept_while holds{{events::topic_of_series(of.id)}, instant::max()};
  const auto ids = events::events_of_series(db, of.id);
  if (ids.size() > most_topics) {
    holds.topics.emplace_back(events::topic_of_all_events);
  } else {
    for (const auto id : ids) holds.topics.push_back(events::topic_of_event(id));
  }
  for (const auto* list : {&rows.coming, &rows.papers}) {
    for (const auto& row : *list) holds.until = std::min(holds.until, row.ends_at);
  }
  return holds;
}

nlohmann::json groups_view(const request& of, sorted_rows& rows) {
  if (rows.past.size() > most_past) rows.past.resize(most_past);
  auto groups = nlohmann::json::array();
  const auto add = [&](const char* heading, const std::vector<events::calendar_row>& list) {
    if (list.empty()) return;
    groups.push_back({{"heading", of.language->text(heading)}, {"events", rows_view(list, of)}});
  };
  add("series.coming", rows.coming);
  add("calendar.papers", rows.papers);
  add("series.past", rows.past);
  return groups;
}

std::string empty_words(const sorted_rows& rows, const web::locale& in) {
  if (!rows.coming.empty() || !rows.papers.empty()) return {};
  return in.text(rows.past.empty() ? "series.none" : "series.none_coming");
}

// Who subscribes sends no language, so the address names it.
std::string to_subscribe(const request& of, const char* what) {
  return of.path + what + "?lang=" + of.language->language();
}

}  // namespace

// GET /s/{organiser}/{series}
response show_series(const request& of, const schema::reader& db, services& with) {
  const auto shown = events::find_series(db, of.capture("organiser"), of.capture("series"));
  if (!shown) return error_page(404, of, with, "error.not_found");
  const auto& in = *of.language;
  events::calendar_filter by;
  by.series = shown->id;
  auto rows = sorted(events::list_events(db, by), of.at);
  auto keep = holds_while(db, *shown, rows);
  const bool more = rows.past.size() > most_past;
  const auto empty = empty_words(rows, in);
  auto groups = groups_view(of, rows);
  auto made =
      page(200, of, with, "series",
           {{"title", web::pick(shown->title, in.language())},
            {"content_language", foreign_language(shown->title, in)},
            {"summary", web::pick(shown->summary, in.language())},
            {"summary_language", foreign_language(shown->summary, in)},
            {"description", description_of(shown->summary, shown->description, in)},
            {"canonical_url", with.config.base_url + of.path},
            {"about_html", web::markdown_to_html(web::pick(shown->description, in.language()))},
            {"about_language", foreign_language(shown->description, in)},
            {"time_zone_name", groups.empty() ? "" : web::zone_name(in, of.at, home_zone)},
            {"organiser", web::pick(shown->organiser_name, in.language())},
            {"organiser_contact", shown->organiser_contact},
            {"look", look_view(db, of, shown->organiser_key)},
            {"empty", empty},
            {"groups", std::move(groups)},
            {"more", more ? in.text("series.more", {{"count", most_past}}) : ""},
            {"feed_url", to_subscribe(of, "/feed.atom")},
            {"calendar_url", to_subscribe(of, "/calendar.ics")}});
  made.personal = false;
  made.keep = std::move(keep);
  return made;
}

}  // namespace zusage::server
