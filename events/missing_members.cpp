// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/missing_members.hpp"

#include <algorithm>
#include <unordered_map>

#include "base/text.hpp"
#include "events/csv.hpp"
#include "events/municipalities.hpp"
#include "events/registration_rows.hpp"

namespace zusage::events {
namespace {

struct signed_up {
  std::int64_t people = 0, waiting = 0;
};

std::unordered_map<std::string, signed_up> signed_up_by_ags(const schema::reader& db,
                                                            std::int64_t event_id) {
  std::unordered_map<std::string, signed_up> all;
  db.each<std::string, std::string, std::int64_t>(
      "SELECT ags, status, COUNT(*) FROM registration"
      " WHERE event_id = :1 AND ags <> '' AND status NOT IN ('cancelled', 'refused')"
      " GROUP BY ags, status",
      [&](const std::string& ags, const std::string& status, std::int64_t count) {
        const auto known = registration_status_from(status);
        auto& one = all[ags];
        (known && holds_place(*known) ? one.people : one.waiting) += count;
      },
      event_id);
  return all;
}

audience_member member_of(const schema::reader& db, const std::string& ags) {
  audience_member one;
  one.ags = one.name = ags;
  const auto known = find_municipality(db, ags);
  if (!known) return one;
  one.name = known->name;
  one.title = known->title;
  one.district = known->district;
  one.state = known->state;
  one.latitude = known->latitude;
  one.longitude = known->longitude;
  one.population = known->population;
  return one;
}

}  // namespace

std::vector<audience_member> list_audience_members(const schema::reader& db,
                                                   const organisers::scope& whose,
                                                   const event& of) {
  std::vector<audience_member> all;
  if (of.by.id != whose.organiser_id()) return all;
  const auto& wanted = of.audience.municipalities;
  if (wanted.empty()) return all;
  const auto there = signed_up_by_ags(db, of.id);
  std::vector<std::pair<std::string, std::size_t>> order;
  for (const auto& ags : wanted) {
    auto one = member_of(db, ags);
    if (const auto found = there.find(ags); found != there.end()) {
      one.people = found->second.people;
      one.waiting = found->second.waiting;
    }
    order.emplace_back(folded(one.name) + ' ' + ags, all.size());
    all.push_back(std::move(one));
  }
  std::sort(order.begin(), order.end());
  std::vector<audience_member> sorted;
  sorted.reserve(order.size());
  for (const auto& [key, at] : order) sorted.push_back(std::move(all[at]));
  return sorted;
}

void export_missing(const std::vector<audience_member>& all, bool excel_de,
                    const std::function<bool(std::string_view)>& sink) {
  const char separator = excel_de ? ';' : ',';
  if (!sink("\xEF\xBB\xBF" + csv_row({"ags", "name", "title", "district", "state"}, separator)))
    return;
  for (const auto& one : all) {
    if (!one.is_missing()) continue;
    if (!sink(csv_row({one.ags, one.name, one.title, one.district, one.state}, separator))) return;
  }
}

}  // namespace zusage::events
