// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "consent/ledger.hpp"
#include "consent/people.hpp"

namespace zusage::consent {

std::optional<std::string> ledger::lookup_of(std::int64_t organiser_id,
                                             std::string_view email) const {
  return consent::lookup_of(lookup_key_, organiser_id, email);
}

}  // namespace zusage::consent
