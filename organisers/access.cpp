// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "organisers/access.hpp"

#include <string>

#include "organisers/event_staff.hpp"

namespace zusage::organisers {

std::optional<scope> access_check::scope_for(const schema::reader& db, std::int64_t staff_id,
                                             std::string_view organiser_key, permission needs) {
  const auto row = db.one<std::int64_t, std::string>(
      "SELECT o.id, r.role"
      " FROM organiser o"
      " JOIN staff_role r ON r.organiser_id = o.id"
      " WHERE o.key = :1 AND r.staff_id = :2",
      organiser_key, staff_id);
  if (!row) return {};
  const auto role = role_from(std::get<1>(*row));
  if (!role || !may(*role, needs)) return {};
  return scope(std::get<0>(*row), staff_id, *role);
}

std::optional<scope> access_check::scope_for_event(const schema::reader& db, std::int64_t staff_id,
                                                   std::string_view organiser_key, permission needs,
                                                   std::string_view slug) {
  auto whole = scope_for(db, staff_id, organiser_key, needs);
  if (slug.empty()) return whole;
  auto part = scope_by_event_role(db, staff_id, organiser_key, needs, slug);
  if (part && (!whole || is_wider(part->as(), whole->as()))) return part;
  if (whole) lead_to_shared(db, *whole, slug);
  return whole;
}

std::optional<scope> access_check::scope_by_event_role(const schema::reader& db,
                                                       std::int64_t staff_id,
                                                       std::string_view organiser_key,
                                                       permission needs, std::string_view slug) {
  const auto row = db.one<std::int64_t, std::int64_t, std::string>(
      "SELECT o.id, e.id, t.role"
      " FROM organiser o"
      " JOIN event e ON e.organiser_id = o.id"
      " JOIN event_staff t ON t.event_id = e.id AND t.organiser_id = o.id"
      " WHERE o.key = :1 AND e.slug = :2 AND t.staff_id = :3",
      organiser_key, slug, staff_id);
  if (!row) return {};
  const auto role = event_role_from(std::get<2>(*row));
  if (!role || !may(*role, needs)) return {};
  scope made(std::get<0>(*row), staff_id, *role);
  made.only_event_ = std::get<1>(*row);
  return made;
}

void access_check::lead_to_shared(const schema::reader& db, scope& own, std::string_view slug) {
  const auto shared = db.one<std::int64_t, std::int64_t>(
      "SELECT e.id, e.organiser_id"
      " FROM event e"
      " JOIN event_organiser t ON t.event_id = e.id"
      " WHERE e.slug = :1 AND t.organiser_id = :2",
      slug, own.organiser_id());
  if (!shared) return;
  own.only_event_ = std::get<0>(*shared);
  own.organiser_id_ = std::get<1>(*shared);
}

scope access_check::scope_for_token(const api_token& found) {
  scope made(found.organiser_id, 0, role::check_in);
  made.token_id_ = found.id;
  made.token_scopes_ = found.scopes;
  return made;
}

}  // namespace zusage::organisers
