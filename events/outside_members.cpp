// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/outside_members.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace zusage::events {

std::vector<outside_place> list_outside_places(const schema::reader& db,
                                               const organisers::scope& whose, const event& of) {
  std::vector<outside_place> all;
  const auto& wanted = of.audience.municipalities;
  if (of.by.id != whose.organiser_id() || !whose.reaches(of.id) || wanted.empty()) return all;
  db.each<std::string, std::string, std::int64_t>(
      "SELECT ags, MIN(municipality), COUNT(*) FROM registration"
      " WHERE event_id = :1 AND status NOT IN ('cancelled', 'refused')"
      " GROUP BY ags, CASE WHEN ags = '' THEN municipality ELSE '' END",
      [&](std::string ags, std::string name, std::int64_t people) {
        if (std::find(wanted.begin(), wanted.end(), ags) == wanted.end())
          all.push_back({std::move(ags), std::move(name), people});
      },
      of.id);
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return folded(a.name) + ' ' + a.ags < folded(b.name) + ' ' + b.ags;
  });
  return all;
}

}  // namespace zusage::events
