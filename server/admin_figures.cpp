// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "base/time_zone.hpp"
#include "events/attendees.hpp"
#include "events/event_figures.hpp"
#include "events/municipalities.hpp"
#include "events/ring.hpp"
#include "server/admin_start.hpp"
#include "server/admin_view.hpp"
#include "server/bar_chart.hpp"
#include "server/event_view.hpp"
#include "server/line_chart.hpp"
#include "server/ring_view.hpp"

namespace zusage::server {
namespace {

using nlohmann::json;
using labelled = std::vector<std::pair<std::string, std::int64_t>>;

constexpr std::int64_t days_of_week = 7;

std::string day_label(const events::day_figure& one, const web::locale& in) {
  const auto date = to_local(one.day, "UTC");
  return in.text("start.day_label", {{"day", date.day}, {"month", date.month}});
}

std::int64_t sum_of_last(const std::vector<events::day_figure>& all, std::int64_t most) {
  std::int64_t sum = 0, left = most;
  for (auto one = all.rbegin(); one != all.rend() && left > 0; ++one, --left) sum += one->count;
  return sum;
}

json days_view(const request& of, const events::event& at,
               const std::vector<events::day_figure>& all) {
  const auto& in = *of.language;
  line_chart chart;
  chart.title = kind_text(at.kind, in, "start.by_day");
  chart.number = [&in](std::int64_t n) { return in.number(n); };
  chart.lines.push_back({"", {}});
  auto rows = json::array();
  for (const auto& one : all) {
    chart.labels.push_back(day_label(one, in));
    chart.lines.front().values.push_back(one.count);
    rows.push_back({{"day", in.short_date(one.day, "UTC")}, {"count", in.number(one.count)}});
  }
  std::reverse(rows.begin(), rows.end());  // the newest first
  if (!all.empty()) chart.lines.front().mark = in.number(all.back().count);
  const bool over = at.kind != events::kind::paper && at.ends_at < of.at;
  const json count = {{"count", sum_of_last(all, days_of_week)}};
  return {{"title", chart.title},
          {"table_name", table_name(in, chart.title)},
          {"svg", line_chart_svg(chart)},
          {"sentence", over ? in.text("start.last_week", count)
                            : kind_text(at.kind, in, "start.this_week", count)},
          {"head", kind_text(at.kind, in, "start.new_ones")},
          {"rows", std::move(rows)}};
}

json bars_view(const web::locale& in, const std::string& id, const std::string& title,
               const labelled& all) {
  std::int64_t total = 0;
  const auto* most = &all.front();
  for (const auto& one : all) {
    total += one.second;
    if (one.second > most->second) most = &one;
  }
  const auto sentence =
      in.text("start.most", {{"name", most->first}, {"count", most->second}, {"total", total}});
  bar_chart chart{"picture-" + id, title, sentence, {}};
  auto rows = json::array();
  for (const auto& [label, value] : all) {
    chart.bars.push_back({label, value, in.number(value)});
    rows.push_back({{"label", label}, {"count", in.number(value)}});
  }
  return {{"id", id},
          {"title", title},
          {"table_name", table_name(in, title)},
          {"sentence", sentence},
          {"svg", bar_chart_svg(chart)},
          {"rows", std::move(rows)}};
}

// The most first; what is not known at the end.
labelled states_of(const events::origin_counts& counts, const web::locale& in) {
  labelled all;
  for (const auto& [state, count] : counts.by_state) {
    if (!state.empty()) all.emplace_back(state, count);
  }
  std::ranges::stable_sort(all, std::ranges::greater(), &labelled::value_type::second);
  const auto unknown = counts.by_state.find("");
  if (unknown != counts.by_state.end()) all.emplace_back(in.text("start.unknown"), unknown->second);
  return all;
}

labelled kinds_of(const events::origin_counts& counts, const web::locale& in) {
  using kind = events::municipality_kind;
  const std::pair<std::string_view, const char*> words[] = {
      {to_text(kind::municipality), "start.kind_municipality"},
      {to_text(kind::district_free_city), "start.kind_city"},
      {to_text(kind::county), "start.kind_county"},
      {"", "start.unknown"}};
  labelled all;
  for (const auto& [name, key] : words) {
    const auto found = counts.by_kind.find(std::string(name));
    if (found != counts.by_kind.end()) all.emplace_back(in.text(key), found->second);
  }
  return all;
}

labelled sizes_of(const events::origin_counts& counts, const events::event& at,
                  const web::locale& in) {
  labelled all;
  const auto limits = events::class_limits_of(at);
  for (std::size_t i = 0; i < counts.by_size.size(); ++i)
    all.emplace_back(class_words(i, limits, in), counts.by_size[i]);
  return all;
}

json charts_view(const events::event& at, const events::origin_counts& counts,
                 const web::locale& in) {
  auto charts = json::array();
  if (counts.total == 0) return charts;
  charts.push_back(bars_view(in, "states", in.text("start.by_state"), states_of(counts, in)));
  charts.push_back(bars_view(in, "kinds", in.text("start.by_kind"), kinds_of(counts, in)));
  const bool sized = std::ranges::any_of(counts.by_size, [](auto count) { return count > 0; });
  if (sized)
    charts.push_back(bars_view(in, "sizes", in.text("start.by_size"), sizes_of(counts, at, in)));
  return charts;
}

// How all registrations stand now, to compare the figures below with each other and with others.
std::string standing_sentence(const request& of, const schema::reader& db,
                              const events::event& at) {
  const auto& in = *of.language;
  std::string all;
  for (const auto& [status, count] : events::count_attendees(db, *of.scope, at.id)) {
    if (!all.empty()) all += ", ";
    all += status_words(at, status, in) + ": " + in.number(count);
  }
  return all;
}

response figures_page(const request& of, const schema::reader& db, services& with) {
  const auto at = find_own_event(of, db, with);
  if (!at) return error_page(404, of, with, "error.not_found");
  const auto& in = *of.language;
  const auto name = web::pick(at->title, in.language());
  auto data = page_at_event(of, *at, in.text("start.figures_of", {{"event", name}}));
  add_step(data, in.text("start.figures"));
  const auto days = events::registrations_by_day(db, *of.scope, *at, of.at);
  data["days"] = days_view(of, *at, days);
  const auto origins = events::count_origins(db, *of.scope, *at);
  data["charts"] = charts_view(*at, origins, in);
  data["count_head"] = kind_text(at->kind, in, "start.count");
  data["standing"] = standing_sentence(of, db, *at);
  const bool nobody = origins.total == 0;
  data["nobody"] = nobody ? kind_text(at->kind, in, "admin.nobody_yet") : "";
  data["missing_url"] =
      at->audience.municipalities.empty() ? "" : admin_link(of, "/events/" + at->slug + "/missing");
  return page(200, of, with, "admin_figures", std::move(data));
}

}  // namespace

// GET /admin/{organiser}/events/{slug}/figures: goes through all registrations, so not on the
// network's thread.
response show_figures(const request& of, services& with) {
  return with.db.read([&](const schema::reader& db) { return figures_page(of, db, with); });
}

}  // namespace zusage::server
