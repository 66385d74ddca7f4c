// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/group_bookings.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <tuple>

#include "events/places.hpp"
#include "events/registration_rows.hpp"

namespace zusage::events {
namespace {

// Those of a group who have places at the event and one wish.
struct party {
  session_wish wish;
  std::vector<booker> people;
};

std::vector<party> parties_of(std::span<const group_booker> members) {
  std::vector<party> found;
  for (const auto& one : members) {
    if (!holds_place(one.who.status)) continue;
    for (const auto& wish : *one.wishes) {
      auto same = std::find_if(found.begin(), found.end(), [&](const party& other) {
        return other.wish.session_id == wish.session_id && other.wish.second_id == wish.second_id;
      });
      if (same == found.end()) same = found.insert(found.end(), {wish, {}});
      same->people.push_back(one.who);
    }
  }
  return found;
}

// The event is held, so what is free stays free.
bool book_together(schema::transaction& tx, const event& of, const party& who, instant since) {
  const auto count = std::int64_t(who.people.size());
  const auto fits = [&](std::int64_t session_id) {
    return free_in_session(tx, session_id) >= count;
  };
  const bool first = fits(who.wish.session_id);
  const bool second = !first && who.wish.second_id && fits(*who.wish.second_id);
  const auto got = places::choose(first, second, of.waiting_list);
  if (got == places::booked::nowhere) return false;
  booked_row row{who.wish.session_id, std::string(booking::confirmed), {}, since, {}};
  if (got == places::booked::second) {
    row.session_id = *who.wish.second_id;
    row.instead_of = who.wish.session_id;
  }
  if (got == places::booked::waits) {
    row.status = booking::waiting;
    row.second_id = who.wish.second_id;
    row.needs = places::needed(count, false);
  }
  for (const auto& one : who.people) {
    if (booking::has_place(row.status) && !take_session_place(tx, row.session_id))
      throw std::logic_error("a place in a session was not free");
    store_booking(tx, one.registration_id, row);
  }
  return true;
}

}  // namespace

std::optional<std::int64_t> book_group(schema::transaction& tx, const event& of,
                                       std::span<const group_booker> members, bool takes_fewer,
                                       instant since) {
  const auto alone = [&](const booker& who, const session_wish& wish) {
    return book(tx, of, who, wish, since);
  };
  for (const auto& one : members) {
    if (holds_place(one.who.status)) continue;
    for (const auto& wish : *one.wishes) alone(one.who, wish);  // noted until there is a place
  }
  for (const auto& one : parties_of(members)) {
    const bool together = !takes_fewer && one.people.size() > 1;
    const bool booked = together
                            ? book_together(tx, of, one, since)
                            : std::all_of(one.people.begin(), one.people.end(),
                                          [&](const auto& who) { return alone(who, one.wish); });
    if (!booked) return one.wish.session_id;
  }
  return {};
}

void wait_together(schema::transaction& tx, std::span<const std::int64_t> registration_ids) {
  using wish = std::tuple<std::int64_t, std::optional<std::int64_t>, instant>;
  std::map<wish, std::vector<std::int64_t>> parties;
  for (const auto id : registration_ids) {
    for (const auto& row : find_booked(tx, id)) {
      if (row.status == booking::waiting)
        parties[{row.session_id, row.second_id, row.since}].push_back(id);
    }
  }
  for (const auto& [what, people] : parties) {
    for (const auto id : people) {
      tx.execute(
          "UPDATE registration_session SET needs = :1"
          " WHERE registration_id = :2 AND session_id = :3",
          std::int64_t(people.size()), id, std::get<0>(what));
    }
  }
}

std::vector<std::int64_t> waiting_together(const schema::reader& db, std::int64_t registration_id,
                                           std::int64_t session_id) {
  std::vector<std::int64_t> people;
  db.each<std::int64_t>(
      "SELECT b.registration_id FROM registration_session a"
      " JOIN registration r ON r.id = a.registration_id"
      " JOIN registration other ON other.group_id = r.group_id"
      " JOIN registration_session b ON b.registration_id = other.id"
      " WHERE a.registration_id = :1 AND a.status = 'waiting' AND a.needs > 1"
      " AND (a.session_id = :2 OR a.second_id = :3)"
      " AND b.session_id = a.session_id AND b.status = 'waiting' AND b.needs > 1"
      " AND b.since = a.since AND COALESCE(b.second_id, 0) = COALESCE(a.second_id, 0)"
      " ORDER BY b.registration_id",
      [&](std::int64_t id) { people.push_back(id); }, registration_id, session_id, session_id);
  if (people.empty()) people.push_back(registration_id);
  return people;
}

}  // namespace zusage::events
