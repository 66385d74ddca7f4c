// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "consent/people.hpp"
#include "schema/sql.hpp"

/// What a data protection officer looks at: what an organiser asks consents for, how many stand,
/// and the proof of one person's.
namespace zusage::consent {

/// A purpose of an organiser and how many people's consents to it stand how, as of now.
struct purpose_count {
  std::string key, channel;
  nlohmann::json title;      ///< by language
  std::int64_t version = 0;  ///< the newest one of its notice
  instant since{};           ///< of that version
  std::int64_t permitting = 0;
  std::int64_t requested = 0;  ///< until maintenance ends them, those whose time is over as well
  std::int64_t ended = 0;      ///< withdrawn, terminated, expired, refused: also what never stood
  std::int64_t id = 0;
};

/// In the order of the keys; purposes that nobody was asked for yet as well.
std::vector<purpose_count> count_purposes(const schema::reader& db, std::int64_t organiser_id);

/// The end of an organiser's chain; nothing while it has no record.
struct chain_head {
  std::int64_t sequence = 0;
  std::string hash;
};
std::optional<chain_head> find_head(const schema::reader& db, std::int64_t organiser_id);

/// The proof of everything about one person, as `ledger::proof` makes it from an address: one
/// object per purpose, or of one purpose alone. It carries what is still readable; after erasure
/// what proves without naming.
nlohmann::json proof_of(const schema::reader& db, const principal& who,
                        std::optional<std::int64_t> purpose_id = {});

}  // namespace zusage::consent
