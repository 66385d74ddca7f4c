// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>

#include "consent/verify_parts.hpp"

namespace zusage::consent {

/// `ledger::verify` in steps of bounded size, for who must not hold a snapshot for as long as a
/// large chain takes: each step may see a newer state of the database, and what is appended
/// meanwhile is verified as well.
class verifier {
 public:
  verifier(const key32& lookup, const key32& people, std::int64_t organiser_id)
      : organiser_id_(organiser_id), found_(lookup, people, organiser_id) {}

  /// Looks at about `most` rows more. False when nothing is left. What it throws leaves it half
  /// way through a step: it is not to be used any more.
  bool step(const schema::reader& db, std::int64_t most);

  /// What was found. Once, after the last step.
  verification finish();

 private:
  enum class part { notices, records, states, published, done };

  std::int64_t organiser_id_;
  chain_check found_;
  part at_ = part::notices;
  std::optional<std::int64_t> after_;  ///< where the part goes on; nothing: at its beginning
};

}  // namespace zusage::consent
