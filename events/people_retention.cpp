// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/people_retention.hpp"

#include <string>

#include "events/retention_tasks.hpp"

namespace zusage::events {
namespace {

// Whoever stands for it again keeps theirs.
void forget_mails(schema::transaction& tx, std::int64_t registration_id,
                  const std::string& email_key) {
  tx.execute(
      "DELETE FROM message"
      " WHERE registration_id = :1 AND recipient_key = :2 AND purpose_id IS NULL"
      "  AND NOT EXISTS (SELECT 1 FROM ring_person p WHERE p.registration_id = :3"
      "   AND p.email_key = :4 AND p.ended_at IS NULL)",
      registration_id, email_key, registration_id, email_key);
}

const std::string replaced = " FROM ring_person WHERE ended_at <= :1 AND email_key <> ''";

std::vector<due_row> find_replaced(const schema::reader& db, instant now, std::int64_t most) {
  std::vector<due_row> rows;
  db.each<std::int64_t, std::int64_t>(
      "SELECT id, organiser_id" + replaced + " ORDER BY ended_at, id LIMIT :2",
      [&](std::int64_t id, std::int64_t organiser) {
        rows.push_back({id, organiser});
      },
      now - replaced_people_kept, most);
  return rows;
}

std::int64_t erase_replaced(schema::transaction& tx, const due_row& what, instant now) {
  const auto row = tx.one<std::int64_t, std::string>(
      "SELECT registration_id, email_key" + replaced + " AND id = :2", now - replaced_people_kept,
      what.id);
  if (!row) return 0;
  forget_mails(tx, std::get<0>(*row), std::get<1>(*row));
  return tx.execute(
      "UPDATE ring_person SET given_name = '', family_name = '', email = '', email_key = '',"
      " phone = '', job_function = ''"
      " WHERE id = :1",
      what.id);
}

all_ahead replaced_ahead(const schema::reader& db, std::int64_t organiser_id, instant now) {
  std::vector<day_count> days;
  db.each<std::int64_t, std::int64_t, std::int64_t>(
      "SELECT organiser_id, ended_at / 86400000000, COUNT(*)"
      " FROM ring_person"
      " WHERE ended_at IS NOT NULL AND email_key <> ''"
      "  AND (CAST(:1 AS BIGINT) = 0 OR organiser_id = :2)"
      " GROUP BY 1, 2 ORDER BY 1, 2",
      [&](std::int64_t organiser, std::int64_t day, std::int64_t count) {
        days.push_back({organiser, day, count});
      },
      organiser_id, organiser_id);
  return ahead_by_day(days, retention_rule_of(replaced_people_task.rule), now);
}

}  // namespace

const retention_task replaced_people_task{"replaced_people", find_replaced, erase_replaced,
                                          replaced_ahead};

std::int64_t erase_replaced_people(schema::transaction& tx, instant now, std::int64_t most) {
  std::int64_t erased = 0;
  for (const auto& one : find_replaced(tx, now, most)) erased += erase_replaced(tx, one, now);
  return erased;
}

}  // namespace zusage::events
