// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "events/retention_rules.hpp"
#include "schema/sql.hpp"

/// How the rules of retention_rules.hpp are carried out that are looked for once a day: each finds
/// what is due on a read connection and erases it in small writes, looking again before it does.
namespace zusage::events {

/// Something whose time is over.
struct due_row {
  std::int64_t id = 0, organiser_id = 0;  ///< organiser 0: of nobody in particular
  std::int64_t mark = 0;                  ///< how far its erasure has come, where that takes steps
  bool operator==(const due_row&) const = default;
};

/// What is stored and goes at one moment.
struct retention_ahead {
  std::string_view rule;
  std::int64_t organiser_id = 0;
  std::string slug, time_zone;  ///< of the event; empty: of the organiser as a whole
  nlohmann::json title;         ///< of the event
  nlohmann::json question;      ///< its label, where answers go
  instant at{};
  std::int64_t count = 0;   ///< that go then
  std::int64_t stored = 0;  ///< in all, those that go later too
};
using all_ahead = std::vector<retention_ahead>;

struct retention_task {
  std::string_view rule;
  std::vector<due_row> (*find)(const schema::reader&, instant now, std::int64_t most);
  /// How many were erased; 0 also when it is not due any more.
  std::int64_t (*erase)(schema::transaction&, const due_row&, instant now);
  /// Of an organiser, of all for 0; what is overdue among it.
  all_ahead (*ahead)(const schema::reader&, std::int64_t organiser_id, instant now);
};

// registration_retention.cpp
extern const retention_task registrations_task, paper_registrations_task;
// answer_retention.cpp
extern const retention_task answers_task, paper_answers_task;
// people_retention.cpp
extern const retention_task replaced_people_task;
// message_retention.cpp
extern const retention_task messages_task, consent_messages_task;
// record_retention.cpp
extern const retention_task consents_task, request_words_task, audit_task;

/// What a query finds by day: organiser, number of the day since 1970 on which it began, count.
struct day_count {
  std::int64_t organiser_id = 0, day = 0, count = 0;
};
/// For rows whose period is the same for all: what is due already, and what goes next. `days` in
/// order of organiser and day.
all_ahead ahead_by_day(const std::vector<day_count>& days, const retention_rule& rule, instant now);

/// The length of a rule's period, which is in hours or days.
std::chrono::hours period_of(const retention_rule& rule);

}  // namespace zusage::events
