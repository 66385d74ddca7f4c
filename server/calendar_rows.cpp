// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/calendar_rows.hpp"

#include <algorithm>
#include <iterator>

#include "base/time_zone.hpp"
#include "server/calendar_filter.hpp"
#include "server/event_view.hpp"
#include "web/zone_name.hpp"

namespace zusage::server {
namespace {

constexpr std::size_t most_rows = 100;  // on one page

std::string organisers_words(const events::calendar_row& row, const web::locale& in) {
  auto all = web::pick(row.organiser_name, in.language());
  for (const auto& [key, name] : row.also_by) all += ", " + web::pick(name, in.language());
  return all;
}

}  // namespace

nlohmann::json row_view(const events::calendar_row& row, const request& of) {
  const auto& in = *of.language;
  const bool cancelled = row.status == events::event_status::cancelled;
  const bool over = row.ends_at <= of.at;
  return {{"url", link_to(of, events::public_path(row.kind, row.slug))},
          {"title", web::pick(row.title, in.language())},
          {"summary", web::pick(row.summary, in.language())},
          {"summary_language", foreign_language(row.summary, in)},
          {"content_language", foreign_language(row.title, in)},
          {"period", row.kind == events::kind::paper
                         ? in.date(row.starts_at, row.time_zone)
                         : in.period(row.starts_at, row.ends_at, row.time_zone)},
          {"starts_iso", to_iso(row.starts_at, row.time_zone)},
          {"time_zone_name", row.time_zone == home_zone || row.kind == events::kind::paper
                                 ? ""
                                 : web::zone_name(in, row.starts_at, row.time_zone)},
          {"place", place_words(row.mode, row.venue, in)},
          {"kind", in.text("kind." + std::string(to_text(row.kind)))},
          {"is_paper", row.kind == events::kind::paper},
          {"organiser", organisers_words(row, in)},
          {"cancelled", cancelled ? kind_text(row.kind, in, "event.cancelled") : ""},
          {"places",
           cancelled || over ? "" : places_words(row.capacity, row.taken, row.waiting_list, in)}};
}

nlohmann::json rows_view(const std::vector<events::calendar_row>& rows, const request& of) {
  auto list = nlohmann::json::array();
  for (const auto& row : rows) list.push_back(row_view(row, of));
  return list;
}

calendar_page page_of(std::vector<events::calendar_row> rows, std::size_t number) {
  std::stable_partition(rows.begin(), rows.end(),
                        [](const auto& row) { return row.kind != events::kind::paper; });
  calendar_page shown;
  shown.all = rows.size();
  shown.of = std::max<std::size_t>(1, (rows.size() + most_rows - 1) / most_rows);
  shown.number = std::clamp<std::size_t>(number, 1, shown.of);
  shown.first = (shown.number - 1) * most_rows;
  const auto size = std::min(most_rows, rows.size() - shown.first);
  const auto begin = rows.begin() + std::ptrdiff_t(shown.first);
  shown.rows.assign(std::make_move_iterator(begin),
                    std::make_move_iterator(begin + std::ptrdiff_t(size)));
  return shown;
}

nlohmann::json months_view(const std::vector<events::calendar_row>& rows, const request& of) {
  auto months = nlohmann::json::array();
  std::string heading;
  for (const auto& row : rows) {
    auto words = row.kind == events::kind::paper ? of.language->text("calendar.papers")
                                                 : of.language->month(row.starts_at, row.time_zone);
    if (words != heading) {
      months.push_back({{"month", words}, {"events", nlohmann::json::array()}});
      heading = std::move(words);
    }
    months.back()["events"].push_back(row_view(row, of));
  }
  return months;
}

}  // namespace zusage::server
