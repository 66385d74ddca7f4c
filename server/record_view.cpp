// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/record_view.hpp"

#include "base/time_zone.hpp"
#include "organisers/audit.hpp"

namespace zusage::server {
namespace {

constexpr std::string_view action_name = "proof.viewed";

bool is_recorded(const request& of, const schema::reader& db, const std::string& person) {
  const auto today = to_local_text(of.at, home_zone).substr(0, 10) + "T00:00";
  const auto since = local_to_instant(today, home_zone).value_or(of.at);
  return db
      .value<std::int64_t>(
          "SELECT id FROM audit_entry"
          " WHERE organiser_id = :1 AND action = 'proof.viewed' AND subject = :2 AND at >= :3"
          "  AND staff_id = :4"
          " LIMIT 1",
          of.scope->organiser_id(), person, since, of.scope->staff_id())
      .has_value();
}

}  // namespace

void record_view(const request& of, services& with, const std::string& person) {
  if (of.head_only) return;
  if (with.db.read([&](const schema::reader& db) { return is_recorded(of, db, person); })) return;
  with.db.write([&](schema::transaction& tx) {
    if (is_recorded(of, tx, person)) return;
    organisers::record(
        tx, {of.scope->organiser_id(), of.scope->staff_id(), std::string(action_name), person},
        of.at);
  });
}

}  // namespace zusage::server
