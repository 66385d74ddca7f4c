// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
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
  /// Called in the transaction that sets a password, with whose it is: to tell them by mail.
  std::function<void(schema::transaction&, std::int64_t staff_id)> tell = {};
};

struct sign_in_attempt {
  std::string_view email, password;  ///< as typed
  std::string_view network_address;
  std::string_view user_agent = {};
};

struct sign_in_outcome {
  enum class what { signed_in, needs_code, wrong, throttled } outcome = what::wrong;
  /// Of the new session, for the cookie; when a code is needed, what `finish_sign_in` takes.
  std::string token;
  std::int64_t staff_id = 0;
  std::chrono::seconds retry_after{0};  ///< when throttled
};

/// The same answer, after the same work, for a wrong password and for an address without account.
sign_in_outcome sign_in(schema::database& db, const sign_in_attempt& attempt,
                        const sign_in_settings& with, instant now);

/// How long the second step of a sign-in may take.
inline constexpr std::chrono::minutes second_step{5};

/// Whether a token of the first step is still good; it names nothing and is kept nowhere.
bool awaits_code(const schema::reader& db, std::string_view token, const key32& key, instant now);

struct code_attempt {
  std::string_view token, code;  ///< of the first step; a one-time or recovery code as typed
  std::string_view network_address, user_agent;
};

/// The second step, for who has a second factor; quick. `wrong` with an empty token: the first step
/// is over, or the password was changed meanwhile; with the token of the first step: another code
/// may be tried.
sign_in_outcome finish_sign_in(schema::database& db, const code_attempt& attempt, const key32& key,
                               instant now);

/// Whether this is the password of a signed-in person; counted like an attempt to sign in. Faults
/// as those of `change_password`.
faults check_own_password(schema::database& db, std::int64_t staff_id, std::string_view typed,
                          std::string_view network_address, const sign_in_settings& with,
                          instant now);

struct password_change {
  std::int64_t staff_id = 0;
  std::string_view current, wanted;  ///< as typed
  std::string_view network_address;
  std::string_view user_agent = {};
};

/// Changes one's own password, ends all sessions and begins a new one, whose token it returns.
/// Faults: `password_wrong` (field `current_password`), `password_throttled` (field empty, argument
/// `seconds`), those of check_password (field `password`).
checked<std::string> change_password(schema::database& db, const password_change& change,
                                     const sign_in_settings& with, instant now);

}  // namespace zusage::organisers
