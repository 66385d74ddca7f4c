// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "events/bookings.hpp"
#include "events/group_bookings.hpp"
#include "events/invitation.hpp"
#include "events/places.hpp"
#include "events/registration_rows.hpp"
#include "events/ring_meetings.hpp"
#include "events/ring_people.hpp"

namespace zusage::events {
namespace {

// The first of those who need equally many places, for each such number up to `free`: a step of the
// index registration_in_line each, however many wait.
std::vector<places::entry> line_for_event(const schema::reader& db, std::int64_t event_id,
                                          std::int64_t free) {
  std::vector<places::entry> line;
  std::int64_t needs = 0;
  while (const auto next = db.one<std::int64_t, std::int64_t>(
             "SELECT id, needs FROM registration"
             " WHERE event_id = :1 AND status = 'waiting' AND needs > :2 AND needs <= :3"
             " ORDER BY needs, id"
             " LIMIT 1",
             event_id, needs, free)) {
    needs = std::get<1>(*next);
    line.push_back({std::get<0>(*next), {}, needs});
  }
  return line;
}

// Who registered together with the registration and waits as well, itself among them.
std::vector<std::int64_t> waiting_group(const schema::reader& db, std::int64_t id,
                                        std::int64_t free) {
  std::vector<std::int64_t> members;
  const auto group = db.one<std::int64_t, bool>(
      "SELECT g.id, g.takes_fewer FROM registration r"
      " JOIN registration_group g ON g.id = r.group_id"
      " WHERE r.id = :1",
      id);
  if (!group) return {id};
  db.each<std::int64_t>(
      "SELECT id FROM registration WHERE group_id = :1 AND status = 'waiting' ORDER BY id",
      [&](std::int64_t member) { members.push_back(member); }, std::get<0>(*group));
  const auto count = places::given(std::int64_t(members.size()), std::get<1>(*group), free);
  members.resize(std::size_t(count));
  return members;
}

// The first who waits with this invitation and needs at most so many places.
std::optional<places::entry> next_invited(const schema::reader& db, std::int64_t event_id,
                                          std::int64_t invitation_id, std::int64_t most) {
  const auto row = db.one<std::int64_t, std::int64_t>(
      "SELECT id, needs FROM registration"
      " WHERE event_id = :1 AND status = 'waiting' AND invitation_id = :2 AND needs <= :3"
      " ORDER BY id"
      " LIMIT 1",
      event_id, invitation_id, most);
  if (!row) return {};
  return places::entry{std::get<0>(*row), {}, std::get<1>(*row)};
}

// The same for a session: who waits for itself, and who would take it as second choice.
std::vector<places::entry> line_for_session(const schema::reader& db, std::int64_t session_id,
                                            std::int64_t free) {
  std::vector<places::entry> line;
  for (const auto* sql : {"SELECT registration_id, since, needs FROM registration_session"
                          " WHERE session_id = :1 AND status = 'waiting'"
                          " AND needs > :2 AND needs <= :3"
                          " ORDER BY needs, since, registration_id LIMIT 1",
                          "SELECT registration_id, since, needs FROM registration_session"
                          " WHERE second_id = :1 AND status = 'waiting'"
                          " AND needs > :2 AND needs <= :3"
                          " ORDER BY needs, since, registration_id LIMIT 1"}) {
    std::int64_t needs = 0;
    while (const auto next =
               db.one<std::int64_t, instant, std::int64_t>(sql, session_id, needs, free)) {
      needs = std::get<2>(*next);
      line.push_back({std::get<0>(*next), std::get<1>(*next), needs});
    }
  }
  return line;
}

// Whoever has used the mailed link need not show again that the address is theirs.
registration_status status_of_promoted(const schema::reader& db, const event& of,
                                       std::int64_t registration_id) {
  if (offers_places(of)) return registration_status::offered;
  const auto proven = db.value<std::optional<instant>>(
      "SELECT proven_at FROM registration WHERE id = :1", registration_id);
  return proven && *proven ? registration_status::confirmed : status_with_place(of);
}

// One pass over what is free at an event.
class moving_up {
 public:
  moving_up(schema::transaction& tx, const event& of, instant now)
      : tx_(tx),
        of_(of),
        now_(now),
        kept_until_(places::offer_ends(now, of.offer_hours, of.time_zone,
                                       now < of.starts_at ? of.starts_at : of.ends_at)) {}

  void to_event() {
    while (true) {
      const auto free = free_at_event(tx_, of_.id);
      const auto next = places::next_in_line(line_for_event(tx_, of_.id, free), free);
      if (!next) return;
      const auto group = waiting_group(tx_, next->id, free);
      for (const auto id : group) {
        if (!take_place(tx_, of_.id)) return;
        to_event(id);
      }
      if (next->needs > 1) wait_together(tx_, group);
    }
  }

  // Once what is free for all has gone by the line, seats that are kept go to those who wait with
  // their code.
  void to_kept_seats() {
    for (const auto& [id] :
         tx_.all<std::int64_t>("SELECT id FROM invitation WHERE event_id = :1 AND seats_left > 0"
                               " AND ended_at IS NULL AND (until IS NULL OR until > :2)"
                               " ORDER BY id",
                               of_.id, now_)) {
      while (to_kept_seats(id)) {
      }
    }
  }

  void to_session(const session& one) {
    while (true) {
      const auto free = free_in_session(tx_, one.id);
      const auto next = places::next_in_line(line_for_session(tx_, one.id, free), free);
      if (!next) return;
      for (const auto id : waiting_together(tx_, next->id, one.id)) {
        if (!take_session_place(tx_, one.id)) return;
        to_session(one, id);
      }
    }
  }

  void tell_everybody(const mailer::outbox& mails) const {
    for (const auto id : moved_) {
      const auto status =
          tx_.value<std::string>("SELECT status FROM registration WHERE id = :1", id);
      // Who has yet to confirm the address or to accept a place learns of all else afterwards.
      if (offered_.contains(id)) {
        tell(tx_, mails, "registration-offer", id, now_);
      } else if (status == "unverified") {
        if (to_event_.contains(id)) tell(tx_, mails, "registration-verify", id, now_);
      } else if (status != "offered") {
        const auto sessions = to_sessions_.find(id);
        const bool at_event = to_event_.contains(id) || sessions == to_sessions_.end();
        tell_promoted(tx_, mails, id, at_event ? std::vector<std::int64_t>() : sessions->second,
                      now_);
      }
    }
  }

  std::int64_t count() const { return std::int64_t(moved_.size()); }

  // Who got a place at the event and need not accept it.
  std::vector<std::int64_t> confirmed() const {
    std::vector<std::int64_t> ids;
    for (const auto id : to_event_) {
      if (!offered_.contains(id)) ids.push_back(id);
    }
    return ids;
  }

 private:
  void to_event(std::int64_t id) {
    const auto status = status_of_promoted(tx_, of_, id);
    const bool offer = status == registration_status::offered;
    tx_.execute(
        "UPDATE registration SET status = :1, updated_at = :2, verify_until = :3,"
        " offered_until = :4, ical_sequence = ical_sequence + 1"
        " WHERE id = :5 AND status = 'waiting'",
        to_text(status), now_, verify_until(status, now_),
        offer ? std::optional(kept_until_) : std::nullopt, id);
    // In the lines of sessions they stand since they signed up, as if they had had a place then.
    tx_.execute(
        "UPDATE registration_session SET status = 'waiting'"
        " WHERE registration_id = :1 AND status = 'wanted'",
        id);
    moved_.insert(id);
    to_event_.insert(id);
    if (offer) offered_.insert(id);
  }

  // The second choice, and whatever belongs to a place at the event that is only offered yet, needs
  // no second question.
  void to_session(const session& one, std::int64_t id) {
    const auto rows = find_booked(tx_, id);
    const auto waits_for = std::find_if(rows.begin(), rows.end(), [&](const booked_row& row) {
      return row.status == booking::waiting &&
             (row.session_id == one.id || row.second_id == one.id);
    });
    const bool second = waits_for->session_id != one.id;
    if (second) give_back(tx_, id, *waits_for);
    const bool offer = offers_places(of_) && !second && !offered_.contains(id) && !is_offered(id);
    booked_row row{one.id,
                   std::string(offer ? booking::offered : booking::confirmed),
                   {},
                   waits_for->since,
                   {}};
    if (offer) row.offered_until = kept_until_;
    if (second) row.instead_of = waits_for->session_id;
    store_booking(tx_, id, row);
    tx_.execute(
        "UPDATE registration SET updated_at = :1, ical_sequence = ical_sequence + 1 WHERE id = :2",
        now_, id);
    moved_.insert(id);
    to_sessions_[id].push_back(one.id);
    if (offer) offered_.insert(id);
  }

  // Whoever is next with this invitation; false when nobody is, or nothing is kept any more.
  bool to_kept_seats(std::int64_t invitation_id) {
    const auto kept =
        tx_.value<std::int64_t>("SELECT seats_left FROM invitation WHERE id = :1", invitation_id)
            .value_or(0);
    if (kept == 0) return false;
    const auto most = kept + std::max<std::int64_t>(free_at_event(tx_, of_.id), 0);
    const auto next = next_invited(tx_, of_.id, invitation_id, most);
    if (!next) return false;
    const auto group = waiting_group(tx_, next->id, most);
    for (const auto member : group) {
      if (!take_kept_seat(tx_, member) && !take_place(tx_, of_.id)) return false;
      to_event(member);
    }
    if (next->needs > 1) wait_together(tx_, group);
    return true;
  }

  bool is_offered(std::int64_t id) const {
    return tx_.value<std::string>("SELECT status FROM registration WHERE id = :1", id) == "offered";
  }

  schema::transaction& tx_;
  const event& of_;
  const instant now_, kept_until_;
  std::set<std::int64_t> moved_, to_event_, offered_;
  std::map<std::int64_t, std::vector<std::int64_t>> to_sessions_;
};

}  // namespace

std::int64_t registrar::promote_waiting(schema::transaction& tx, const event& of,
                                        instant now) const {
  if (of.status != event_status::published || of.ends_at <= now) return 0;
  hold_event(tx, of.id);
  moving_up pass(tx, of, now);
  pass.to_event();
  if (of.admission && of.admission->has_codes) pass.to_kept_seats();
  for (const auto& one : of.sessions) pass.to_session(one);
  // After those who waited for a meeting before.
  if (of.ring) book_meetings(tx, of, now);
  pass.tell_everybody(mails_);
  if (of.ring) {
    for (const auto id : pass.confirmed()) tell_named_people(tx, mails_, id, now);
  }
  return pass.count();
}

}  // namespace zusage::events
