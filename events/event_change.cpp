// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/event_change.hpp"

#include <algorithm>

#include "events/mail_calendar.hpp"

namespace zusage::events {
namespace {

using nlohmann::json;

event_change::dates dates_of(const event& of) {
  return {{of.starts_at, of.ends_at}, of.time_zone};
}

const session* find_by_id(const event& of, std::int64_t id) {
  const auto found = std::find_if(of.sessions.begin(), of.sessions.end(),
                                  [id](const session& one) { return one.id == id; });
  return found == of.sessions.end() ? nullptr : &*found;
}

bool is_over(const std::optional<period>& when, instant now) {
  return when && when->ends_at <= now;
}

json to_json(const period& from) {
  return {{"starts_at", to_micros(from.starts_at)}, {"ends_at", to_micros(from.ends_at)}};
}

std::optional<std::int64_t> integer_in(const json& object, const char* name) {
  if (!object.is_object()) return {};
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number_integer()) return {};
  return found->get<std::int64_t>();
}

std::optional<std::string> text_member(const json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) return {};
  return found->get<std::string>();
}

std::optional<period> period_in(const json& object) {
  const auto starts_at = integer_in(object, "starts_at"), ends_at = integer_in(object, "ends_at");
  if (!starts_at || !ends_at) return {};
  return period{from_micros(*starts_at), from_micros(*ends_at)};
}

const json& list_in(const json& object, const char* name) {
  static const json none = json::array();
  const auto found = object.find(name);
  return found != object.end() && found->is_array() ? *found : none;
}

std::set<std::int64_t> ids_in(const json& object, const char* name) {
  std::set<std::int64_t> ids;
  for (const auto& one : list_in(object, name)) {
    if (one.is_number_integer()) ids.insert(one.get<std::int64_t>());
  }
  return ids;
}

}  // namespace

std::optional<period> period_of(const session& of) {
  if (!of.starts_at || !of.ends_at) return {};
  return period{*of.starts_at, *of.ends_at};
}

event_change compare(const event& before, const event& after, instant now) {
  event_change change;
  change.was_cancelled = before.status == event_status::cancelled;
  if (dates_of(before) != dates_of(after)) change.was_on = dates_of(before);
  if (place_of(before) != place_of(after)) change.place = place_of(before);
  for (const auto& one : after.sessions) {
    const auto* old = before.find_session(one.key);
    if (!old || (is_over(period_of(*old), now) && is_over(period_of(one), now))) continue;
    if (period_of(*old) != period_of(one)) change.sessions[one.id] = period_of(*old);
    if (old->place != one.place) change.places[one.id] = old->place;
    if (old->cancelled != one.cancelled) change.cancelled[one.id] = old->cancelled;
  }
  return change;
}

event_change part_about(const event_change& all, const std::set<std::int64_t>& session_ids) {
  event_change part = all;
  const auto concerns_others = [&](const auto& one) { return !session_ids.contains(one.first); };
  std::erase_if(part.sessions, concerns_others);
  std::erase_if(part.places, concerns_others);
  std::erase_if(part.cancelled, concerns_others);
  return part;
}

event_change merged(event_change earlier, const event_change& later) {
  if (!earlier.was_on) earlier.was_on = later.was_on;
  if (!earlier.place) earlier.place = later.place;
  const auto take_over = [&](auto& into, const auto& from) {
    for (const auto& [id, was] : from) {
      if (!earlier.added.contains(id)) into.try_emplace(id, was);
    }
  };
  take_over(earlier.sessions, later.sessions);
  take_over(earlier.places, later.places);
  take_over(earlier.cancelled, later.cancelled);
  // Who gets back what they do not know to have lost, or loses what they do not know of, knows all.
  for (const auto id : later.lost) {
    if (earlier.added.erase(id) == 0) earlier.lost.insert(id);
  }
  for (const auto id : later.added) {
    if (earlier.lost.erase(id) == 0) earlier.added.insert(id);
  }
  return earlier;
}

event_change still_different(event_change change, const event& now) {
  if (change.was_on == dates_of(now)) change.was_on.reset();
  if (change.place == place_of(now)) change.place.reset();
  std::erase_if(change.sessions, [&](const auto& one) {
    const auto* session_now = find_by_id(now, one.first);
    return !session_now || period_of(*session_now) == one.second;
  });
  std::erase_if(change.places, [&](const auto& one) {
    const auto* session_now = find_by_id(now, one.first);
    return !session_now || session_now->place == one.second;
  });
  std::erase_if(change.cancelled, [&](const auto& one) {
    const auto* session_now = find_by_id(now, one.first);
    return !session_now || session_now->cancelled == one.second;
  });
  const auto is_gone = [&](std::int64_t id) { return !find_by_id(now, id); };
  std::erase_if(change.added, is_gone);
  std::erase_if(change.lost, is_gone);
  return change;
}

json to_json(const event_change& from) {
  auto result = json::object();
  if (from.was_cancelled) result["was_cancelled"] = true;
  if (from.was_on) {
    result["was_on"] = to_json(from.was_on->when);
    result["was_on"]["time_zone"] = from.was_on->time_zone;
  }
  if (from.place) result["place"] = *from.place;
  for (const auto& [id, was] : from.sessions) {
    auto one = was ? to_json(*was) : json::object();
    one["id"] = id;
    result["sessions"].push_back(std::move(one));
  }
  for (const auto& [id, was] : from.places) result["places"].push_back({{"id", id}, {"was", was}});
  for (const auto& [id, was] : from.cancelled)
    result["cancelled"].push_back({{"id", id}, {"was", was}});
  if (!from.added.empty()) result["added"] = from.added;
  if (!from.lost.empty()) result["lost"] = from.lost;
  return result;
}

event_change event_change_from(const json& stored) {
  event_change change;
  if (!stored.is_object()) return change;
  const auto cancelled = stored.find("was_cancelled");
  change.was_cancelled = cancelled != stored.end() && *cancelled == true;
  if (const auto was_on = stored.find("was_on"); was_on != stored.end()) {
    const auto when = period_in(*was_on);
    if (when) change.was_on = {*when, text_member(*was_on, "time_zone").value_or("")};
  }
  change.place = text_member(stored, "place");
  for (const auto& one : list_in(stored, "sessions")) {
    if (const auto id = integer_in(one, "id")) change.sessions[*id] = period_in(one);
  }
  for (const auto& one : list_in(stored, "places")) {
    const auto id = integer_in(one, "id");
    if (id) change.places[*id] = text_member(one, "was").value_or("");
  }
  for (const auto& one : list_in(stored, "cancelled")) {
    const auto id = integer_in(one, "id");
    if (id && one.contains("was")) change.cancelled[*id] = one.at("was") == true;
  }
  change.added = ids_in(stored, "added");
  change.lost = ids_in(stored, "lost");
  return change;
}

}  // namespace zusage::events
