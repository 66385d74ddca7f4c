// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <string_view>

#include "base/time.hpp"
#include "consent/people.hpp"
#include "schema/sql.hpp"

/// Whom nobody but themselves may bring back: found by `principal.lookup`, the keyed hash of the
/// address, which erasure leaves. Imports ask before they give or ask anything; renewals need not,
/// since only what stands is renewed. The own new consent of a person, confirmed by mail, is never
/// held back.
namespace zusage::consent {

/// Whether the organiser must not ask this person for a consent to this purpose by itself: they
/// took one back, declined it or were erased since they last agreed, or were named in a list of
/// revocations.
bool is_suppressed(const schema::reader& db, std::int64_t principal_id, std::int64_t purpose_id);

/// Keeps the hash of an address whose owner must not be asked, known or not. A person who was not
/// known is kept without a key and without a record, so that nothing can be read. One that the
/// person lifted by their own new consent counts from now on again. False when it was kept already.
/// @throws std::invalid_argument when `email` is no address.
bool suppress(schema::transaction& tx, const person_keys& keys, std::int64_t organiser_id,
              std::int64_t purpose_id, std::string_view email, instant now);

}  // namespace zusage::consent
