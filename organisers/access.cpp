// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "organisers/access.hpp"

#include <string>

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
  auto own = scope_for(db, staff_id, organiser_key, needs);
  if (!own) return {};
  const auto shared = db.one<std::int64_t, std::int64_t>(
      "SELECT e.id, e.organiser_id"
      " FROM event e"
      " JOIN event_organiser t ON t.event_id = e.id"
      " WHERE e.slug = :1 AND t.organiser_id = :2",
      slug, own->organiser_id());
  if (shared) {
    own->only_event_ = std::get<0>(*shared);
    own->organiser_id_ = std::get<1>(*shared);
  }
  return own;
}

scope access_check::scope_for_token(const api_token& found) {
  scope made(found.organiser_id, 0, role::check_in);
  made.token_id_ = found.id;
  made.token_scopes_ = found.scopes;
  return made;
}

}  // namespace zusage::organisers
