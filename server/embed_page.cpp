// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/calendar_form.hpp"
#include "server/calendar_rows.hpp"
#include "server/configuration.hpp"
#include "server/discovery.hpp"
#include "server/event_view.hpp"
#include "server/response_head.hpp"

namespace zusage::server {
namespace {

constexpr int wrong_filter = 400;

// A list with a wrong filter says so in the frame, where whoever put it there sees it.
response render_embed(const request& of, const schema::reader& db, services& with,
                      const read_filter& read) {
  const auto& in = *of.language;
  const auto name = calendar_name(in, active_filters(of, db, read.filter));
  const bool wrong = !read.wrong.empty();
  const auto shown = page_of(
      wrong ? std::vector<events::calendar_row>() : events::list_events(db, read.filter), 1);
  const auto left = shown.all - shown.rows.size();
  return page(wrong ? wrong_filter : 200, of, with, "embed",
              {{"title", name},
               {"no_index", true},
               {"wrong", filter_errors(read, in)},
               {"has_wrong", wrong},
               {"months", months_view(shown.rows, of)},
               {"empty", !wrong && shown.rows.empty()},
               {"more", left > 0 ? in.text("embed.more", {{"count", left}}) : ""},
               {"calendar_url", link_to(of, "/" + (wrong ? "" : filter_query(of.query)))}});
}

}  // namespace

// GET /embed: the list alone, for a frame in another site's page
response show_embed(const request& of, const schema::reader& db, services& with) {
  const auto read = read_calendar_filter(db, of.query, of.at);
  auto made = render_embed(of, db, with, read);
  made.personal = false;
  make_framable(made);
  if (narrows_calendar(of.query)) return made;
  made.keep = kept_while{{std::string(events::topic_of_all_events)},
                         read.filter.from.value() + std::chrono::hours(1)};
  return made;
}

}  // namespace zusage::server
