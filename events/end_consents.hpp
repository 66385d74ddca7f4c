// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/time.hpp"
#include "consent/ledger.hpp"

namespace zusage::events {

/// How consents are ended: `by.email` is whose they are.
struct ending {
  std::string_view method;
  consent::evidence by;
  std::string_view channel = {};            ///< only of this one; empty: of all
  std::optional<instant> given_until = {};  ///< not what was asked for or given after it
};

/// Ends every consent of an address at an organiser, also what waits for its confirmation, and
/// cancels what is queued for them. How many. Of somebody whose key is damaged no record can be
/// written; nothing can be sent to them either, since their address stands in the records, so what
/// is queued is cancelled all the same.
std::int64_t end_every_consent(schema::transaction& tx, const consent::ledger& consents,
                               std::int64_t organiser_id, const ending& how, instant now);

}  // namespace zusage::events
