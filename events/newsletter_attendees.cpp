// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/newsletter_attendees.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "base/email_address.hpp"

namespace zusage::events {
namespace {

constexpr std::int64_t counted_at_once = 500;

std::optional<attendee_recipient> permitted(const schema::reader& db, const consent::ledger& ledger,
                                            const open_issue& of, message_attendee who,
                                            instant now) {
  if (of.kind == issue_kind::service) return attendee_recipient{std::move(who), {}, {}};
  const auto lookup = ledger.lookup_of(of.organiser_id, who.email);
  if (!lookup) return {};
  const auto state = db.one<std::int64_t, std::string>(
      "SELECT s.principal_id, s.public_id FROM principal w"
      " JOIN consent_state s ON s.principal_id = w.id AND s.purpose_id = :1"
      " WHERE w.organiser_id = :2 AND w.lookup = :3",
      of.purpose_id, of.organiser_id, *lookup);
  if (!state) return {};
  const auto& [principal_id, state_id] = *state;
  if (!consent::permitting_record(db, principal_id, of.purpose_id, now)) return {};
  return attendee_recipient{std::move(who), principal_id, state_id};
}

std::int64_t last_of(const open_issue& of) {
  return of.last_record.value_or(0);
}

}  // namespace

std::optional<attendee_recipient> find_recipient(const schema::reader& db,
                                                 const consent::ledger& ledger,
                                                 const open_issue& of, const message_attendee& who,
                                                 instant now) {
  for (auto& one :
       find_message_attendees(db, of.event_id.value(), of.audience, who.registration_id)) {
    if (one.person_id == who.person_id) return permitted(db, ledger, of, std::move(one), now);
  }
  return {};
}

std::int64_t count_attendee_recipients(const schema::reader& db, const consent::ledger& ledger,
                                       const open_issue& of, instant now) {
  std::int64_t count = 0, after = 0;
  std::set<std::string> addresses;  // of people who may stand for several members
  for (bool more = true; more;) {
    auto found =
        attendees_behind(db, of.event_id.value(), of.audience, after, last_of(of), counted_at_once);
    for (auto& who : found.people) {
      if (of.audience.everybody && !addresses.insert(email_key(who.email)).second) continue;
      if (permitted(db, ledger, of, std::move(who), now)) ++count;
    }
    after = found.looked_at;
    more = !found.is_last;
  }
  return count;
}

std::int64_t count_attendee_recipients(const schema::reader& db, const consent::ledger& ledger,
                                       const newsletter_issue& of, instant now) {
  open_issue as_open;
  as_open.organiser_id = of.organiser_id;
  as_open.purpose_id = of.purpose_id;
  as_open.event_id = of.event_id;
  as_open.kind = of.kind;
  as_open.audience = of.audience;
  as_open.last_record = newest_registration(db, of.event_id.value());
  return count_attendee_recipients(db, ledger, as_open, now);
}

attendee_range find_next_attendees(const schema::reader& db, const open_issue& of,
                                   const under_way& room, const delivery_limits& limits) {
  attendee_range none;
  none.is_last = of.listed;
  const auto most = std::min(limits.at_once, limits.most_waiting - room.all_waiting);
  if (of.listed || most <= 0) return none;
  return attendees_behind(db, of.event_id.value(), of.audience, of.after_id, last_of(of), most);
}

}  // namespace zusage::events
