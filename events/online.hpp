// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "events/mail_calendar.hpp"

/// What somebody may see of an online event: join links only of what was booked, from
/// `event.join_lead` before the start until the end, recordings after it.
namespace zusage::events {

/// The link by which to join a session, or "" while it is too early, too late, or for others only.
/// A personal link goes before the session's own, that before a personal one for the event, and
/// that before the event's. A session with a place of its own has only the first two.
std::string join_url_of(const mail_case& of, const session& one);

/// The same for the event as a whole: for who has not booked any session with a date.
std::string event_join_url_of(const mail_case& of);

/// From when the link will be shown, while it is too early; nothing where there will be none.
std::optional<instant> join_from(const mail_case& of, const session& one);
std::optional<instant> event_join_from(const mail_case& of);

struct recording {
  const session* of = nullptr;  ///< null: the event as a whole
  std::string url;
};

/// What can be seen afterwards by this person, who was confirmed for it.
std::vector<recording> recordings_of(const mail_case& of);

/// What is over and has a recording: session ids, 0 the event.
std::vector<std::int64_t> visible_recordings(const event& of, instant now);

}  // namespace zusage::events
