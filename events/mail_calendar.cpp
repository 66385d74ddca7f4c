// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/mail_calendar.hpp"

#include "events/json_members.hpp"

#include <algorithm>

#include "events/form_input.hpp"

namespace zusage::events {
namespace {

void append(std::string& to, const std::string& part, std::string_view between) {
  if (part.empty()) return;
  if (!to.empty()) to += between;
  to += part;
}

// ORGANIZER takes one address (RFC 5545 3.8.4.3): where several organise it, all stand in words.
std::string description_of(const mail_case& of) {
  std::string words;
  if (!of.of.also_by.empty()) append(words, text_in(of.of.by.name, of.language), "");
  for (const auto& other : of.of.also_by) append(words, text_in(other.name, of.language), ", ");
  append(words, of.manage_url, "\n");
  return words;
}

mailer::calendar_entry entry_of(const mail_case& of, const std::string& key) {
  mailer::calendar_entry entry;
  // The contact of a municipality may change, and with it the public id; its meetings stay.
  const auto& whose = of.of.ring ? of.who.reference : of.who.public_id;
  entry.uid = key + "." + whose + "@" + of.host;
  entry.sequence = of.of.ical_sequence + of.who.ical_sequence;
  entry.time_zone = of.of.time_zone;
  entry.location = place_of(of.of);
  entry.url = of.manage_url;
  entry.description = description_of(of);
  entry.organiser_name = text_in(of.of.by.name, of.language);
  entry.organiser_email = of.of.by.contact;
  entry.cancelled =
      of.who.status == registration_status::cancelled || of.of.status == event_status::cancelled;
  entry.stamp = of.now;
  return entry;
}

}  // namespace

const booked_row* find_booking(const mail_case& of, std::int64_t session_id) {
  const auto found = std::find_if(of.booked.begin(), of.booked.end(), [&](const booked_row& row) {
    return row.session_id == session_id;
  });
  return found == of.booked.end() ? nullptr : &*found;
}

std::optional<instant> offered_until(const mail_case& of) {
  auto until = of.who.offered_until;
  for (const auto& row : of.booked) {
    if (row.offered_until && (!until || *row.offered_until < *until)) until = row.offered_until;
  }
  return until;
}

std::string place_of(const event& of) {
  std::string place;
  if (of.mode != mode::online) {
    append(place, text_member(of.venue, "name"), ", ");
    append(place, text_member(of.venue, "street"), ", ");
    auto town = text_member(of.venue, "postal_code");
    append(town, text_member(of.venue, "city"), " ");
    append(place, town, ", ");
  }
  if (of.mode != mode::on_site) append(place, "Online", " / ");
  return place;
}

mailer::calendar_entry entry_of_event(const mail_case& of) {
  auto entry = entry_of(of, "event");
  entry.starts_at = of.of.starts_at;
  entry.ends_at = of.of.ends_at;
  entry.summary = text_in(of.of.title, of.language);
  return entry;
}

mailer::calendar_entry session_entry(const mail_case& of, const session& one, const period& when) {
  auto entry = entry_of(of, one.key);
  entry.starts_at = when.starts_at;
  entry.ends_at = when.ends_at;
  entry.summary = text_in(one.title, of.language);
  append(entry.summary, text_in(of.of.title, of.language), " – ");
  const auto* booked = find_booking(of, one.id);
  entry.cancelled =
      entry.cancelled || one.cancelled || (booked && booked->status == booking::cancelled);
  if (!one.place.empty()) entry.location = one.place;
  return entry;
}

std::vector<mailer::calendar_entry> calendar_of(const mail_case& of) {
  std::vector<mailer::calendar_entry> entries;
  bool dated = false;
  for (const auto& one : of.of.sessions) {
    const auto* booked = find_booking(of, one.id);
    const auto when = period_of(one);
    if (!booked || !when) continue;
    dated =
        dated || booked->status == booking::confirmed ||
        (booked->status == booking::cancelled && of.who.status == registration_status::cancelled);
    if (booked->status == booking::confirmed || booked->status == booking::cancelled) {
      entries.push_back(session_entry(of, one, *when));
    }
  }
  if (!dated) entries.push_back(entry_of_event(of));
  return entries;
}

}  // namespace zusage::events
