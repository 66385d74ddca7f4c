// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

#include "base/time.hpp"

/// Ids and references that begin with the time, so that rows made one after the other lie beside
/// each other in the indexes: a random key changes a page of its own in a large index, and a commit
/// writes it whole. Whoever has one can read when it was made; what must not tell that, or must be
/// random as a whole, takes `new_public_id()` (base/link.hpp).
namespace zusage {

/// 48 bits of milliseconds, then 80 random bits (in the manner of RFC 9562 5.7, without its version
/// and variant); base64url, 22 characters: the public id of a row. The first eight characters are
/// the time's.
std::string new_timed_id(instant now);

/// The same bits in hex, 32 characters, for the left side of a Message-ID.
std::string new_message_key(instant now);

/// A reference (`new_reference` in base/link.hpp) whose first four characters come from the second,
/// scattered so that neighbouring seconds look nothing alike; the other four are random. They come
/// around again after ten days, and one second has 923,521 of them: who needs another one after a
/// collision takes a wholly random one.
std::string new_timed_reference(instant now);

}  // namespace zusage
