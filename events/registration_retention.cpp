// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <optional>
#include <tuple>

#include "events/erase_registration.hpp"
#include "events/event.hpp"
#include "events/event_details.hpp"
#include "events/json_members.hpp"
#include "events/registration_rows.hpp"
#include "events/retention_tasks.hpp"

namespace zusage::events {
namespace {

// While a mail is being handed over its row is needed: that one is for the next time.
const std::string not_being_sent =
    " NOT EXISTS (SELECT 1 FROM message m WHERE m.registration_id = r.id AND m.state = 'sending')";

// Of a ring too: all its meetings lie within its time, so no membership is live after it.
const std::string after_event =
    " FROM event e JOIN registration r ON r.event_id = e.id"
    " WHERE e.kind <> 'paper' AND e.ends_at + e.retention_days * 86400000000 <= :1 AND" +
    not_being_sent;

const std::string after_registration =
    " FROM event e JOIN registration r ON r.event_id = e.id"
    " WHERE e.kind = 'paper' AND r.registered_at + e.retention_days * 86400000000 <= :1 AND" +
    not_being_sent;

std::vector<due_row> find(const schema::reader& db, const std::string& due, instant now,
                          std::int64_t most) {
  std::vector<due_row> rows;
  db.each<std::int64_t, std::int64_t>(
      "SELECT r.id, r.organiser_id" + due + " ORDER BY e.id, r.id LIMIT :2",
      [&](std::int64_t id, std::int64_t organiser) {
        rows.push_back({id, organiser});
      },
      now, most);
  return rows;
}

std::vector<due_row> find_registrations(const schema::reader& db, instant now, std::int64_t most) {
  return find(db, after_event, now, most);
}
std::vector<due_row> find_of_papers(const schema::reader& db, instant now, std::int64_t most) {
  return find(db, after_registration, now, most);
}

// The event may have been moved, or kept for longer, since we looked.
std::int64_t erase(schema::transaction& tx, const std::string& due, const due_row& what,
                   instant now) {
  const auto event_id =
      tx.value<std::int64_t>("SELECT event_id FROM registration WHERE id = :1", what.id);
  if (!event_id) return 0;
  hold_event(tx, *event_id);
  const auto still = tx.value<std::int64_t>("SELECT r.id" + due + " AND r.id = :2", now, what.id);
  if (!still) return 0;
  erase_registration(tx, what.id, now);
  return 1;
}

std::int64_t erase_one(schema::transaction& tx, const due_row& what, instant now) {
  return erase(tx, after_event, what, now);
}
std::int64_t erase_of_paper(schema::transaction& tx, const due_row& what, instant now) {
  return erase(tx, after_registration, what, now);
}

all_ahead registrations_ahead(const schema::reader& db, std::int64_t organiser_id, instant) {
  all_ahead all;
  db.each<std::int64_t, std::string, std::string, std::string, instant, std::int64_t>(
      "SELECT e.organiser_id, e.slug, e.title, e.time_zone,"
      " e.ends_at + e.retention_days * 86400000000, COUNT(*)"
      " FROM event e"
      " JOIN registration r ON r.event_id = e.id"
      " WHERE e.kind <> 'paper' AND (CAST(:1 AS BIGINT) = 0 OR e.organiser_id = :2)"
      " GROUP BY e.id, e.organiser_id, e.slug, e.title, e.time_zone, e.ends_at, e.retention_days"
      " ORDER BY 5, e.id",
      [&](std::int64_t organiser, std::string slug, const std::string& title, std::string zone,
          instant at, std::int64_t count) {
        all.push_back({registrations_task.rule, organiser, std::move(slug), std::move(zone),
                       from_stored(title), nullptr, at, count, count});
      },
      organiser_id, organiser_id);
  return all;
}

// One row for what is due, one for what is due on the day of the next.
void add_paper(const schema::reader& db, std::int64_t event_id, retention_ahead of,
               std::int64_t days, instant now, all_ahead& all) {
  const auto period = std::chrono::days(days);
  const auto count_between = [&](instant from, instant to) {
    return db
        .one<std::int64_t, std::optional<instant>>(
            "SELECT COUNT(*), MIN(registered_at) FROM registration"
            " WHERE event_id = :1 AND registered_at > :2 AND registered_at <= :3",
            event_id, from, to)
        .value();
  };
  const auto add = [&](const std::tuple<std::int64_t, std::optional<instant>>& found) {
    if (std::get<0>(found) == 0) return;
    of.count = std::get<0>(found);
    of.at = *std::get<1>(found) + period;
    all.push_back(of);
  };
  add(count_between(instant{}, now - period));
  const auto next = db.value<std::optional<instant>>(
      "SELECT MIN(registered_at) FROM registration WHERE event_id = :1 AND registered_at > :2",
      event_id, now - period);
  if (next && *next) add(count_between(now - period, **next + std::chrono::days(1)));
}

all_ahead papers_ahead(const schema::reader& db, std::int64_t organiser_id, instant now) {
  all_ahead all;
  for (const auto& [id, organiser, slug, title, zone, days, stored] :
       db.all<std::int64_t, std::int64_t, std::string, std::string, std::string, std::int64_t,
              std::int64_t>(
           "SELECT e.id, e.organiser_id, e.slug, e.title, e.time_zone, e.retention_days,"
           " (SELECT COUNT(*) FROM registration r WHERE r.event_id = e.id)"
           " FROM event e"
           " WHERE e.kind = 'paper' AND (CAST(:1 AS BIGINT) = 0 OR e.organiser_id = :2)"
           " ORDER BY e.id",
           organiser_id, organiser_id)) {
    if (stored == 0) continue;
    add_paper(db, id,
              {paper_registrations_task.rule,
               organiser,
               slug,
               zone,
               from_stored(title),
               nullptr,
               {},
               0,
               stored},
              days, now, all);
  }
  return all;
}

}  // namespace

const retention_task registrations_task{"registrations", find_registrations, erase_one,
                                        registrations_ahead};
const retention_task paper_registrations_task{"paper_registrations", find_of_papers, erase_of_paper,
                                              papers_ahead};

}  // namespace zusage::events
