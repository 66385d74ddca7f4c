// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/bookings.hpp"

#include "events/places.hpp"
#include "events/registration_rows.hpp"

namespace zusage::events {
namespace {

void give_session_place_back(schema::transaction& tx, std::int64_t session_id) {
  const auto event_id = tx.value<std::int64_t>(
      "UPDATE event_session SET taken = taken - 1 WHERE id = :1 AND taken > 0 RETURNING event_id",
      session_id);
  if (event_id) tx.announce(topic_of_event(*event_id));
}

// Who waited together with it for the same goes on with one fewer.
void leave_others(schema::transaction& tx, std::int64_t registration_id, const booked_row& row) {
  tx.execute(
      "UPDATE registration_session SET needs = needs - 1"
      " WHERE session_id = :1 AND status = 'waiting' AND since = :2 AND needs > 1"
      " AND COALESCE(second_id, 0) = :3 AND registration_id IN"
      " (SELECT id FROM registration"
      "  WHERE group_id = (SELECT group_id FROM registration WHERE id = :4))",
      row.session_id, row.since, row.second_id.value_or(0), registration_id);
}

}  // namespace

std::vector<booked_row> find_booked(const schema::reader& db, std::int64_t registration_id) {
  std::vector<booked_row> rows;
  db.each<std::int64_t, std::string, std::optional<std::int64_t>, instant, std::optional<instant>,
          std::int64_t, std::optional<std::int64_t>>(
      "SELECT session_id, status, second_id, since, offered_until, needs, instead_of"
      " FROM registration_session"
      " WHERE registration_id = :1"
      " ORDER BY session_id",
      [&](std::int64_t session_id, std::string status, std::optional<std::int64_t> second,
          instant since, std::optional<instant> offered_until, std::int64_t needs,
          std::optional<std::int64_t> instead_of) {
        rows.push_back(
            {session_id, std::move(status), second, since, offered_until, needs, instead_of});
      },
      registration_id);
  return rows;
}

std::int64_t position_in_line(const schema::reader& db, std::int64_t registration_id,
                              const booked_row& row) {
  return db
      .value<std::int64_t>(
          "SELECT COUNT(*) FROM registration_session"
          " WHERE session_id = :1 AND status = 'waiting'"
          " AND (since < :2 OR (since = :3 AND registration_id <= :4))",
          row.session_id, row.since, row.since, registration_id)
      .value_or(0);
}

std::int64_t free_in_session(const schema::reader& db, std::int64_t session_id) {
  const auto row = db.one<std::optional<std::int64_t>, std::int64_t>(
      "SELECT capacity, taken FROM event_session WHERE id = :1", session_id);
  return row ? places::free_places(std::get<0>(*row), std::get<1>(*row)) : 0;
}

bool take_session_place(schema::transaction& tx, std::int64_t session_id) {
  const auto event_id = tx.value<std::int64_t>(
      "UPDATE event_session SET taken = taken + 1"
      " WHERE id = :1 AND (capacity IS NULL OR taken < capacity)"
      " RETURNING event_id",
      session_id);
  if (event_id) tx.announce(topic_of_event(*event_id));
  return event_id.has_value();
}

void store_booking(schema::transaction& tx, std::int64_t registration_id, const booked_row& row) {
  tx.execute(
      "INSERT INTO registration_session"
      " (registration_id, session_id, status, second_id, since, offered_until, needs,"
      " instead_of)"
      " VALUES (:1, :2, :3, :4, :5, :6, :7, :8)"
      " ON CONFLICT (registration_id, session_id) DO UPDATE SET status = excluded.status,"
      " second_id = excluded.second_id, since = excluded.since,"
      " offered_until = excluded.offered_until, needs = excluded.needs,"
      " instead_of = excluded.instead_of",
      registration_id, row.session_id, row.status, row.second_id, row.since, row.offered_until,
      row.needs, row.instead_of);
}

bool book(schema::transaction& tx, const event& of, const booker& who, const session_wish& wish,
          instant since) {
  booked_row row{wish.session_id, std::string(booking::wanted), wish.second_id, since, {}};
  if (holds_place(who.status)) {
    const bool first = take_session_place(tx, wish.session_id);
    const bool second = !first && wish.second_id && take_session_place(tx, *wish.second_id);
    const auto got = places::choose(first, second, of.waiting_list);
    if (got == places::booked::nowhere) return false;
    row.status = got == places::booked::waits ? booking::waiting : booking::confirmed;
    if (got == places::booked::second) {
      row.session_id = *wish.second_id;
      row.instead_of = wish.session_id;
    }
    if (got != places::booked::waits) row.second_id.reset();
  }
  store_booking(tx, who.registration_id, row);
  return true;
}

void give_back(schema::transaction& tx, std::int64_t registration_id, const booked_row& row) {
  if (row.status == booking::cancelled) return;
  if (booking::has_place(row.status)) give_session_place_back(tx, row.session_id);
  if (row.status == booking::waiting && row.needs > 1) leave_others(tx, registration_id, row);
  if (row.status == booking::confirmed) {
    store_booking(tx, registration_id,
                  {row.session_id, std::string(booking::cancelled), {}, row.since, {}});
  } else {
    tx.execute("DELETE FROM registration_session WHERE registration_id = :1 AND session_id = :2",
               registration_id, row.session_id);
  }
}

void give_all_back(schema::transaction& tx, std::int64_t registration_id) {
  for (const auto& row : find_booked(tx, registration_id)) give_back(tx, registration_id, row);
}

}  // namespace zusage::events
