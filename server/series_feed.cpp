// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "events/listing.hpp"
#include "events/series.hpp"
#include "server/atom.hpp"
#include "server/calendar_words.hpp"
#include "server/configuration.hpp"
#include "server/event_view.hpp"
#include "server/public.hpp"

namespace zusage::server {
namespace {

constexpr std::size_t most_entries = 100;

// `11. September 2027, Rathaus, Münster. What it is about`.
std::string summary_of(const events::calendar_row& row, const web::locale& in) {
  const bool paper = row.kind == events::kind::paper;
  auto text = paper ? in.text("event.published") + " " + in.date(row.starts_at, row.time_zone)
                    : in.period(row.starts_at, row.ends_at, row.time_zone) + ", " +
                          place_words(row.mode, row.venue, in);
  text += ".";
  if (row.status == events::event_status::cancelled) {
    text += " " + kind_text(row.kind, in, "event.cancelled");
  }
  const auto about = web::pick(row.summary, in.language());
  return about.empty() ? text : text + " " + about;
}

atom_entry entry_of(const events::calendar_row& row, const request& of, const services& with) {
  const auto& in = *of.language;
  const auto path = events::public_path(row.kind, row.slug);
  atom_entry entry;
  // What names an entry never changes, wherever its page moves to.
  entry.id = tag_uri(with.config.host(), row.created_at, "/e/" + row.slug);
  entry.url = with.config.base_url + link_to(of, path);
  entry.title = web::pick(row.title, in.language());
  entry.summary = summary_of(row, in);
  entry.category = to_text(row.kind);
  entry.category_label = in.text("kind." + entry.category);
  entry.published = row.created_at;
  entry.updated = row.updated_at;
  return entry;
}

// The newest entries first, and not all of them: readers keep what they have seen.
response atom_of(atom_feed feed, std::vector<events::calendar_row> rows, const request& of,
                 const services& with) {
  std::stable_sort(rows.begin(), rows.end(),
                   [](const auto& a, const auto& b) { return a.updated_at > b.updated_at; });
  if (rows.size() > most_entries) rows.resize(most_entries);
  for (const auto& row : rows) feed.entries.push_back(entry_of(row, of, with));
  response made;
  made.content_type = "application/atom+xml; charset=utf-8";
  made.body = to_atom(feed);
  made.personal = false;
  return made;
}

}  // namespace

// GET /feed.atom
response show_calendar_atom(const request& of, const schema::reader& db, services& with) {
  const auto read = read_calendar_filter(db, of.query, of.at);
  if (!read.wrong.empty()) return error_page(400, of, with, "error.bad_request");
  // Since when there has been a calendar here: a moment that does not move.
  const auto since =
      db.value<std::optional<instant>>("SELECT MIN(created_at) FROM organiser").value_or(of.at);
  const auto query = filter_query(of.query);
  atom_feed feed;
  feed.id = tag_uri(with.config.host(), since.value_or(of.at), "/" + query);
  feed.title = calendar_name(*of.language, active_filters(of, db, read.filter));
  feed.author = of.language->text("site.name");
  feed.language = of.language->language();
  feed.url = with.config.base_url + link_to(of, "/" + query);
  feed.self_url = with.config.base_url + link_to(of, of.path + query);
  feed.updated = since.value_or(of.at);
  return atom_of(std::move(feed), events::list_events(db, read.filter), of, with);
}

// GET /s/{organiser}/{series}/feed.atom
response show_series_feed(const request& of, const schema::reader& db, services& with) {
  const auto shown = events::find_series(db, of.capture("organiser"), of.capture("series"));
  if (!shown) return error_page(404, of, with, "error.not_found");
  const auto& language = of.language->language();
  const auto path = "/s/" + shown->organiser_key + "/" + shown->key;
  events::calendar_filter by;
  by.series = shown->id;
  atom_feed feed;
  feed.id = tag_uri(with.config.host(), shown->created_at, path);
  feed.title = web::pick(shown->title, language);
  feed.subtitle = web::pick(shown->summary, language);
  feed.author = web::pick(shown->organiser_name, language);
  feed.language = language;
  feed.url = with.config.base_url + link_to(of, path);
  feed.self_url = with.config.base_url + link_to(of, of.path);
  feed.updated = shown->updated_at;
  return atom_of(std::move(feed), events::list_events(db, by), of, with);
}

}  // namespace zusage::server
