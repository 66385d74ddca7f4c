// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "events/event.hpp"
#include "organisers/scope.hpp"

/// What an organiser sees of their own events at a glance.
namespace zusage::events {

struct own_event {
  std::string slug, time_zone;
  nlohmann::json title;  ///< by language
  events::kind kind = kind::conference;
  event_status status = event_status::draft;
  instant starts_at{}, ends_at{};
  std::optional<std::int64_t> capacity;
  bool hidden = false;         ///< in no list
  std::int64_t taken = 0;      ///< places
  std::int64_t waiting = 0;    ///< registrations on the waiting list
  std::int64_t downloads = 0;  ///< of a paper
};

/// All events of the organiser, drafts too, by start. Cheap: counters, nothing is counted but who
/// waits.
std::vector<own_event> list_own_events(const schema::reader& db, const organisers::scope& whose);

/// How full an event, or one of its sessions, is.
struct place_figures {
  std::string session_key;  ///< empty: the event itself
  std::optional<std::int64_t> capacity;
  std::int64_t taken = 0;    ///< places, offered ones and kept ones among them
  std::int64_t offered = 0;  ///< of these, kept for somebody who has not answered yet
  std::int64_t waiting = 0;
  std::int64_t kept = 0;  ///< of the taken, for codes that nobody has used yet
};

/// The event first, then its sessions in order.
std::vector<place_figures> find_place_figures(const schema::reader& db,
                                              const organisers::scope& whose,
                                              std::int64_t event_id);

/// The organiser's name by language; null when there is no such organiser any more.
nlohmann::json name_of_organiser(const schema::reader& db, const organisers::scope& whose);

}  // namespace zusage::events
