// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/record_view.hpp"

#include "base/time_zone.hpp"
#include "organisers/audit.hpp"

namespace zusage::server {
namespace {

bool is_recorded(const request& of, const schema::reader& db, const std::string& act,
                 const std::string& subject) {
  const auto today = to_local_text(of.at, home_zone).substr(0, 10) + "T00:00";
  const auto since = local_to_instant(today, home_zone).value_or(of.at);
  return db
      .value<std::int64_t>(
          "SELECT id FROM audit_entry"
          " WHERE organiser_id = :1 AND action = :2 AND subject = :3 AND at >= :4"
          "  AND staff_id = :5"
          " LIMIT 1",
          of.scope->organiser_id(), act, subject, since, of.scope->staff_id())
      .has_value();
}

}  // namespace

void record_view(const request& of, services& with, const std::string& act,
                 const std::string& subject) {
  if (of.head_only) return;
  if (with.db.read([&](const schema::reader& db) { return is_recorded(of, db, act, subject); }))
    return;
  with.db.write([&](schema::transaction& tx) {
    if (is_recorded(of, tx, act, subject)) return;
    organisers::record(tx, {of.scope->organiser_id(), of.scope->staff_id(), act, subject}, of.at);
  });
}

}  // namespace zusage::server
