// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/registration.hpp"

/// The steps that everything which writes registrations is made of. Places are a counter in the row
/// of the event, moved only by conditional UPDATE: no rows changed means full.
namespace zusage::events {

/// What somebody becomes who gets a place of the event.
constexpr registration_status status_with_place(const event& of) {
  return of.verify_email ? registration_status::unverified : registration_status::confirmed;
}

/// Whether a place that becomes free is offered to who waits, and theirs only once they accept it.
inline bool offers_places(const event& of) {
  return of.offer_hours.count() > 0;
}

/// Until when an address is waited for that is asked now; nothing in any other status.
constexpr std::optional<instant> verify_until(registration_status s, instant now) {
  if (s != registration_status::unverified) return {};
  return now + verification_period;
}

/// Whether a registration in this status has a place at the event.
constexpr bool holds_place(registration_status s) {
  return s == registration_status::confirmed || s == registration_status::unverified ||
         s == registration_status::offered;
}

/// The id of the registration that `by` opens, inside the transaction that acts on it: an earlier
/// job may have ended the browser's link. A mailed link that is used so ends it, and confirms the
/// address as the link for that would.
std::optional<std::int64_t> use_link(schema::transaction& tx, const registration_link& by,
                                     instant now);

/// A registration as far as mails tell of it: event, sequence, public id, reference, status, name,
/// until when it can be verified, position on the waiting list.
std::optional<registration> find_for_mail(const schema::reader& db, std::int64_t id);

/// Where several processes write: makes all others that book, cancel or change for this event wait
/// until the end of the transaction. Everything that decides by what is booked begins with it.
void hold_event(schema::transaction& tx, std::int64_t event_id);
/// The same for the event of a registration, if there is one with this public id.
void hold_event_of(schema::transaction& tx, std::string_view public_id);

/// Places that nobody has; negative when more people are in (places.hpp).
std::int64_t free_at_event(const schema::reader& db, std::int64_t event_id);

/// False: the event is full.
bool take_place(schema::transaction& tx, std::int64_t event_id);
void give_place_back(schema::transaction& tx, std::int64_t event_id);

/// Whom a mail about a registration goes to.
struct mail_subject {
  std::int64_t registration_id = 0, event_id = 0, organiser_id = 0;
  std::string language, email, name;
  nlohmann::json data = nlohmann::json::object();  ///< what cannot be looked up when it is sent
  bool proven = false;                             ///< somebody has used the mailed link
  bool paper = false;                              ///< its mails have words of their own
  bool event_cancelled = false;
};

/// The person of the row with this id, which exists.
mail_subject find_mail_subject(const schema::reader& db, std::int64_t registration_id);

/// Queues a mail that tells of a registration; everything it says is looked up when it is sent. For
/// a paper `paper-confirmed` is sent instead of `registration-confirmed`, and so on where there is
/// such a mail; who is confirmed for a cancelled event learns that by `event-cancelled`.
void tell(schema::transaction& tx, const mailer::outbox& mails, std::string_view template_name,
          const mail_subject& whom, instant now);

/// The same for the row with this id.
void tell(schema::transaction& tx, const mailer::outbox& mails, std::string_view template_name,
          std::int64_t registration_id, instant now);

/// Tells somebody of having moved up: in these sessions, or at the event where there are none.
void tell_promoted(schema::transaction& tx, const mailer::outbox& mails,
                   std::int64_t registration_id, const std::vector<std::int64_t>& session_ids,
                   instant now);

/// What the search in attendee lists looks through (registration.search).
std::string search_text(const sign_up& form, std::string_view reference);

/// JSON as it is stored; broken UTF-8 never gets here, but would not throw either.
std::string stored_json(const nlohmann::json& value);

}  // namespace zusage::events
