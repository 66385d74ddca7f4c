// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "consent/ledger.hpp"
#include "consent/people.hpp"
#include "consent/validity.hpp"
#include "schema/sql.hpp"

/// The one place that writes consent records.
namespace zusage::consent {

/// What a record is about: the text that was shown, for a purpose of an organiser.
struct subject {
  std::int64_t organiser_id = 0;
  std::string organiser_key;
  std::int64_t purpose_id = 0;
  std::string purpose_key;
  std::int64_t notice_id = 0;
  std::string notice_hash, channel;
};

/// What happened.
struct act {
  state event = state::requested;
  std::string_view method;
  const evidence& by;
  instant at;
};

struct appended {
  std::int64_t record_id = 0;
  std::string state_public_id;
};

/// Appends to the organiser's chain and moves the state of person and purpose along. Whoever
/// appends holds the chain's row until the end of the transaction, so that records get their
/// numbers in order.
appended append(schema::transaction& tx, const principal& who, const subject& about,
                const act& what);

/// How a person and a purpose stand, as far as rules for the next record need it.
struct present_state {
  principal who;
  subject about;  ///< of the newest record
  state now = state::requested;
  instant changed_at{};
  std::int64_t record_id = 0, version = 0;  ///< of the newest record, and of its notice
  std::int64_t newest_version = 0;          ///< of the purpose's notices
  bounds ends;
  bool purpose_ended = false;

  bool permits_at(instant at) const { return permits(now) && !ended_by(now, ends, at); }
};

std::optional<present_state> find_present(const schema::reader& db, const key32& people_key,
                                          std::string_view state_public_id);

/// Whether the mailed link still confirms it.
bool can_be_confirmed(const present_state& of, instant now);

/// Where several processes write: makes all others that would append for this organiser wait until
/// the end of the transaction, so that what is read afterwards stays true until then. Everything
/// that decides by what stands begins with it.
void hold_chain(schema::transaction& tx, std::int64_t organiser_id);

/// Appends the end of what has ended by itself by now, if no record says so yet (validity.hpp).
/// False: it has not.
bool append_end(schema::transaction& tx, present_state& of, instant now);

/// `find_present` with the chain held.
std::optional<present_state> hold_present(schema::transaction& tx, const key32& people_key,
                                          std::string_view state_public_id);

}  // namespace zusage::consent
