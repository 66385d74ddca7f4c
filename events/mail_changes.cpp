// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/mail_changes.hpp"

#include <algorithm>

#include "events/mail_language.hpp"

namespace zusage::events {
namespace {

using std::string;

class wording {
 public:
  wording(const mail_case& one, const event_change& change, const mail_texts& texts)
      : one_(one),
        texts_(texts),
        zone_before_(change.was_on ? change.was_on->time_zone : one.of.time_zone) {}

  string now(const std::optional<period>& when) const { return words(when, one_.of.time_zone); }
  string before(const std::optional<period>& when) const { return words(when, zone_before_); }

  /// Without a date what the organiser says instead (`September/October`).
  string now(const session& of) const {
    return period_of(of) ? now(period_of(of)) : texts_.pick(of.when, one_.language);
  }
  string before(const session& of, const std::optional<period>& when) const {
    return when ? before(when) : texts_.pick(of.when, one_.language);
  }
  string place(const string& own) const { return own.empty() ? place_of(one_.of) : own; }

 private:
  string words(const std::optional<period>& when, const string& zone) const {
    return when ? texts_.period(when->starts_at, when->ends_at, zone, one_.language) : "";
  }

  const mail_case& one_;
  const mail_texts& texts_;
  const string zone_before_;
};

const booked_row* find_kept(const mail_case& one, std::int64_t session_id) {
  const auto* booked = find_booking(one, session_id);
  return booked && booked->status != booking::cancelled ? booked : nullptr;
}

// What a session was like before, as far as it is different.
struct difference {
  string period_before, place_before;
  bool dated = false, cancelled = false, on_again = false;
  bool none() const { return !dated && place_before.empty() && !cancelled && !on_again; }
};

difference difference_of(const session& of, const event_change& change, const wording& in_words) {
  difference found;
  if (const auto was = change.sessions.find(of.id); was != change.sessions.end()) {
    found.period_before = in_words.before(of, was->second);
    found.dated = in_words.now(period_of(of)) != in_words.before(was->second);
  }
  if (const auto was = change.places.find(of.id); was != change.places.end())
    found.place_before = in_words.place(was->second);
  if (const auto was = change.cancelled.find(of.id); was != change.cancelled.end()) {
    found.cancelled = of.cancelled;
    found.on_again = !of.cancelled;
  }
  return found;
}

nlohmann::json moved_sessions(const mail_case& one, const event_change& change,
                              const mail_texts& texts) {
  const wording in_words(one, change, texts);
  auto list = nlohmann::json::array();
  for (const auto& of : one.of.sessions) {
    if (!find_kept(one, of.id)) continue;
    const auto found = difference_of(of, change, in_words);
    if (found.none()) continue;
    list.push_back({{"title", texts.pick(of.title, one.language)},
                    {"title_language", borrowed_language(of.title, one.language)},
                    {"dated", found.dated},
                    {"period", in_words.now(of)},
                    {"period_before", found.period_before},
                    {"place", found.place_before.empty() ? "" : in_words.place(of.place)},
                    {"place_before", found.place_before},
                    {"cancelled", found.cancelled},
                    {"on_again", found.on_again}});
  }
  return list;
}

nlohmann::json added_sessions(const mail_case& one, const event_change& change,
                              const mail_texts& texts) {
  const wording in_words(one, change, texts);
  auto list = nlohmann::json::array();
  for (const auto& of : one.of.sessions) {
    const auto* booked = find_kept(one, of.id);
    if (!booked || !change.added.contains(of.id)) continue;
    list.push_back({{"title", texts.pick(of.title, one.language)},
                    {"title_language", borrowed_language(of.title, one.language)},
                    {"period", in_words.now(of)},
                    {"place", of.place},
                    {"waiting", booked->status == booking::waiting}});
  }
  return list;
}

// What is booked again meanwhile is not lost.
bool is_lost(const mail_case& one, const event_change& change, const session& of) {
  return change.lost.contains(of.id) && !find_kept(one, of.id);
}

nlohmann::json lost_sessions(const mail_case& one, const event_change& change,
                             const mail_texts& texts) {
  const wording in_words(one, change, texts);
  auto list = nlohmann::json::array();
  for (const auto& of : one.of.sessions) {
    if (!is_lost(one, change, of)) continue;
    const auto was = change.sessions.find(of.id);  // as they knew it
    list.push_back({{"title", texts.pick(of.title, one.language)},
                    {"title_language", borrowed_language(of.title, one.language)},
                    {"period", was == change.sessions.end() ? in_words.now(of)
                                                            : in_words.before(of, was->second)}});
  }
  return list;
}

bool has_place_in(const mail_case& one, const session& of) {
  const auto* booked = find_booking(one, of.id);
  return booked && booked->status == booking::confirmed;
}

bool had_dated_session(const mail_case& one, const event_change& change) {
  return std::any_of(one.of.sessions.begin(), one.of.sessions.end(), [&](const session& of) {
    const bool kept = has_place_in(one, of) && !change.added.contains(of.id);
    if (!kept && !is_lost(one, change, of)) return false;
    const auto was = change.sessions.find(of.id);
    return was == change.sessions.end() ? period_of(of).has_value() : was->second.has_value();
  });
}

bool has_dated_session(const mail_case& one) {
  return std::any_of(one.of.sessions.begin(), one.of.sessions.end(),
                     [&](const session& of) { return has_place_in(one, of) && period_of(of); });
}

}  // namespace

bool add_changes(nlohmann::json& data, const mail_case& one, const event_change& change,
                 const mail_texts& texts) {
  const wording in_words(one, change, texts);
  const auto& of = one.of;
  auto was_on = change.was_on ? in_words.before(change.was_on->when) : "";
  if (was_on == in_words.now(period{of.starts_at, of.ends_at})) was_on.clear();
  auto moved = moved_sessions(one, change, texts), added = added_sessions(one, change, texts);
  const auto place = change.place.value_or("");
  const bool differs = !was_on.empty() || !place.empty() || !moved.empty();
  auto lost = lost_sessions(one, change, texts);
  const bool any = differs || !added.empty() || !lost.empty() || change.was_cancelled;
  data["takes_place_again"] = change.was_cancelled;
  data["has_differences"] = differs;
  data["period_before"] = std::move(was_on);
  const bool elsewhere = change.was_on && change.was_on->time_zone != of.time_zone;
  data["time_zone_before"] = elsewhere ? change.was_on->time_zone : "";
  data["place_before"] = place;
  data["moved"] = std::move(moved);
  data["has_added"] = !added.empty();
  data["added"] = std::move(added);
  data["has_lost"] = !lost.empty();
  data["lost"] = std::move(lost);
  data["still_waiting"] = one.who.status == registration_status::waiting;
  data["still_applied"] = one.who.status == registration_status::applied;
  data["still_offered"] = one.who.status == registration_status::offered;
  return any;
}

std::vector<mailer::calendar_entry> entries_taken_away(const mail_case& one,
                                                       const event_change& change) {
  std::vector<mailer::calendar_entry> entries;
  for (const auto& of : one.of.sessions) {
    const auto was = change.sessions.find(of.id);
    const auto* booked = find_kept(one, of.id);
    if (was == change.sessions.end() || !was->second || period_of(of)) continue;
    if ((booked && booked->status == booking::confirmed) || is_lost(one, change, of))
      entries.push_back(session_entry(one, of, *was->second));
  }
  if (has_dated_session(one) && !had_dated_session(one, change))
    entries.push_back(entry_of_event(one));
  for (auto& entry : entries) entry.cancelled = true;
  return entries;
}

}  // namespace zusage::events
