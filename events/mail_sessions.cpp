// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/mail_sessions.hpp"

#include <algorithm>

#include "events/mail_language.hpp"
#include "events/online.hpp"
#include "events/package.hpp"

namespace zusage::events {
namespace {

std::string title_of(const mail_case& one, const std::optional<std::int64_t>& session_id,
                     const mail_texts& texts) {
  for (const auto& of : one.of.sessions) {
    if (session_id && of.id == *session_id) return texts.pick(of.title, one.language);
  }
  return {};
}

bool is_waited_for(const mail_case& one, const booked_row& booked) {
  return one.who.status != registration_status::applied &&
         (booked.status == booking::waiting || booked.status == booking::wanted);
}

// Every member is set in each, so that a template never takes one from what surrounds the list.
nlohmann::json session_of(const schema::reader& db, const mail_case& one, const session& of,
                          const booked_row& booked, const mail_texts& texts) {
  const auto when = period_of(of);
  const bool in_line = booked.status == booking::waiting && holds_place(one.who.status);
  return {
      {"title", texts.pick(of.title, one.language)},
      {"title_language", borrowed_language(of.title, one.language)},
      {"period", when ? texts.period(when->starts_at, when->ends_at, one.of.time_zone, one.language)
                      : texts.pick(of.when, one.language)},
      {"place", of.place},
      {"cancelled", of.cancelled},
      {"join_url", join_url_of(one, of)},
      {"offered", booked.status == booking::offered},
      {"waiting", is_waited_for(one, booked)},
      {"line_position", in_line ? std::to_string(position_in_line(db, one.who.id, booked)) : ""},
      {"second", title_of(one, booked.second_id, texts)},
      {"instead_of", booking::has_place(booked.status) ? title_of(one, booked.instead_of, texts)
                                                       : std::string()}};
}

nlohmann::json session_list(const schema::reader& db, const mail_case& one,
                            const mail_texts& texts) {
  auto list = nlohmann::json::array();
  for (const auto& of : one.of.sessions) {
    const auto* booked = find_booking(one, of.id);
    const bool ended = one.who.status == registration_status::cancelled;
    if (!booked || (booked->status == booking::cancelled && !ended)) continue;
    list.push_back(session_of(db, one, of, *booked, texts));
  }
  return list;
}

// The person's row is read without its sessions, which the bookings tell.
registration with_sessions(const mail_case& one) {
  auto row = one.who;
  for (const auto& of : one.of.sessions) {
    const auto* booked = find_booking(one, of.id);
    if (!booked || booked->status == booking::cancelled) continue;
    row.sessions.emplace_back().session_key = of.key;
  }
  return row;
}

}  // namespace

void add_sessions(nlohmann::json& data, const schema::reader& db, const mail_case& one,
                  const mail_texts& texts) {
  const auto all = session_list(db, one, texts);
  auto booked = nlohmann::json::array(), waiting_for = booked, offered = booked;
  for (const auto& of : all) {
    const bool waits = holds_place(one.who.status) && of.at("waiting").get<bool>();
    (of.at("offered").get<bool>() ? offered : waits ? waiting_for : booked).push_back(of);
  }
  data["whole_programme"] = has_whole_programme(one.of, with_sessions(one));
  data["has_sessions"] = !all.empty();
  data["has_booked"] = !booked.empty();
  data["has_waiting_for"] = !waiting_for.empty();
  data["sessions"] = all;
  data["booked"] = std::move(booked);
  data["waiting_for"] = std::move(waiting_for);
  data["has_offered"] = !offered.empty();
  data["offered"] = std::move(offered);
}

std::vector<std::int64_t> moved_to(const mailer::message& message) {
  std::vector<std::int64_t> ids;
  if (!message.data.is_object() || !message.data.contains("moved_to")) return ids;
  for (const auto& id : message.data.at("moved_to")) {
    if (id.is_number_integer()) ids.push_back(id.get<std::int64_t>());
  }
  return ids;
}

void add_moved_to(nlohmann::json& data, const mail_case& one, const mailer::message& message,
                  const mail_texts& texts) {
  std::string titles;
  for (const auto id : moved_to(message)) {
    const auto* booked = find_booking(one, id);
    if (!booked || booked->status != booking::confirmed) continue;
    titles += (titles.empty() ? "" : ", ") + title_of(one, id, texts);
  }
  data["moved_to"] = titles;
}

std::optional<mailer::calendar_entry> event_entry_replaced_by(
    const mail_case& one, const std::vector<std::int64_t>& session_ids) {
  bool any = false;
  for (const auto& of : one.of.sessions) {
    const auto* booked = find_booking(one, of.id);
    if (!booked || booked->status != booking::confirmed || !period_of(of)) continue;
    if (std::ranges::find(session_ids, of.id) == session_ids.end()) return {};
    any = true;
  }
  if (!any) return {};
  auto entry = entry_of_event(one);
  entry.cancelled = true;
  return entry;
}

}  // namespace zusage::events
