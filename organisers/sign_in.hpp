// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/crypto.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "organisers/access.hpp"
#include "organisers/passwords.hpp"
#include "organisers/sessions.hpp"
#include "schema/database.hpp"

/// Signing in. Everything here hashes a password and is slow: only in `work` handlers.
namespace zusage::organisers {

/// What the room needs of the installation.
struct sign_in_settings {
  key32 key;  ///< secrets::sessions
  hashing_cost cost = hashing_cost::usual();
};

struct sign_in_attempt {
  std::string_view email, password;  ///< as typed
  std::string_view network_address;
};

struct sign_in_outcome {
  enum class what { signed_in, wrong, throttled } outcome = what::wrong;
  std::string token;  ///< of the new session; for the cookie
  std::int64_t staff_id = 0;
  std::chrono::seconds retry_after{0};  ///< when throttled
};

/// The same answer, after the same work, for a wrong password and for an address without account.
sign_in_outcome sign_in(schema::database& db, const sign_in_attempt& attempt,
                        const sign_in_settings& with, instant now);

struct password_change {
  std::int64_t staff_id = 0;
  std::string_view current, wanted;  ///< as typed
  std::string_view network_address;
};

/// Changes one's own password, ends all sessions and begins a new one, whose token it returns.
/// Faults: `password_wrong` (field `current_password`), `password_throttled` (field empty, argument
/// `seconds`), those of check_password (field `password`).
checked<std::string> change_password(schema::database& db, const password_change& change,
                                     const sign_in_settings& with, instant now);

}  // namespace zusage::organisers
