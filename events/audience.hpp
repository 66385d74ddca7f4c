// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/result.hpp"
#include "events/event.hpp"

namespace zusage::events {

/// Who wants to come, as far as an audience is limited by it.
struct visitor {
  std::string ags;           ///< "" when the municipality was not given by its key
  std::string municipality;  ///< as typed, cleaned
  std::string email;         ///< normalised
  std::string code;          ///< as typed, cleaned
};

/// Every limit of the audience must be met. Faults: `required`, `municipality_key_needed` (a name
/// cannot be compared with the list) or `not_your_municipality` on `municipality`,
/// `not_your_domain` on `email`, `wrong_code` on `code`. An empty address is left to the check of
/// the field.
void check_audience(const audience& wanted, const visitor& who, faults& wrong);

}  // namespace zusage::events
