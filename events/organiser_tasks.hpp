// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "organisers/scope.hpp"
#include "schema/sql.hpp"

/// What waits for an organiser to do something about it.
namespace zusage::events {

struct event_task {
  std::string slug;
  nlohmann::json title;    ///< of the event, by language
  std::int64_t count = 0;  ///< of applications
};

/// Longest lists.
inline constexpr std::int64_t most_event_tasks = 20;

/// Events that are not over with applications that nobody has decided, by start.
std::vector<event_task> list_undecided(const schema::reader& db, const organisers::scope& whose,
                                       instant now);

/// Events and papers that are still drafts and not over, by start. One that is run together with
/// others is its main organiser's to publish.
std::vector<event_task> list_unpublished(const schema::reader& db, const organisers::scope& whose,
                                         instant now);

}  // namespace zusage::events
