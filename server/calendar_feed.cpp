// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/series.hpp"
#include "mailer/calendar.hpp"
#include "server/calendar_words.hpp"
#include "server/configuration.hpp"
#include "server/event_view.hpp"
#include "server/public.hpp"

namespace zusage::server {
namespace {

response icalendar(std::string text) {
  response made;
  made.content_type = "text/calendar; charset=utf-8";
  made.body = std::move(text);
  made.personal = false;
  return made;
}

// ORGANIZER takes one address (RFC 5545 3.8.4.3): where several organise it, all stand in words.
std::string with_organisers(std::string summary, const std::vector<nlohmann::json>& names,
                            const web::locale& in) {
  if (names.size() < 2) return summary;
  std::string all;
  for (const auto& name : names) all += (all.empty() ? "" : ", ") + web::pick(name, in.language());
  return summary.empty() ? all : summary + "\n" + all;
}

mailer::calendar_entry entry_of(const events::calendar_row& row, const request& of,
                                const services& with) {
  const auto& language = of.language->language();
  mailer::calendar_entry entry;
  entry.uid = row.slug + "@" + with.config.host();
  entry.starts_at = row.starts_at;
  entry.ends_at = row.ends_at;
  entry.time_zone = row.time_zone;
  entry.summary = web::pick(row.title, language);
  std::vector<nlohmann::json> names = {row.organiser_name};
  for (const auto& [key, name] : row.also_by) names.push_back(name);
  entry.description = with_organisers(web::pick(row.summary, language), names, *of.language);
  entry.location = place_words(row.mode, row.venue, *of.language);
  entry.url = with.config.base_url + events::public_path(row.kind, row.slug);
  entry.cancelled = row.status == events::event_status::cancelled;
  entry.stamp = of.at;
  return entry;
}

// A paper has no time that a calendar could keep.
response calendar_of(const std::vector<events::calendar_row>& rows, const request& of,
                     const services& with, const std::string& name) {
  std::vector<mailer::calendar_entry> entries;
  for (const auto& row : rows) {
    if (row.kind != events::kind::paper) entries.push_back(entry_of(row, of, with));
  }
  return icalendar(mailer::to_icalendar(entries, mailer::calendar_method::publish, name));
}

}  // namespace

// GET /calendar.ics
response show_calendar_feed(const request& of, const schema::reader& db, services& with) {
  const auto read = read_calendar_filter(db, of.query, of.at);
  if (!read.wrong.empty()) return error_page(400, of, with, "error.bad_request");
  return calendar_of(events::list_events(db, read.filter), of, with,
                     calendar_name(*of.language, active_filters(of, db, read.filter)));
}

// GET /s/{organiser}/{series}/calendar.ics: also what is over, so that it stays in people's
// calendars.
response show_series_calendar(const request& of, const schema::reader& db, services& with) {
  const auto shown = events::find_series(db, of.capture("organiser"), of.capture("series"));
  if (!shown) return error_page(404, of, with, "error.not_found");
  events::calendar_filter by;
  by.series = shown->id;
  return calendar_of(events::list_events(db, by), of, with,
                     web::pick(shown->title, of.language->language()));
}

// GET /e/{slug}/event.ics
response show_event_feed(const request& of, const schema::reader& db, services& with) {
  const auto found = find_public_event(of, db, with);
  if (!found || found->kind == events::kind::paper) {
    return error_page(404, of, with, "error.not_found");
  }
  const auto& language = of.language->language();
  mailer::calendar_entry entry;
  entry.uid = found->slug + "@" + with.config.host();
  entry.sequence = found->ical_sequence;
  entry.starts_at = found->starts_at;
  entry.ends_at = found->ends_at;
  entry.time_zone = found->time_zone;
  entry.summary = web::pick(found->title, language);
  std::vector<nlohmann::json> names = {found->by.name};
  for (const auto& other : found->also_by) names.push_back(other.name);
  entry.description = with_organisers(web::pick(found->summary, language), names, *of.language);
  entry.location = place_words(found->mode, found->venue, *of.language);
  entry.url = with.config.base_url + events::public_path(*found);
  entry.organiser_name = web::pick(found->by.name, language);
  entry.organiser_email = found->by.contact;
  entry.cancelled = found->status == events::event_status::cancelled;
  entry.stamp = of.at;
  auto made = icalendar(mailer::to_icalendar({entry}, mailer::calendar_method::publish));
  return made.with("Content-Disposition", "attachment; filename=\"" + found->slug + ".ics\"");
}

}  // namespace zusage::server
