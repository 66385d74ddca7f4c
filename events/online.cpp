// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/online.hpp"

#include <algorithm>

namespace zusage::events {
namespace {

std::string personal(const mail_case& of, std::int64_t session_id) {
  const auto found = of.personal_links.find(session_id);
  return found == of.personal_links.end() ? std::string() : found->second;
}

bool takes_part(const mail_case& of) {
  return of.who.status == registration_status::confirmed &&
         of.of.status == event_status::published && of.of.kind != kind::paper;
}

bool is_shown(const mail_case& of, const period& when) {
  return when.starts_at - of.of.join_lead <= of.now && of.now < when.ends_at;
}

std::optional<instant> still_to_come(const mail_case& of, const period& when) {
  const auto from = when.starts_at - of.of.join_lead;
  return of.now < from ? std::optional<instant>(from) : std::nullopt;
}

// When it takes place, for who has a place in it.
std::optional<period> attended(const mail_case& of, const session& one) {
  const auto* booked = find_booking(of, one.id);
  if (!takes_part(of) || !booked || booked->status != booking::confirmed || one.cancelled)
    return {};
  return period_of(one);
}

std::string event_url_of(const mail_case& of) {
  auto own = personal(of, 0);
  return own.empty() ? of.of.join_url : own;
}

// What has a place of its own is there, and not where the rest of the event is.
bool is_elsewhere(const session& one) {
  return !one.place.empty();
}

std::string url_of(const mail_case& of, const session& one) {
  for (auto url : {personal(of, one.id), one.join_url}) {
    if (!url.empty()) return url;
  }
  return is_elsewhere(one) ? std::string() : event_url_of(of);
}

// The event's own link is for who has no session with a date, or only waits for one: the others
// have theirs there.
bool goes_to_the_event(const mail_case& of) {
  if (!takes_part(of)) return false;
  return std::none_of(of.of.sessions.begin(), of.of.sessions.end(), [&](const session& one) {
    const auto* booked = find_booking(of, one.id);
    return booked && booked->status == booking::confirmed && period_of(one);
  });
}

bool is_visible(const session& one, instant now) {
  return !one.recording_url.empty() && !one.cancelled && one.ends_at && *one.ends_at <= now;
}

bool is_visible(const event& of, instant now) {
  return !of.recording_url.empty() && of.ends_at <= now;
}

}  // namespace

std::string join_url_of(const mail_case& of, const session& one) {
  const auto when = attended(of, one);
  return when && is_shown(of, *when) ? url_of(of, one) : std::string();
}

std::string event_join_url_of(const mail_case& of) {
  const bool shown = goes_to_the_event(of) && is_shown(of, {of.of.starts_at, of.of.ends_at});
  return shown ? event_url_of(of) : std::string();
}

std::optional<instant> join_from(const mail_case& of, const session& one) {
  const auto when = attended(of, one);
  const bool has_link =
      !url_of(of, one).empty() || (of.of.mode == mode::online && !is_elsewhere(one));
  if (!when || !has_link) return {};
  return still_to_come(of, *when);
}

std::optional<instant> event_join_from(const mail_case& of) {
  if (!goes_to_the_event(of) || (event_url_of(of).empty() && of.of.mode != mode::online)) return {};
  return still_to_come(of, {of.of.starts_at, of.of.ends_at});
}

std::vector<recording> recordings_of(const mail_case& of) {
  std::vector<recording> all;
  if (!takes_part(of)) return all;
  for (const auto& one : of.of.sessions) {
    if (attended(of, one) && is_visible(one, of.now)) all.push_back({&one, one.recording_url});
  }
  if (is_visible(of.of, of.now)) all.push_back({nullptr, of.of.recording_url});
  return all;
}

std::vector<std::int64_t> visible_recordings(const event& of, instant now) {
  std::vector<std::int64_t> ids;
  if (of.status != event_status::published || of.kind == kind::paper) return ids;
  for (const auto& one : of.sessions) {
    if (is_visible(one, now)) ids.push_back(one.id);
  }
  if (is_visible(of, now)) ids.push_back(0);
  return ids;
}

}  // namespace zusage::events
