// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "consent/ledger.hpp"
#include "schema/sql.hpp"

/// A changed text is a new version of a notice. What was agreed to before stays as it was shown,
/// unless the organiser decides that it has to be renewed by a day: then everybody is asked once,
/// and what is not renewed by then ends. Until then the old consent permits.
///
/// A purpose has one running renewal at most. A later one, for a newer version, replaces it: its
/// deadline is then that of all who agreed to any older version. While one runs, a newer version
/// whose decision is that the old ones stay changes nothing for who was asked; whoever renews does
/// so under the newest version of all.
namespace zusage::consent {

struct renewal {
  std::int64_t id = 0, organiser_id = 0, purpose_id = 0, version = 0;
  instant deadline{};
  std::int64_t decided_by = 0;  ///< staff; 0: the operator
  instant decided_at{};
  std::string state;  ///< running, done, dropped, replaced
  std::optional<instant> ended_at;
  std::int64_t asked = 0;  ///< people
};

/// Of a purpose, the newest first.
std::vector<renewal> list_renewals(const schema::reader& db, std::int64_t purpose_id);

std::optional<renewal> running_renewal(const schema::reader& db, std::int64_t purpose_id);

struct renewal_decision {
  std::int64_t organiser_id = 0, purpose_id = 0, version = 0;
  instant deadline{};
  std::int64_t decided_by = 0;
};

/// Begins it, in place of one that runs.
void begin_renewal(schema::transaction& tx, const renewal_decision& what, instant now);

/// The old consents stay after all. False: none runs, or its deadline is over.
bool drop_renewal(schema::transaction& tx, std::int64_t purpose_id, instant now);

/// Somebody whose consent stands under an older version and who was not asked yet.
struct to_ask {
  std::int64_t principal_id = 0;
  std::string public_id;  ///< of the state
};

/// One step of a pass through the people of a renewal whose deadline is to come: finds `most` at
/// most, and looks at ten times as many at most. `more`: the pass
/// goes on; else the next begins after a while, for who confirmed an older request meanwhile.
struct asking_step {
  std::optional<renewal> of;   ///< nothing: none is due
  std::vector<to_ask> people;  ///< noted as asked, in this transaction
  bool more = false;
};
asking_step ask_next(schema::transaction& tx, instant now, std::int64_t most);

/// One step through those whose deadline is over: what was not renewed ends, recorded by the method
/// `not-renewed`.
struct ending_step {
  std::vector<ended_consent> ended;
  bool more = false;
};
ending_step end_not_renewed(schema::transaction& tx, const ledger& by, instant now,
                            std::int64_t most);

}  // namespace zusage::consent
