// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/event_change.hpp"
#include "events/package_growth.hpp"
#include "events/registration_rows.hpp"
#include "events/ring_meetings.hpp"
#include "events/ring_people.hpp"

namespace zusage::events {
namespace {

// Somebody who is told of changes, with what they have booked.
struct follower {
  std::int64_t id = 0;
  std::string language, email, name;
  std::set<std::int64_t> sessions;
};

// What has come to somebody, and what they have no more: session ids by registration.
struct moved_bookings {
  grown_packages grown, given_back;
};

std::set<std::int64_t> sessions_of(const grown_packages& all, std::int64_t registration_id) {
  const auto found = all.find(registration_id);
  return found == all.end() ? std::set<std::int64_t>() : found->second;
}

// What each of those who follow an event has not been told yet.
class informing {
 public:
  informing(schema::transaction& tx, const event& after, event_change change, moved_bookings moved)
      : tx_(tx), after_(after), change_(std::move(change)), moved_(std::move(moved)) {
    // What has not left yet is told together with this.
    untold_ = mailer::outbox::take_back(tx, after.id, "event-changed");
    untold_.merge(mailer::outbox::take_back(tx, after.id, "event-cancelled"));
  }

  // Whoever has yet to confirm the address is told everything afterwards.
  void tell_everybody(const mailer::outbox& mails, instant now) const {
    follower who;
    const auto next = [&](std::int64_t id, std::string language, std::string email,
                          const std::string& given, const std::string& family,
                          std::optional<std::int64_t> session_id) {
      if (id != who.id) {
        tell(mails, who, now);
        who = {id, std::move(language), std::move(email), given + " " + family, {}};
      }
      if (session_id) who.sessions.insert(*session_id);
    };
    tx_.each<std::int64_t, std::string, std::string, std::string, std::string,
             std::optional<std::int64_t>>(
        "SELECT r.id, r.language, r.email, r.given_name, r.family_name, b.session_id"
        " FROM registration r"
        " LEFT JOIN registration_session b"
        "  ON b.registration_id = r.id AND b.status <> 'cancelled'"
        " WHERE r.event_id = :1 AND r.status IN ('confirmed', 'waiting', 'offered', 'applied')"
        " ORDER BY r.id",
        next, after_.id);
    tell(mails, who, now);
  }

 private:
  event_change unknown_to(const follower& who) const {
    const auto untold = untold_.find(who.id);
    const bool any_untold = untold != untold_.end();
    auto earlier = any_untold ? event_change_from(untold->second) : event_change();
    const auto lost = sessions_of(moved_.given_back, who.id);
    auto known = who.sessions;  // what they have lost unknowingly is in their calendar still
    known.insert(lost.begin(), lost.end());
    known.insert(earlier.lost.begin(), earlier.lost.end());
    auto change = part_about(change_, known);
    change.added = sessions_of(moved_.grown, who.id);
    change.lost = lost;
    if (any_untold) change = merged(std::move(earlier), change);
    return still_different(std::move(change), after_);
  }

  void tell(const mailer::outbox& mails, const follower& who, instant now) const {
    if (who.id == 0) return;
    const auto change = unknown_to(who);
    const bool cancelled = after_.status == event_status::cancelled;
    if (cancelled ? change.was_cancelled : change.none()) return;
    mail_subject whom{who.id, after_.id, after_.by.id, who.language, who.email, who.name};
    whom.data = to_json(change);
    const auto* name = cancelled ? "event-cancelled" : "event-changed";
    const auto people = after_.ring ? people_of_member(tx_, who.id) : std::vector<ring_person>();
    if (people.empty()) events::tell(tx_, mails, name, whom, now);
    for (const auto& one : people) {
      whom.language = one.language;
      whom.email = one.email;
      whom.name = one.name();
      whom.data[person_member] = one.public_id;
      events::tell(tx_, mails, name, whom, now);
    }
  }

  schema::transaction& tx_;
  const event& after_;
  const event_change change_;
  const moved_bookings moved_;
  std::map<std::int64_t, nlohmann::json> untold_;  // by registration
};

}  // namespace

void registrar::follow_change(schema::transaction& tx, const event& before, const event& after,
                              instant now) const {
  if (after.kind == kind::paper || after.status == event_status::draft || after.ends_at <= now)
    return;
  if (before.status == event_status::cancelled && after.status == event_status::cancelled) return;
  hold_event(tx, after.id);
  moved_bookings moved{grow_packages(tx, before, after, now), {}};
  auto meetings = book_meetings(tx, after, now);
  moved.given_back = std::move(meetings.given_back);
  for (auto& [id, sessions] : meetings.booked) moved.grown[id].merge(sessions);
  auto change = compare(before, after, now);
  const bool same = moved.grown.empty() && moved.given_back.empty();
  if (before.status == after.status && change.none() && same) return;
  informing(tx, after, std::move(change), std::move(moved)).tell_everybody(mails_, now);
}

}  // namespace zusage::events
