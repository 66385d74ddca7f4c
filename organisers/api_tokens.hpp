// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "organisers/scope.hpp"
#include "schema/sql.hpp"

/// Tokens with which programs act for an organiser (RFC 6750): `zus_` and 256 random bits in
/// base64url, of which only the hash is stored. Each belongs to one organiser, may what its scopes
/// say, and ends by itself.
namespace zusage::organisers {

namespace token_limits {
inline constexpr std::int64_t days = 366, usual_days = 90;
inline constexpr std::size_t name = 100;                  ///< code points
inline constexpr std::int64_t per_organiser = 50;         ///< that have not ended
inline constexpr std::int64_t requests_per_minute = 600;  ///< of each
inline constexpr std::chrono::minutes touch_every{5};
/// How long an ended one is still listed.
inline constexpr std::chrono::days kept_after_end{90};
/// How long it is remembered what a POST with an Idempotency-Key was answered.
inline constexpr std::chrono::hours answers_kept{24};
}  // namespace token_limits

/// `read:events`, …, as they stand in requests and the description of the interface.
std::string_view to_text(token_scope s);
std::optional<token_scope> token_scope_from(std::string_view text);

/// All of them, in the order of pages and documentation.
std::span<const token_scope> all_token_scopes();

/// A token that may be used.
struct api_token {
  std::int64_t id = 0, organiser_id = 0;
  token_scopes scopes = 0;
  bool touch_due = false;  ///< `touch_api_token` is to be called
};

/// The token in `Authorization: Bearer <token>`; "" when it says anything else. The scheme's case
/// does not matter (RFC 9110 11.1).
std::string_view bearer_token(std::string_view authorization);

/// The one whose secret this is, unless it has ended.
std::optional<api_token> find_api_token(const schema::reader& db, std::string_view secret,
                                        instant now);

/// It was used; written at most every `token_limits::touch_every`.
void touch_api_token(schema::transaction& tx, std::int64_t id, instant now);

/// What staff typed.
struct new_api_token {
  std::string name;
  std::vector<std::string> scopes;
  std::string days;  ///< until it ends; empty: `token_limits::usual_days`
};

struct checked_api_token {
  std::string name;
  token_scopes scopes = 0;
  std::int64_t days = 0;
};

/// Faults: at `name` `required`, `too_long` {most}, `not_utf8`, `control_characters`; at `scopes`
/// `required`, `unknown_option`; at `days` `not_a_number`, `number_out_of_range` {least, most}.
checked<checked_api_token> check_api_token(const new_api_token& typed);

/// Makes one; its secret, which is known nowhere else. Audited by its number and scopes. Fault
/// `too_many_tokens` {most} without field.
checked<std::string> make_api_token(schema::transaction& tx, const scope& whose,
                                    const checked_api_token& what, instant now);

/// Ends it at once, audited; a second time changes nothing. False: the organiser has none with this
/// number.
bool end_api_token(schema::transaction& tx, const scope& whose, std::int64_t id, instant now);

struct listed_api_token {
  std::int64_t id = 0;
  std::string name;
  token_scopes scopes = 0;
  std::string made_by;  ///< address; empty when the account is gone
  bool maker_works_here = false;
  instant created_at{}, expires_at{};
  std::optional<instant> last_used_at, ended_at;
  bool is_open(instant now) const { return !ended_at && expires_at > now; }
};

/// Of the organiser, the newest first; ended ones too, until they are removed.
std::vector<listed_api_token> list_api_tokens(const schema::reader& db, const scope& whose);

/// The name of the token that acts; "" when a person does.
std::string name_of_token(const schema::reader& db, const scope& whose);

/// Removes what ended `token_limits::kept_after_end` ago, at most so many; how many.
std::int64_t remove_ended_tokens(schema::transaction& tx, instant now, std::int64_t most);

/// Removes answers older than `token_limits::answers_kept`, at most so many; how many.
std::int64_t remove_old_answers(schema::transaction& tx, instant now, std::int64_t most);

}  // namespace zusage::organisers
