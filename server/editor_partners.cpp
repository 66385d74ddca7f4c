// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "organisers/event_staff.hpp"
#include "organisers/staff.hpp"
#include "server/editor_parts.hpp"

namespace zusage::server {
namespace {

bool is_offered(const editing& at, const nlohmann::json& key) {
  return std::any_of(at.partners.begin(), at.partners.end(),
                     [&](const auto& one) { return one.first == key; });
}

bool has_key(const nlohmann::json& list, const nlohmann::json& key) {
  return std::find(list.begin(), list.end(), key) != list.end();
}

}  // namespace

named_options offered_partners(const request& of, const schema::reader& db,
                               const events::edited_event& what) {
  named_options offered;
  if (organisers::is_for_one_event(*of.scope)) return offered;
  if (events::count_registrations(db, what.of->id) > 0) return offered;
  for (const auto& one : organisers::memberships_of(db, of.staff_id)) {
    const bool own = one.organiser_id == what.of->by.id;
    if (own || !may(one.role, organisers::permission::manage_events)) continue;
    offered.emplace_back(one.organiser_key, web::pick(one.organiser_name, of.language->language()));
  }
  return offered;
}

void put_partners(nlohmann::json& entry, const editing& at) {
  const auto ticked = elements_of(entry, "also_by");
  auto made = nlohmann::json::array();
  for (const auto& key : elements_of(at.what.entry, "also_by")) {
    if (!is_offered(at, key) || has_key(ticked, key)) made.push_back(key);
  }
  for (const auto& key : ticked) {
    if (is_offered(at, key) && !has_key(made, key)) made.push_back(key);
  }
  entry.erase("also_by");
  if (!made.empty()) entry["also_by"] = std::move(made);
}

}  // namespace zusage::server
