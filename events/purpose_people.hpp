// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "consent/ledger.hpp"
#include "organisers/scope.hpp"

/// Whose consent to a purpose stands, or waits for its confirmation.
namespace zusage::events {

struct purpose_person {
  std::int64_t principal_id = 0;
  std::string public_id;  ///< in the path of their proofs
  std::string email, name, language;
  consent::state now = consent::state::requested;
  instant since{};
  std::optional<instant> valid_until;
  std::int64_t version = 0;         ///< of the notice that they agreed to
  bool imported = false;            ///< under a wording that came with an import
  std::optional<instant> given_at;  ///< of these: when, elsewhere; nothing after erasure
};

/// At most `most` behind the person with the public id `after` ("": from the beginning), in the
/// order in which they became known. Each is decrypted: not on the network's thread.
std::vector<purpose_person> list_people(const schema::reader& db, const consent::ledger& ledger,
                                        const organisers::scope& of, std::int64_t purpose_id,
                                        std::string_view after, std::int64_t most);

/// All of them as a table, in pieces; `to` says false to stop. With `excel` separated by `;`. Of an
/// imported wording the version is `imported`.
void export_people(const schema::reader& db, const consent::ledger& ledger,
                   const organisers::scope& of, std::int64_t purpose_id, bool excel,
                   const std::function<bool(std::string_view)>& to);

}  // namespace zusage::events
