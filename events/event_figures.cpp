// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/event_figures.hpp"

#include <algorithm>

#include "base/time_zone.hpp"
#include "events/registration_rows.hpp"
#include "events/ring.hpp"

namespace zusage::events {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

sys_days day_of(instant at, std::string_view zone) {
  const auto local = to_local(at, zone);
  return std::chrono::year(local.year) / local.month / local.day;
}

standing_counts count_standings(const schema::reader& db, std::int64_t event_id) {
  standing_counts counts;
  db.each<std::string, std::int64_t>(
      "SELECT status, COUNT(*) FROM registration WHERE event_id = :1 GROUP BY status",
      [&](const std::string& text, std::int64_t count) {
        const auto status = registration_status_from(text);
        if (!status) return;
        if (holds_place(*status)) counts.registered += count;
        if (*status == registration_status::waiting) counts.waiting += count;
        if (*status == registration_status::applied) counts.applied += count;
        if (*status == registration_status::cancelled) counts.cancelled += count;
      },
      event_id);
  return counts;
}

struct day_span {
  sys_days first, last;
};

day_span days_shown(const event& of, instant now) {
  const bool ends = of.kind != kind::paper;
  const auto last = day_of(ends ? std::min(now, of.ends_at) : now, of.time_zone);
  auto first = last - days(most_figure_days - 1);
  if (of.opens_at) first = std::max(first, std::min(last, day_of(*of.opens_at, of.time_zone)));
  return {first, last};
}

}  // namespace

std::vector<next_event> list_next_events(const schema::reader& db, const organisers::scope& whose,
                                         instant now, std::int64_t most) {
  std::vector<next_event> found;
  std::vector<std::int64_t> ids;
  db.each<std::int64_t, std::string, std::string, std::string, std::string, std::string, bool,
          instant, instant, std::optional<std::int64_t>>(
      "SELECT e.id, e.slug, e.time_zone, e.title, e.kind, e.status, e.hidden, e.starts_at,"
      " e.ends_at, e.capacity"
      " FROM event e"
      " WHERE (e.organiser_id = :1"
      "  OR e.id IN (SELECT event_id FROM event_organiser WHERE organiser_id = :2))"
      "  AND e.ends_at > :3 AND e.status <> 'cancelled' AND e.kind <> 'paper'"
      " ORDER BY e.starts_at, e.id"
      " LIMIT :4",
      [&](std::int64_t id, std::string slug, std::string zone, const std::string& title,
          const std::string& of_kind, const std::string& status, bool hidden, instant starts_at,
          instant ends_at, const std::optional<std::int64_t>& capacity) {
        next_event one;
        one.slug = std::move(slug);
        one.time_zone = std::move(zone);
        one.title = nlohmann::json::parse(title, nullptr, false);
        one.kind = kind_from(of_kind).value_or(kind::conference);
        one.status = event_status_from(status).value_or(event_status::draft);
        one.hidden = hidden;
        one.starts_at = starts_at;
        one.ends_at = ends_at;
        one.capacity = capacity;
        ids.push_back(id);
        found.push_back(std::move(one));
      },
      whose.acting_for(), whose.acting_for(), now, most);
  for (std::size_t i = 0; i < found.size(); ++i) found[i].counts = count_standings(db, ids[i]);
  return found;
}

std::vector<day_figure> registrations_by_day(const schema::reader& db,
                                             const organisers::scope& whose, const event& of,
                                             instant now) {
  std::vector<day_figure> counts;
  if (of.by.id != whose.organiser_id()) return counts;
  const auto shown = days_shown(of, now);
  const auto first = shown.first, last = shown.last;
  for (auto day = first; day <= last; day += days(1)) counts.push_back({day, 0});
  // By quarters of an hour: no zone lies otherwise, so that each belongs to one day wholly.
  const instant from = first - days(1), until = last + days(2);
  db.each<std::int64_t, std::int64_t>(
      "SELECT registered_at / 900000000 AS quarter, COUNT(*)"
      " FROM registration"
      " WHERE event_id = :1 AND registered_at >= :2 AND registered_at < :3"
      " GROUP BY registered_at / 900000000",
      [&](std::int64_t quarter, std::int64_t count) {
        const auto day = day_of(from_micros(quarter * 900'000'000), of.time_zone);
        if (day < first || day > last) return;
        counts[std::size_t((day - first).count())].count += count;
      },
      of.id, from, until);
  return counts;
}

origin_counts count_origins(const schema::reader& db, const organisers::scope& whose,
                            const event& of) {
  origin_counts counts;
  const auto limits = class_limits_of(of);
  counts.by_size.resize(limits.size() + 1);
  if (of.by.id != whose.organiser_id()) return counts;
  using some_text = std::optional<std::string>;
  db.each<std::int64_t, some_text, some_text, std::optional<std::int64_t>>(
      "SELECT g.count, m.state, m.kind, m.population"
      " FROM (SELECT ags, COUNT(*) AS count FROM registration"
      "  WHERE event_id = :1 AND status NOT IN ('cancelled', 'refused')"
      "  GROUP BY ags) g"
      " LEFT JOIN municipality m ON m.ags = g.ags",
      [&](std::int64_t count, const some_text& state, const some_text& of_kind,
          const std::optional<std::int64_t>& population) {
        counts.total += count;
        counts.by_state[state.value_or("")] += count;
        counts.by_kind[of_kind.value_or("")] += count;
        if (population.value_or(0) <= 0) return;
        const auto above = std::upper_bound(limits.begin(), limits.end(), *population);
        counts.by_size[std::size_t(above - limits.begin())] += count;
      },
      of.id);
  return counts;
}

}  // namespace zusage::events
