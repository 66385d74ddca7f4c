// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "consent/ledger.hpp"
#include "schema/sql.hpp"

/// When the chain of an organiser was verified last, and what came out.
namespace zusage::consent {

/// Each chain is verified once in so long by itself.
inline constexpr std::chrono::hours verification_interval{24};
/// Whoever began and did not end within this time has stopped.
inline constexpr std::chrono::hours verification_patience{1};

struct verification_row {
  std::int64_t records = 0, problems = 0;
  std::string head;
  std::vector<std::string> first;  ///< the first problems
  instant started_at{};
  std::optional<instant> finished_at;  ///< of the last one that ended; nothing: none did
};

std::optional<verification_row> find_verification(const schema::reader& db,
                                                  std::int64_t organiser_id);

/// Organisers with records whose chain is due, at most one at a time.
std::optional<std::int64_t> verification_due(const schema::reader& db, instant now);

/// Takes a verification on, so that no other process does it as well. False when another one has,
/// or the last one began less than `after` ago.
bool begin_verification(schema::transaction& tx, std::int64_t organiser_id, instant now,
                        std::chrono::microseconds after);

/// Stores what came out. Whether officers have to be told: there are problems, and there were none
/// the last time.
bool end_verification(schema::transaction& tx, std::int64_t organiser_id, const verification& found,
                      instant now);

}  // namespace zusage::consent
