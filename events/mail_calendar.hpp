// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "events/bookings.hpp"
#include "events/event_change.hpp"
#include "events/registration.hpp"
#include "events/registration_rows.hpp"
#include "mailer/calendar.hpp"

namespace zusage::events {

/// A registration with its event, for the mail that is being composed.
struct mail_case {
  const event& of;
  const registration& who;
  std::vector<booked_row> booked;  ///< also what was given back
  std::string language, manage_url, host;
  instant now{};
  std::map<std::int64_t, std::string> personal_links = {};  ///< personal_links.hpp
};

/// The row of a session in a case, or nullptr.
const booked_row* find_booking(const mail_case& of, std::int64_t session_id);

/// When the first of the places that are offered has to be accepted; nothing is offered: nothing.
std::optional<instant> offered_until(const mail_case& of);

/// The place in words; online is the same word in every language that there is.
std::string place_of(const event& of);

/// The entry of the event itself.
mailer::calendar_entry entry_of_event(const mail_case& of);
/// The entry of a session that takes place then.
mailer::calendar_entry session_entry(const mail_case& of, const session& one, const period& when);

/// What stands in the attached calendar: an entry for each session with a date in which the person
/// has a place, the event itself when there is none, also while sessions are only waited for,
/// and as cancelled those that were given back. UIDs are
/// stable: `<session key or event>.<public id of the registration>@<host>`. Entries carry the way
/// to the registration's page and never a join link: calendars are shared and kept.
std::vector<mailer::calendar_entry> calendar_of(const mail_case& of);

}  // namespace zusage::events
