// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/link.hpp"
#include "base/time.hpp"
#include "organisers/scope.hpp"
#include "schema/sql.hpp"

/// What stands behind links that are mailed to staff. A link is the public id of a row and a keyed
/// hash of it (base/link.hpp), so that a leaked database opens none; each is good once.
namespace zusage::organisers {

inline constexpr auto invitation_link = static_cast<link_purpose>('i');
inline constexpr auto reset_link = static_cast<link_purpose>('w');

inline constexpr std::chrono::days invitation_period{7};
inline constexpr std::chrono::minutes reset_period{30};

/// The single event that an invitation is for.
struct invited_event {
  std::int64_t id = 0;
  std::string slug;
  nlohmann::json title;  ///< by language
};

struct staff_invitation {
  std::string public_id, email;
  std::int64_t organiser_id = 0;
  std::string organiser_key;
  nlohmann::json organiser_name;  ///< by language
  organisers::role role = role::check_in;
  instant expires_at{};
  std::optional<invited_event> event = {};  ///< nothing: to work for the whole organiser
};

/// An invitation that can still be accepted.
std::optional<staff_invitation> find_invitation(const schema::reader& db,
                                                std::string_view public_id, instant now);

/// The address whose password a link may set anew, while it does.
std::optional<std::string> find_reset(const schema::reader& db, std::string_view public_id,
                                      instant now);

/// Until when a link is good; nothing once it was used or is over.
std::optional<instant> token_until(const schema::reader& db, std::string_view public_id,
                                   instant now);

struct new_staff_token {
  std::string_view kind;  ///< invitation, reset
  std::string_view email;
  std::optional<std::int64_t> organiser_id = {};  ///< that invites
  std::string_view role = {};
  std::optional<std::int64_t> event_id = {};  ///< to which it invites
};

/// Its public id. What was mailed to the address before, of this kind, organiser and event, is good
/// no more.
std::string make_staff_token(schema::transaction& tx, const new_staff_token& what, instant now);

/// Whether it was good; it is so no more.
bool use_staff_token(schema::transaction& tx, std::string_view public_id, std::string_view kind,
                     instant now);

/// Removes those that were used or are over; how many.
std::int64_t forget_staff_tokens(schema::transaction& tx, instant now);

}  // namespace zusage::organisers
