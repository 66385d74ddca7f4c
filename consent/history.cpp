// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "consent/history.hpp"

#include "base/time_zone.hpp"
#include "consent/ledger.hpp"

namespace zusage::consent {
namespace {

struct counted_tail {
  std::int64_t records = 0, last_sequence = 0;
};

std::int64_t counted_until(const schema::reader& db, std::int64_t organiser_id) {
  return db
      .value<std::int64_t>("SELECT sequence FROM consent_month_counted WHERE organiser_id = :1",
                           organiser_id)
      .value_or(0);
}

bool stands(const std::string& event) {
  const auto s = state_from(event);
  return s && permits(*s);
}

// Adds what the records behind `after` changed.
counted_tail add_tail(const schema::reader& db, std::int64_t organiser_id, std::int64_t after,
                      std::int64_t most, monthly_changes& changes) {
  counted_tail tail{0, after};
  db.each<std::int64_t, std::int64_t, instant, std::string, std::optional<std::string>>(
      "SELECT r.sequence, r.purpose_id, r.at, r.event,"
      "       (SELECT b.event FROM consent_record b"
      "         WHERE b.principal_id = r.principal_id AND b.purpose_id = r.purpose_id"
      "          AND b.id < r.id"
      "         ORDER BY b.id DESC LIMIT 1)"
      " FROM consent_record r"
      " WHERE r.organiser_id = :1 AND r.sequence > :2"
      " ORDER BY r.sequence"
      " LIMIT :3",
      [&](std::int64_t sequence, std::int64_t purpose_id, instant at, const std::string& event,
          const std::optional<std::string>& before) {
        ++tail.records;
        tail.last_sequence = sequence;
        const auto change = int(stands(event)) - int(before && stands(*before));
        if (change != 0) changes[purpose_id][month_of(at)] += change;
      },
      organiser_id, after, most);
  return tail;
}

}  // namespace

std::int64_t month_of(instant at) {
  const auto local = to_local(at, home_zone);
  return std::int64_t(local.year) * 12 + local.month - 1;
}

instant in_month(std::int64_t month) {
  using namespace std::chrono;
  const year_month_day middle{year(int(month / 12)), std::chrono::month(unsigned(month % 12 + 1)),
                              day(15)};
  return sys_days(middle);
}

monthly_changes changes_by_month(const schema::reader& db, std::int64_t organiser_id,
                                 std::int64_t most) {
  monthly_changes changes;
  db.each<std::int64_t, std::int64_t, std::int64_t>(
      "SELECT purpose_id, month, change FROM consent_month WHERE organiser_id = :1",
      [&](std::int64_t purpose_id, std::int64_t month, std::int64_t change) {
        changes[purpose_id][month] += change;
      },
      organiser_id);
  add_tail(db, organiser_id, counted_until(db, organiser_id), most, changes);
  return changes;
}

std::int64_t count_months(schema::transaction& tx, std::int64_t organiser_id, std::int64_t most) {
  const auto after = counted_until(tx, organiser_id);
  monthly_changes changes;
  const auto tail = add_tail(tx, organiser_id, after, most, changes);
  if (tail.records == 0) return 0;
  tx.execute(
      "INSERT INTO consent_month_counted (organiser_id, sequence) VALUES (:1, 0)"
      " ON CONFLICT (organiser_id) DO NOTHING",
      organiser_id);
  // Where another process has counted meanwhile, this was for nothing.
  if (tx.execute("UPDATE consent_month_counted SET sequence = :1 WHERE organiser_id = :2 AND "
                 "sequence = :3",
                 tail.last_sequence, organiser_id, after) == 0) {
    return 0;
  }
  for (const auto& [purpose_id, months] : changes) {
    for (const auto& [month, change] : months) {
      tx.execute(
          "INSERT INTO consent_month (purpose_id, month, organiser_id, change)"
          " VALUES (:1, :2, :3, :4)"
          " ON CONFLICT (purpose_id, month)"
          "  DO UPDATE SET change = consent_month.change + excluded.change",
          purpose_id, month, organiser_id, change);
    }
  }
  return tail.records;
}

}  // namespace zusage::consent
