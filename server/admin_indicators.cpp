// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <map>

#include "base/time_zone.hpp"
#include "events/indicator_answers.hpp"
#include "server/admin.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"
#include "server/record_download.hpp"
#include "server/ring_view.hpp"

namespace zusage::server {
namespace {

using answers_of_member = std::map<events::asked_in, std::string>;

std::map<std::string, answers_of_member> answers_by_reference(const request& of,
                                                              const schema::reader& db,
                                                              const events::event& ring) {
  std::map<std::string, answers_of_member> found;
  for (auto& one : events::list_answers(db, *of.scope, ring.id))
    found[one.reference][{one.indicator, one.period}] = std::move(one.value);
  return found;
}

// A table for each period: who has answered what.
nlohmann::json period_view(const std::string& period, const events::event& ring,
                           const std::vector<events::ring_member>& members,
                           std::map<std::string, answers_of_member>& answers,
                           const web::locale& in) {
  nlohmann::json view = {
      {"period", period}, {"heads", nlohmann::json::array()}, {"rows", nlohmann::json::array()}};
  std::vector<const events::indicator*> asked;
  for (const auto& one : ring.ring->indicators) {
    if (std::find(one.periods.begin(), one.periods.end(), period) == one.periods.end()) continue;
    asked.push_back(&one);
    view["heads"].push_back({{"label", web::pick(one.label, in.language())}});
  }
  std::int64_t complete = 0;
  for (const auto& member : members) {
    auto cells = nlohmann::json::array();
    std::size_t given = 0;
    for (const auto* one : asked) {
      const auto& of_member = answers[member.reference];
      const auto value = of_member.find({one->key, period});
      const bool there = value != of_member.end();
      given += there ? 1 : 0;
      cells.push_back({{"value", there ? answer_words(*one, value->second, in) : ""}});
    }
    if (given == asked.size()) ++complete;
    view["rows"].push_back({{"member", member.name}, {"cells", std::move(cells)}});
  }
  view["count"] = in.text("ring.answered_count", {{"count", complete}, {"all", members.size()}});
  return view;
}

std::vector<std::string> periods_of(const events::event& ring) {
  std::vector<std::string> periods;
  for (const auto& one : ring.ring->indicators) {
    for (const auto& period : one.periods) {
      if (std::find(periods.begin(), periods.end(), period) == periods.end())
        periods.push_back(period);
    }
  }
  return periods;
}

}  // namespace

// GET /admin/{organiser}/events/{slug}/indicators
response show_indicators(const request& of, const schema::reader& db, services& with) {
  const auto ring = find_own_ring(of, db, with);
  if (!ring) return error_page(404, of, with, "error.not_found");
  const auto& in = *of.language;
  const auto name = web::pick(ring->title, in.language());
  auto data = ring_page_data(of, *ring, in.text("ring.indicators_title", {{"event", name}}));
  add_step(data, in.text("ring.indicators"));
  const auto members = events::list_members(db, *ring);
  auto answers = answers_by_reference(of, db, *ring);
  data["periods"] = nlohmann::json::array();
  for (const auto& period : periods_of(*ring))
    data["periods"].push_back(period_view(period, *ring, members, answers, in));
  if (may(of, organisers::permission::export_attendees)) {
    const auto path = "/events/" + ring->slug + "/indicators.csv";
    data["exports"] = {{"csv_url", admin_link(of, path)},
                       {"excel_url", admin_link(of, path + "?for=excel-de")}};
  }
  return page(200, of, with, "admin_indicators", std::move(data));
}

// GET /admin/{organiser}/events/{slug}/indicators.csv
response export_indicators(const request& of, services& with) {
  const auto ring =
      with.db.read([&](const schema::reader& db) { return find_own_ring(of, db, with); });
  if (!ring) return error_page(404, of, with, "error.not_found");
  record_download(of, with, "export.downloaded", ring->slug,
                  {{"format", "csv"}, {"of", "indicators"}});
  response made;
  made.content_type = "text/csv; charset=utf-8; header=present";
  const auto today = to_local_text(of.at, ring->time_zone).substr(0, 10);
  made.with("Content-Disposition",
            "attachment; filename=\"" + ring->slug + "-indicators-" + today + ".csv\"");
  const bool excel = of.query.get("for") == "excel-de";
  made.stream = [&with, ring, scope = *of.scope, excel](const sink& to) {
    with.db.read(
        [&](const schema::reader& db) { events::export_answers(db, scope, *ring, excel, to); });
  };
  return made;
}

}  // namespace zusage::server
