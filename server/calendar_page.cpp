// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/text.hpp"
#include "base/time_zone.hpp"
#include "server/calendar_form.hpp"
#include "server/calendar_rows.hpp"
#include "server/configuration.hpp"
#include "server/event_view.hpp"
#include "server/public.hpp"
#include "web/zone_name.hpp"

namespace zusage::server {
namespace {

// An address of ours with the filters; who subscribes or embeds sends no language, so it is named.
std::string with_filters(const std::string& path, const request& of) {
  const auto query = filter_query(of.query);
  return path + query + (query.empty() ? "?lang=" : "&lang=") + of.language->language();
}

// `webcal:` opens the calendar program, which then asks again by itself.
std::string webcal(const std::string& url) {
  return "webcal" + url.substr(url.find(':'));
}

std::string page_url(const request& of, std::size_t number) {
  const auto query = filter_query(of.query);
  const auto page = number > 1 ? "page=" + std::to_string(number) : std::string();
  if (page.empty()) return link_to(of, "/" + query) + "#result";
  return link_to(of, "/" + query + (query.empty() ? "?" : "&") + page) + "#result";
}

nlohmann::json paging_view(const request& of, const calendar_page& shown) {
  return {{"previous_url", shown.number > 1 ? page_url(of, shown.number - 1) : ""},
          {"next_url", shown.number < shown.of ? page_url(of, shown.number + 1) : ""},
          {"several", shown.of > 1}};
}

std::string count_words(const calendar_page& shown, const web::locale& in) {
  if (shown.of == 1) return in.text("calendar.found", {{"count", shown.all}});
  return in.text("calendar.part", {{"first", shown.first + 1},
                                   {"last", shown.first + shown.rows.size()},
                                   {"count", shown.all}});
}

// What somebody copies into another site.
std::string snippet(const request& of, const services& with, const std::string& name) {
  const auto& base = with.config.base_url;
  const auto src = escape_html(base + with_filters("/embed", of));
  const auto link = escape_html(base + with_filters("/", of));
  const auto words = of.language->text("embed.to_calendar", {{"calendar", name}});
  return "<iframe src=\"" + src + "\" title=\"" + escape_html(name) +
         "\" loading=\"lazy\" width=\"100%\" height=\"600\"></iframe>\n<p><a href=\"" + link +
         "\">" + escape_html(words) + "</a></p>";
}

response render_calendar(const request& of, const schema::reader& db, services& with,
                         const read_filter& read) {
  const auto& in = *of.language;
  const auto active = active_filters(of, db, read.filter);
  const auto name = calendar_name(in, active);
  const auto shown = page_of(events::list_events(db, read.filter), read_page_number(of.query));
  const bool no_papers = read.filter.only_dated &&
                         read.filter.kind.value_or(events::kind::paper) == events::kind::paper;
  const auto calendar_url = with_filters("/calendar.ics", of);
  return page(200, of, with, "calendar",
              {{"title", in.text("calendar.title")},
               {"description", in.text("calendar.intro")},
               {"canonical_url", with.config.base_url + "/"},
               {"no_index", narrows_calendar(of.query)},
               {"errors", filter_errors(read, in)},
               {"has_errors", !read.wrong.empty()},
               {"filter", calendar_form(of, db, read, active)},
               {"count", count_words(shown, in)},
               {"note", no_papers ? in.text("calendar.no_papers") : ""},
               {"months", months_view(shown.rows, of)},
               {"empty", shown.rows.empty()},
               {"time_zone_name", web::zone_name(in, of.at, home_zone)},
               {"paging", paging_view(of, shown)},
               {"filters_words", active.empty() ? "" : name},
               {"feed_url", with_filters("/feed.atom", of)},
               {"calendar_url", calendar_url},
               {"webcal_url", webcal(with.config.base_url + calendar_url)},
               {"snippet", snippet(of, with, name)}});
}

}  // namespace

// GET /
response show_calendar(const request& of, const schema::reader& db, services& with) {
  const auto read = read_calendar_filter(db, of.query, of.at);
  auto made = render_calendar(of, db, with, read);
  if (narrows_calendar(of.query)) return made;
  made.personal = false;
  // What has ended leaves the calendar at the full hour.
  made.keep = kept_while{{std::string(events::topic_of_all_events)},
                         read.filter.from.value() + std::chrono::hours(1)};
  return made;
}

}  // namespace zusage::server
