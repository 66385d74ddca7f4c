// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "server/services.hpp"
#include "web/locale.hpp"

namespace zusage::server {

/// Everything that is stored about an address, by organiser (docs/consent.md describes it): what
/// `/d/{token}` shows and its download holds. Nothing of other people: not where somebody came from
/// who typed the address before its owner acted by a mailed link, and of companions what was typed
/// for them, as long as they have not taken their registration over.
struct stored_data_of {
  std::string email;
  const web::locale& in;
  instant at;
  std::optional<std::int64_t> organiser_id = {};  ///< of this one alone
};

/// What it is looked up with.
struct stored_data_source {
  const consent::ledger& ledger;
  events::catalogue& catalogue;
  const zusage::links& links;
};

nlohmann::json stored_data(const schema::reader& db, const stored_data_source& with,
                           const stored_data_of& whose);

inline stored_data_source source_of(services& with) {
  return {with.ledger, with.catalogue, with.links};
}

}  // namespace zusage::server
