// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "events/retention_tasks.hpp"
#include "organisers/scope.hpp"
#include "schema/database.hpp"

/// Erasing what is over, once a day and by itself, in writes of a hundred rows each, so that nobody
/// who signs up waits; each run is written down by counts alone.
namespace zusage::events {

/// What is still there so long after it was due is overdue; once a day it is looked for.
inline constexpr std::chrono::hours overdue_after{48};

inline bool is_overdue(const retention_ahead& one, instant now) {
  return one.at + overdue_after <= now;
}

/// What is ahead for an organiser, the next first; what is due or overdue is among it. Counts rows
/// of many tables: not on the network's thread.
all_ahead list_ahead(const schema::reader& db, const organisers::scope& whose, instant now);

/// How many rows of an organiser are overdue: 0 as long as runs end. Asks only for what is due, by
/// what the runs themselves go by, and for ten thousand rows of each rule at most.
std::int64_t count_overdue(const schema::reader& db, const organisers::scope& whose, instant now);

/// What a run would erase at this moment, of all organisers: `count` alone, and the event where
/// there is one.
all_ahead list_due(const schema::reader& db, instant now);

struct daily_run {
  std::int64_t id = 0;
  bool first = false;  ///< there has never been one: nothing was erased in this database yet
};
/// Begins the run of this day (UTC); nothing when there was one, or another process has begun it
/// less than ten minutes ago. One that was broken off is taken up.
std::optional<daily_run> begin_daily_run(schema::database& db, instant now);
/// Begins one that somebody asked for.
std::int64_t begin_run(schema::database& db, instant now);

struct erased_rows {
  std::string rule;
  std::int64_t count = 0;
};
struct run_outcome {
  std::vector<erased_rows> erased;
  std::string failure;  ///< what the first row that could not be erased stumbled over, else ""
};
/// Erases what is due and ends the run. A row that cannot be erased keeps none of the others; it is
/// tried again the next day and counts as overdue. `stopping` is asked between the writes: a run
/// that it breaks off stays open. @throws schema::error when even that cannot be written
run_outcome carry_out_run(schema::database& db, std::int64_t run_id, instant now,
                          const std::function<bool()>& stopping);

struct retention_run {
  instant started_at{};
  std::optional<instant> ended_at;
  bool by_hand = false;
  std::vector<erased_rows> erased;  ///< of the organiser
};
/// The newest runs, the last one first.
std::vector<retention_run> list_runs(const schema::reader& db, const organisers::scope& whose,
                                     std::int64_t most);

}  // namespace zusage::events
