// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.hpp"
#include "base/time.hpp"
#include "organisers/scope.hpp"
#include "schema/sql.hpp"

/// One-time codes of a program on a telephone as the second factor (TOTP, RFC 6238: SHA-1, six
/// digits, 30 seconds), and recovery codes for when it is lost. Every code counts once, also one of
/// the step before or after, which clocks that differ need (RFC 6238 5.2).
///
/// `key` is secrets::sessions; the secret is kept encrypted with a key made of it.
namespace zusage::organisers {

inline constexpr std::size_t recovery_codes = 10;

/// Whether the sign-in asks for a code.
bool has_second_factor(const schema::reader& db, std::int64_t staff_id);

/// How many recovery codes are left.
std::int64_t recovery_codes_left(const schema::reader& db, std::int64_t staff_id);

/// Makes a secret, which is asked of nobody before a code of it has been seen; one that was being
/// set up is gone. False: there is a second factor already, and nothing was done.
bool begin_second_factor(schema::transaction& tx, const key32& key, std::int64_t staff_id);

/// The secret that is being set up, in base 32 (RFC 4648 6), as programs take it.
std::optional<std::string> pending_secret(const schema::reader& db, const key32& key,
                                          std::int64_t staff_id);

/// `otpauth://totp/…`, which such programs open.
std::string second_factor_uri(std::string_view secret, std::string_view site,
                              std::string_view email);

/// The first code switches the second factor on: the recovery codes, which are known nowhere else.
/// Nothing for a wrong code, or when none is being set up. Audited.
std::optional<std::vector<std::string>> confirm_second_factor(schema::transaction& tx,
                                                              const key32& key,
                                                              std::int64_t staff_id,
                                                              std::string_view code, instant now);

/// Whether a code or recovery code is right; it is so no more.
bool use_code(schema::transaction& tx, const key32& key, std::int64_t staff_id,
              std::string_view typed, instant now);

/// Switches it off; audited.
void end_second_factor(schema::transaction& tx, std::int64_t staff_id, instant now);

/// Whether all who work for an organiser need a second factor.
bool demands_second_factor(const schema::reader& db, std::int64_t organiser_id);

/// Audited. @returns whether anything changed.
bool demand_second_factor(schema::transaction& tx, const scope& of, bool demanded, instant now);

/// Whether the person needs one there and has none.
bool lacks_second_factor(const schema::reader& db, std::int64_t staff_id,
                         std::int64_t organiser_id);

/// The code of a moment; for tests and for nobody else.
std::string code_at(const std::string& secret_base32, instant now);

}  // namespace zusage::organisers
