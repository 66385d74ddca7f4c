// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/time.hpp"
#include "consent/ledger.hpp"

/// When a consent that was given ends by itself. Pure rules: what the maintenance records later is
/// so already from that moment.
namespace zusage::consent {

/// The most that a notice may say.
inline constexpr std::int64_t most_valid_months = 120;

/// So many calendar months later, as people in `home_zone` count them (§ 188 BGB): the same time of
/// the day of the same number, or of the last day of a shorter month.
instant after_months(instant from, std::int64_t months);

/// What bounds a consent that was given.
struct bounds {
  std::optional<instant> valid_until;  ///< by what its notice says
  std::optional<instant> renew_by;     ///< by a renewal that newer versions of the notice ask for
  bool purpose_ends_it = false;        ///< its purpose ended, and what stood with it
};

/// How it ended: the record that is due.
struct ending {
  state event = state::expired;
  std::string_view method;  ///< `time`, `not-renewed`, `purpose-ended`
};

/// Nothing: it has not ended by itself. At the very moment of a bound it has.
std::optional<ending> ended_by(state now, const bounds& of, instant at);

/// Until when it permits, if nothing happens; nothing: without end.
std::optional<instant> end_of(const bounds& of);

}  // namespace zusage::consent
