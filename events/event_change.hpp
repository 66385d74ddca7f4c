// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "events/event.hpp"

/// What people knew of an event before it was changed: kept with the mail that tells them, which
/// looks up only what is so now.
namespace zusage::events {

struct period {
  instant starts_at{}, ends_at{};
  bool operator==(const period&) const = default;
};

/// Nothing: its date is fixed later.
std::optional<period> period_of(const session& of);

struct event_change {
  struct dates {
    period when;
    std::string time_zone;
    bool operator==(const dates&) const = default;
  };
  bool was_cancelled = false;
  std::optional<dates> was_on;       ///< when it took place, if that is different now
  std::optional<std::string> place;  ///< where, in words; the same
  std::map<std::int64_t, std::optional<period>> sessions;  ///< when they were, by session id
  std::map<std::int64_t, std::string> places;  ///< where sessions were, in words of their own
  std::map<std::int64_t, bool> cancelled;      ///< whether sessions were cancelled
  std::set<std::int64_t> added;                ///< session ids: new for the person
  std::set<std::int64_t> lost;                 ///< not the person's any more

  bool none() const {
    return !was_cancelled && !was_on && !place && sessions.empty() && places.empty() &&
           cancelled.empty() && added.empty() && lost.empty();
  }
};

/// What is different for everybody. Sessions that are over before and after concern nobody, and new
/// ones only who books them.
event_change compare(const event& before, const event& after, instant now);

/// The part about the event itself and these sessions.
event_change part_about(const event_change& all, const std::set<std::int64_t>& session_ids);

/// `later` happened before anybody was told of `earlier`: what was known is what `earlier` says.
event_change merged(event_change earlier, const event_change& later);

/// Without what is again as it was.
event_change still_different(event_change change, const event& now);

nlohmann::json to_json(const event_change& from);
/// What is missing or damaged is left out.
event_change event_change_from(const nlohmann::json& stored);

}  // namespace zusage::events
