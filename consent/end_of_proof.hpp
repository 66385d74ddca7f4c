// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "schema/sql.hpp"

/// Until when consents have to be proven, and what happens then: the person's key and with it every
/// salt go, and every personal part. The chain stays and verifies; `principal.erased_at` says when.
/// The keyed hash of the address stays, so that who was unsubscribed is not written to again.
namespace zusage::consent {

/// E-mail and letters: from the end of the year in which the consent ended (BGB 195, 199).
inline constexpr std::chrono::years proof_kept{3};
/// Telephone: after its last use (UWG 7a(2)). Calls are made elsewhere, so every day until its end
/// may have been one.
inline constexpr std::chrono::years phone_proof_kept{5};

/// When the proof of a consent for this channel may go that ended then. Years end in German time.
instant end_of_proof(std::string_view channel, instant ended_at);

struct ended_proof {
  std::int64_t principal_id = 0, organiser_id = 0;
  instant at{};  ///< the latest end of proof of all their consents
};

/// Persons who still have their key and of whose consents none stands or waits, in order of their
/// number, those of `organiser_id` alone unless it is 0. Goes through all of these
/// (`principal.closed_at`) and their records: not on the network's thread.
void each_ended(const schema::reader& db, std::int64_t organiser_id,
                const std::function<void(const ended_proof&)>& action);

/// Those whose proof has ended, at most so many, first whose consents ended first. Looks only at
/// whose consents ended three years ago or earlier.
std::vector<ended_proof> find_ended_proofs(const schema::reader& db, instant now, std::size_t most);

/// Erases one of these; false, with nothing changed, when it is not due (any more).
bool end_proof(schema::transaction& tx, std::int64_t principal_id, instant now);

}  // namespace zusage::consent
